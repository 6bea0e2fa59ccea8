"""Questions to the log of reading, for auditors: who, when, what kind, on what basis (R10, R19).

Entries hold no content and neither do the answers. Pages go by the number of the entry, so that
the millionth page costs what the first does.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from organizations.models import Body, Staff

from .explain import words_of
from .models import AccessLog, Rule

PAGE = 50
OUTCOMES = {"shown": "表示した", "refused": "表示しなかった"}


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    at: datetime.datetime
    staff: str
    body: str
    action: str
    kind: str
    case_number: str
    bases: tuple[str, ...]
    outcome: str
    address: str = ""


@dataclass(frozen=True)
class LogPage:
    """Entries, newest first; `older` and `newer` are where to go on, if there is more."""

    lines: tuple[Line, ...]
    older: int | None
    newer: int | None


def entries(
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    staff: Staff | None = None,
    body: Body | None = None,
    action: str = "",
    case_number: str = "",
    kind: str = "",
    basis: str = "",
    address: str = "",
) -> QuerySet[AccessLog]:
    """Entries to which everything stated applies; both days are included."""
    rows = AccessLog.objects.all()
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + datetime.timedelta(days=1)))
    if basis:  # several stand in one entry, parted by commas
        rows = rows.filter(basis__contains=basis).alias(
            bases=Concat(Value(","), F("basis"), Value(","))
        )
        rows = rows.filter(Q(bases__contains=f",{basis},"))
    exact = {
        "user_id": staff.pk if staff else None,
        "body_id": body.pk if body else None,
        "action": action,
        "case_number": case_number,
        "kind__startswith": kind,
        "address": address,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value})


def page_of(
    rows: QuerySet[AccessLog], *, before: int | None = None, after: int | None = None
) -> LogPage:
    """The entries just before or just after an entry; the newest when neither is named."""
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: PAGE + 1])
        shown = found[:PAGE][::-1]
        has_newer, has_older = len(found) > PAGE, True
    else:
        older = rows.filter(seq__lt=before) if before is not None else rows
        found = list(older.order_by("-seq")[: PAGE + 1])
        shown = found[:PAGE]
        has_newer, has_older = before is not None, len(found) > PAGE
    return LogPage(
        lines=in_words(shown),
        older=shown[-1].seq if shown and has_older else None,
        newer=shown[0].seq if shown and has_newer else None,
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def in_words(rows: list[AccessLog]) -> tuple[Line, ...]:
    """Entries with names and words, in two questions."""
    names = _names(Staff, {row.user_id for row in rows})
    bodies = _names(Body, {row.body_id for row in rows})
    return tuple(
        Line(
            at=row.at,
            staff=names.get(row.user_id, "不明"),
            body=bodies.get(row.body_id, ""),
            action=row.get_action_display(),
            kind=row.kind,
            case_number=row.case_number,
            bases=tuple(_basis(basis) for basis in row.basis.split(",") if basis),
            outcome=OUTCOMES.get(row.outcome, row.outcome),
            address=row.address or "",
        )
        for row in rows
    )


def _basis(basis: str) -> str:
    return words_of(basis) if basis in Rule.values else basis


def _names(model: Any, ids: set[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    return dict(model.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
