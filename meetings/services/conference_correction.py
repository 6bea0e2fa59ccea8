"""What was recorded of a 重層的支援会議 is put right, until its minutes are fixed (R8).

What may still be put right of a result is not known here: plans knows what has followed from it.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from access.shortcuts import save_changed
from organizations.models import Body

from ..models import (
    ConferenceAttendance,
    ConferenceItem,
    PlanConference,
    Purpose,
)
from .conference_minutes import require_writing
from .conference_record import (
    Outcome,
    Present,
    note_attendance,
    note_participants,
    require_later,
    require_sound,
    said_of,
)
from .conferences import require_coordinator


@dataclass(frozen=True)
class Corrected:
    """What became of the record."""

    conference: PlanConference
    # Items that say something else now, each with what it said before.
    items: list[tuple[ConferenceItem, Outcome]] = field(default_factory=list)
    # The bodies had been asked to look through what says something else now.
    is_to_be_sent_again: bool = False


def outcome_of(item: ConferenceItem) -> Outcome:
    """What is on record of an item."""
    return Outcome(**{name: getattr(item, name) for name in Outcome.__dataclass_fields__})


@transaction.atomic
def correct_plan_conference(
    *,
    conference: PlanConference,
    minutes: str,
    outcomes: Mapping[uuid.UUID, Outcome],
    bodies: Sequence[Body],
    by: Any,
    people: Mapping[uuid.UUID, str] | None = None,
    participants: Sequence[Present] = (),
    opinion: str = "",
    chair: str = "",
    next_on: datetime.date | None = None,
    version: int | None = None,
) -> Corrected:
    """The record as it should have been. When something else was found, or others came, what the bodies
    have answered was about another record: they are asked anew. For a word put right they are not."""
    require_coordinator(conference.compartment, by)
    require_writing(conference)
    if next_on != conference.next_on:
        require_later(next_on, conference.held_on)
    fields: dict[str, Any] = {
        "minutes": minutes,
        "opinion": opinion,
        "chair": chair,
        "next_on": next_on,
    }
    # First of all: two who put it right at once do not go past each other.
    saved = save_changed(conference, by=by, fields=fields, version=version)
    rows = list(ConferenceItem.objects.visible_to(by).filter(conference=conference))
    texts = [minutes, opinion, chair, *(people or {}).values(), *said_of(participants)]
    require_sound(conference, rows, outcomes, texts, by)
    changed = [(row, was) for row in rows if (was := outcome_of(row)) != outcomes[row.pk]]
    for row, _ in changed:
        save_changed(row, by=by, fields=dict(vars(outcomes[row.pk])))
    others_came = [
        note_attendance(conference, bodies, people or {}, by),
        note_participants(conference, participants, by),
    ]
    is_other = any(_says_other(outcome_of(row), was) for row, was in changed) or any(others_came)
    again = is_other and saved.sent_at is not None
    last: dict[str, Any] = {"sent_at": None, "answer_until_on": None} if again else {}
    on_adequacy = next((r.result for r in rows if r.purpose == Purpose.ADEQUACY), "")
    if on_adequacy != saved.result:
        last["result"] = on_adequacy
    if last:
        saved = save_changed(saved, by=by, fields=last)
    if again:
        _forget_answers(conference, by)
    return Corrected(saved, changed, again)


# Words about what was found. The rest is what was found.
WORDS = ("opinion", "decided", "achievement", "changes", "remaining", "follow_up", "reason")


def _says_other(now: Outcome, before: Outcome) -> bool:
    names = [name for name in vars(now) if name not in WORDS]
    return any(getattr(now, name) != getattr(before, name) for name in names)


def _forget_answers(conference: PlanConference, by: Any) -> None:
    """Who found the former record right looks at this one. A wish stays, with what is answered to it.

    Each row gets a new version, of a body that has not answered too: her page shows the former record, and what
    she sends from it is no answer to this one."""
    rows = ConferenceAttendance.objects.visible_to(by).filter(
        conference=conference, is_invited=True
    )
    for row in rows:
        answered_at = row.answered_at if row.wish else None
        save_changed(row, by=by, fields={"answered_at": answered_at})
