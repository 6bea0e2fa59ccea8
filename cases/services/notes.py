"""Notes 支援経過記録 and what is to be done next."""

import datetime
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import SOAP, CaseRecord, NextAction, Note

from .records import require_going_on

# Notes looked at for counterparts to offer, and how many are offered.
LATEST, OFFERED = 50, 10
# Stands for an hour that nobody wrote.
NO_HOUR = datetime.time(12)
# What a correction takes over from the note, unless it says otherwise.
CARRIED_OVER = (
    *("method", "nature", "occurred_at", "counterpart", "also_present", "minutes", "source"),
    "project",
)


@transaction.atomic
def write_note(
    *,
    record: CaseRecord,
    text: str = "",
    method: str,
    by: Any,
    nature: str = "fact",
    occurred_at: datetime.datetime | None = None,
    counterpart: str = "",
    also_present: str = "",
    minutes: int | None = None,
    source: str = "",
    project: str = "",
    soap: dict[str, str] | None = None,
    next_what: str = "",
    next_due_on: datetime.date | None = None,
    next_assignee: Any = None,
) -> Note:
    """Write what happened, freely or as SOAP; a next action becomes a task with a date.

    `also_present`: who was there besides the counterpart, 同席者 (domain.md 4.7).
    """
    soap = _soap(text, soap)
    if bool(next_what) != bool(next_due_on):
        raise DomainError("次の予定は、することと期限の両方を書いてください")
    require_going_on(record)
    note: Note = Note.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        text=text,
        method=method,
        nature=nature,
        occurred_at=occurred_at or timezone.now(),
        counterpart=counterpart,
        also_present=also_present,
        minutes=minutes,
        source=source,
        project=project,
        **soap,
    )
    if next_what and next_due_on:
        NextAction.objects.create(
            compartment_id=record.compartment_id,
            created_by=by,
            record=record,
            note=note,
            what=next_what,
            due_on=next_due_on,
            assignee_id=(next_assignee or by).pk,
        )
    return note


def _soap(text: str, soap: dict[str, str] | None) -> dict[str, str]:
    """The fields of SOAP, all of them; a note says something in one way or the other."""
    found = {name: (soap or {}).get(name, "") for name in SOAP}
    if not text and not any(found.values()):
        raise DomainError("内容を書いてください")
    return found


def offered_counterparts(names: Iterable[str]) -> list[str]:
    """Of the counterparts of notes, the newest first, those that are offered: each once."""
    latest = islice((name for name in names if name), LATEST)
    return list(dict.fromkeys(latest))[:OFFERED]


def moment_of(
    day: datetime.date | None, clock: datetime.time | None = None
) -> datetime.datetime | None:
    """When something happened: of today and without an hour now, which is None; of a day before and without an
    hour at noon, which is told as no hour. So what did happen at noon is a second later."""
    if clock is None:
        if day is None or day == timezone.localdate():
            return None
        return timezone.make_aware(datetime.datetime.combine(day, NO_HOUR))
    if clock == NO_HOUR:
        clock = clock.replace(second=1)
    return timezone.make_aware(datetime.datetime.combine(day or timezone.localdate(), clock))


def hour_of(at: datetime.datetime) -> datetime.time | None:
    """The hour of a moment, to the minute; None where nobody wrote one."""
    local = timezone.localtime(at).time()
    return None if local == NO_HOUR else local.replace(second=0, microsecond=0)


@transaction.atomic
def correct_note(
    *,
    note: Note,
    text: str = "",
    reason: str,
    by: Any,
    soap: dict[str, str] | None = None,
    **otherwise: Any,
) -> Note:
    """Correct a note by a new one; the original stays readable, crossed out (公文書).

    `otherwise`: what else was wrong, of CARRIED_OVER. Figures count what the correction says, by its day and
    method (A2), so these are corrected like the words.
    """
    if not reason:
        raise DomainError("訂正の理由を書いてください")
    if Note.objects.visible_to(by).filter(corrects=note).exists():
        raise DomainError("この記録はすでに訂正されています。新しいほうの記録を訂正してください")
    soap = _soap(text, soap)
    made: Note = Note.objects.create(
        compartment_id=note.compartment_id,
        created_by=by,
        record_id=note.record_id,
        text=text,
        **{name: getattr(note, name) for name in CARRIED_OVER} | otherwise,
        **soap,
        corrects=note,
        correction_reason=reason,
    )
    return made


@transaction.atomic
def complete_action(*, action: NextAction, by: Any) -> NextAction:
    """The thing to do is done. Doing it twice changes nothing."""
    if action.done_at is None:
        save_changed(action, by=by, fields={"done_at": timezone.now()})
    return action
