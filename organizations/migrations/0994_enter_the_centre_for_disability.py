"""障害者基幹相談支援センター was left out of the bodies with which the ward begins, though the ward's own plan names it
among the desks (source-document.txt; domain.md 3.3): nothing could be handed on to it. Back, it stays: the ward
may have used it by then."""

from typing import Any

from django.db import migrations

from organizations.initial.bodies import CENTRE_FOR_DISABILITY
from organizations.initial.load import enter_one_more_body


def enter(models: Any, editor: Any) -> None:
    enter_one_more_body(models, editor.connection.alias, CENTRE_FOR_DISABILITY)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0990_towns_of_an_area")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
