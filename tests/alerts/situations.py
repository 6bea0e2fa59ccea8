"""Alerts in tests: time passes, scheduled work runs, somebody looks. Commits are real."""

import datetime
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.acting import Acting
from access.context import acting_as
from access.reading import ReadingLog
from alerts.computing import compute
from alerts.models import Alert
from alerts.reading import Shown, shown_to
from tests.databases import Database
from tests.world import staff


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def ago(number: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=number)


def change(database: Database, row: Any, **values: Any) -> None:
    """Time passes for a row: its columns as a superuser sets them."""
    columns = ", ".join(f'"{name}" = %s' for name in values)
    with database.superuser() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            f"update {row._meta.db_table} set {columns} where id = %s", [*values.values(), row.pk]
        )


def look() -> int:
    """Scheduled work runs once."""
    return compute()


def standing() -> list[tuple[str, str]]:
    """Rule and turn of the alerts that stand, as scheduled work sees them."""
    rows = Alert.objects.scheduled().standing()
    return sorted(rows.values_list("rule", "turn"))


def asking(user: Any) -> Any:
    """What a request holds of who asks."""
    return SimpleNamespace(user=user, acting=Acting(user, ReadingLog(user)))


def shown(username: str) -> list[Shown]:
    user = staff(username)
    with acting_as(user):
        return shown_to(asking(user))


def told(username: str) -> list[str]:
    """Rules of the alerts that somebody sees."""
    return [row.rule.code for row in shown(username)]


def rows_visible_to(username: str) -> int:
    """Rows of alerts in the compartments that are open to somebody, believed or not."""
    user = staff(username)
    with transaction.atomic(), acting_as(user):
        return Alert.objects.visible_to(user).count()
