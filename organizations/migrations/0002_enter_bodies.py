"""Areas, bodies and counters of the ward, so that a fresh installation can receive people."""

from typing import Any

from django.db import migrations

from organizations.initial import load


def enter(apps: Any, schema_editor: Any) -> None:
    load.enter_bodies(apps, schema_editor.connection.alias)


def remove(apps: Any, schema_editor: Any) -> None:
    load.remove_bodies(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [migrations.RunPython(enter, remove)]
