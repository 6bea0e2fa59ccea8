"""What the ward calls its 関係者連絡会: it stood nowhere, so that pages and the paper did without its name. A name that
is there already stays."""

from typing import Any

from django.db import migrations

from organizations.initial.texts import LIAISON_NAME

KEY, LABEL = LIAISON_NAME


def _names(models: Any, editor: Any) -> Any:
    return models.get_model("organizations", "LocalName").objects.using(editor.connection.alias)


def enter(models: Any, editor: Any) -> None:
    _names(models, editor).get_or_create(key=KEY, defaults={"label": LABEL})


def remove(models: Any, editor: Any) -> None:
    _names(models, editor).filter(key=KEY, label=LABEL).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0890_logins_that_were_stopped")]

    operations = [migrations.RunPython(enter, remove)]
