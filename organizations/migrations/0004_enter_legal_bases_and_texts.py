"""Legal bases (CL-01), the duty of secrecy, the consent text and the ward's own names."""

from typing import Any

from django.db import migrations

from organizations.initial import load


def enter(apps: Any, schema_editor: Any) -> None:
    load.enter_legal_bases_and_texts(apps, schema_editor.connection.alias)


def remove(apps: Any, schema_editor: Any) -> None:
    load.remove_legal_bases_and_texts(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_enter_code_lists")]

    operations = [migrations.RunPython(enter, remove)]
