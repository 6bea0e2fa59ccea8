"""Choices offered in forms: dated data, so that yesterday's records keep yesterday's words."""

from typing import Any

from django.db import migrations

from organizations.initial import load


def enter(apps: Any, schema_editor: Any) -> None:
    load.enter_code_lists(apps, schema_editor.connection.alias)


def remove(apps: Any, schema_editor: Any) -> None:
    load.remove_code_lists(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_enter_bodies")]

    operations = [migrations.RunPython(enter, remove)]
