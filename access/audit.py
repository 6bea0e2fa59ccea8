"""Questions to the log of reading, for auditors: who, when, what kind, on what basis (R10, R19).

Entries hold no content and neither do the answers. Pages go by the number of the entry, so that
the millionth page costs what the first does.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from organizations.models import Body, Staff

from .explain import words_of
from .models import AccessLog, Rule
from .words_sought import fields_in, for_words

PAGE = 50
GUESSED_TIMES, GUESSED_WITHIN = 50, datetime.timedelta(days=1)
# Who guesses a code has the password already, or sits before an open session.
GUESSED_CODES = 10
OUTCOMES = {
    "shown": "表示した",
    "refused": "表示しなかった",
    "done": "できた",
    "failed": "できなかった",
    "held": "続けて失敗したので、待ってもらった",
    "added": "加えた",
    "changed": "変えた",
    "removed": "なくした",
}
# Whoever is made to wait has failed as well: after five failures the next attempts are held, right or wrong.
FAILED = ("failed", "held")
COMING_IN = (AccessLog.Action.LOGIN, AccessLog.Action.IDENTIFY)
FAILED_LOGINS = "failed-logins"


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
    device: str = ""
    fields: tuple[str, ...] = ()


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
    outcome: str = "",
    sought: str = "",
) -> QuerySet[AccessLog]:
    """Entries to which everything stated applies; both days are included."""
    rows = AccessLog.objects.all()
    if sought:
        rows = rows.filter(for_words(sought))
    if outcome:
        rows = rows.filter(outcome__in=FAILED if outcome == "failed" else (outcome,))
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + datetime.timedelta(days=1)))
    if basis:  # several stand in one entry, parted by commas
        rows = rows.filter(basis__contains=basis).alias(
            bases=Concat(Value(","), F("basis"), Value(","), output_field=TextField())
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


def guessed_at() -> Any:
    """Accounts into which somebody tried to come, from wherever, as often as its owner hardly does (S-56): by a
    password, and by a code, of which far fewer are enough to tell. By passwords they are not locked: that would be a
    way to keep her out."""
    day_ago = timezone.now() - GUESSED_WITHIN
    tried = AccessLog.objects.filter(at__gte=day_ago, action__in=COMING_IN, outcome__in=FAILED)
    counted = (
        tried.exclude(user_id=None)
        .order_by()
        .values("user_id")
        .annotate(
            times=Count("seq", filter=Q(action=AccessLog.Action.LOGIN)),
            codes=Count("seq", filter=Q(action=AccessLog.Action.IDENTIFY)),
        )
    )
    return counted.filter(Q(times__gte=GUESSED_TIMES) | Q(codes__gte=GUESSED_CODES))


def looked_for(look: str | None) -> dict[str, Any] | None:
    """What a task leads to, as the filter takes it. It names nobody and no case, so that it may stand in an address
    (S-51). Only logins and their codes fail in the log. From the day on since which attempts are counted: that is read
    from the index of the days."""
    if look != FAILED_LOGINS:
        return None
    since = timezone.localdate() - GUESSED_WITHIN
    return {"outcome": "failed", "since": since}


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
            device=row.device or "",
            fields=fields_in(row.sought or ""),
        )
        for row in rows
    )


def _basis(basis: str) -> str:
    return words_of(basis) if basis in Rule.values else basis


def _names(model: Any, ids: set[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    return dict(model.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
