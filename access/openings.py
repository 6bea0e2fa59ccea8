"""Who has opened a case, for whoever is in charge of it, and for a request of disclosure (S-75): what the database lets
her know.

The thinking stands in docs/read-log.md: of a compartment that she reads, by people who could read it; of
other bodies a body and a role; of 支援会議 and 秘匿情報 nothing; nobody who is kept out (R4, R11, R12).
"""

import datetime
import uuid
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from organizations.models import Body, Role, Staff

from .models import AccessLog, CaseFile, Compartment

LOOKED_BACK = datetime.timedelta(days=365)
WHOLE_CASE = "ケースのページ"


@dataclass(frozen=True)
class Opening:
    """Somebody who opened a part of the case: by name in one's own body, else by body and role."""

    part: str
    kept_by: str
    body: str
    role: str
    name: str
    took: bool  # printed, exported or fetched, not only looked
    first_on: datetime.date
    last_on: datetime.date
    days: int


def openings(case: CaseFile) -> list[Opening]:
    """Who has opened the case within a year, as far as the acting user may know; the last first. Empty
    for who is not in charge of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, organization_id, body_id, role, staff_id, took, first_day, last_day, days"
            " from access.readings_of(%s, %s)",
            [case.pk, timezone.now() - LOOKED_BACK],
        )
        rows = cursor.fetchall()
    bodies = _names(Body, {row[1] for row in rows} | {row[2] for row in rows})
    people = _names(Staff, {row[4] for row in rows})
    found = [
        Opening(
            str(Compartment.Kind(kind).label) if kind else WHOLE_CASE,
            bodies.get(keeper, ""),
            bodies.get(body, ""),
            str(Role(role).label),
            people.get(reader, ""),
            took,
            first,
            last,
            days,
        )
        for kind, keeper, body, role, reader, took, first, last, days in rows
    ]
    return sorted(found, key=lambda o: (-o.last_on.toordinal(), o.part, o.body, o.role, o.name))


@dataclass(frozen=True)
class MonthOfReading:
    """On which days of a month people of one role at one body did something with a record; how many they were."""

    month: datetime.date
    body_id: uuid.UUID
    body: str
    role: str
    action: str
    days: tuple[datetime.date, ...]
    people: int


def readings_about(request: uuid.UUID) -> list[MonthOfReading]:
    """What a request of disclosure asks of the log, in the order of the months. Empty where it does not ask, and for who
    does not write in the record in which it is answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select month, body_id, role, action, days, people from access.readings_about(%s)",
            [request],
        )
        rows = cursor.fetchall()
    bodies = _names(Body, {row[1] for row in rows})
    found = [
        MonthOfReading(
            month,
            body,
            bodies.get(body, ""),
            str(Role(role).label),
            str(AccessLog.Action(action).label),
            tuple(days),
            people,
        )
        for month, body, role, action, days, people in rows
    ]
    return sorted(found, key=lambda one: (one.month, one.body, one.role, one.action))


def _names(model: type[Body] | type[Staff], ids: set[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    return dict(
        # nosemgrep: manager-without-a-door - Body or Staff, which are masters
        model._default_manager.filter(pk__in=[i for i in ids if i]).values_list("pk", "name")
    )
