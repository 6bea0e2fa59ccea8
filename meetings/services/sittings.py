"""Sittings of a 支援会議: planned, minuted, approved; what was agreed."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Body

from ..models import SITTING_MOVES, Decision, Minutes, Sitting, SittingState, SupportMeeting
from .members import require_open


@transaction.atomic
def plan_sitting(
    *, meeting: SupportMeeting, held_at: datetime.datetime, place: str, agenda: str, by: Any
) -> Sitting:
    """Plan the next sitting."""
    require_open(meeting)
    last = Sitting.objects.visible_to(by).filter(meeting=meeting).aggregate(n=Max("number"))["n"]
    return Sitting.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        number=(last or 0) + 1,
        held_at=held_at,
        place=place,
        agenda=agenda,
    )


@transaction.atomic
def write_minutes(
    *, sitting: Sitting, by: Any, version: int | None = None, **content: Any
) -> Minutes:
    """Write or change the minutes of a sitting; with the first the sitting counts as held."""
    minutes = Minutes.objects.visible_to(by).filter(sitting=sitting).first()
    if minutes is None:
        _move_sitting(sitting, SittingState.HELD, by)
        return Minutes.objects.create(
            compartment_id=sitting.compartment_id, created_by=by, sitting=sitting, **content
        )
    if minutes.approved_at is not None:
        raise DomainError("会議録は確定しています。続きは、次の会議録に書いてください")
    return save_changed(minutes, by=by, fields=content, version=version)


def _move_sitting(sitting: Sitting, to: str, by: Any) -> None:
    if to not in SITTING_MOVES[sitting.state]:
        raise DomainError(f"この会議は「{sitting.get_state_display()}」です")
    save_changed(sitting, by=by, fields={"state": to})


@transaction.atomic
def approve_minutes(*, minutes: Minutes, by: Any, version: int | None = None) -> Minutes:
    """Fix the minutes; possible only when the duty of secrecy was explained (domain.md R18)."""
    if not minutes.duty_explained:
        raise DomainError("守秘義務を説明したことを会議録に書いてから、確定してください")
    _move_sitting(minutes.sitting, SittingState.APPROVED, by)
    fields = {"approved_at": timezone.now(), "approved_by_id": by.pk}
    return save_changed(minutes, by=by, fields=fields, version=version)


@transaction.atomic
def decide(
    *, sitting: Sitting, content: str, body: Body, person: str, due_on: datetime.date, by: Any
) -> Decision:
    """Enter what was agreed: who does what by when."""
    return Decision.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        content=content,
        body=body,
        person=person,
        due_on=due_on,
    )


@transaction.atomic
def settle_decision(*, decision: Decision, state: str, by: Any) -> Decision:
    """What was agreed is done, or dropped."""
    return save_changed(decision, by=by, fields={"state": state})
