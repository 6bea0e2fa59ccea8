"""Sittings of a 支援会議: planned, changed, cancelled; what was agreed in them."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import (
    DECISION_MOVES,
    MINUTED,
    SITTING_MOVES,
    Decision,
    DecisionState,
    DecisionStep,
    MeetingNotice,
    SharedItem,
    Sitting,
    SittingState,
    SupportMeeting,
    TalkNote,
)
from .convening import tell_of_change
from .doers import Doer, doer_fields, require_not_before
from .joint import cancel_together, move_together
from .meetings import enter_in_ledger
from .standing import hold_sitting, meeting_of, require_member, require_secretary
from .steps import enter_step


@transaction.atomic
def plan_sitting(
    *,
    meeting: SupportMeeting,
    held_at: datetime.datetime,
    place: str,
    agenda: str,
    by: Any,
    ends_at: datetime.datetime | None = None,
) -> Sitting:
    """Plan the next sitting."""
    require_secretary(meeting, by)
    # Two secretaries at once: the second waits here, and takes the number after.
    SupportMeeting.objects.changeable_by(by).select_for_update().get(pk=meeting.pk)
    last = Sitting.objects.visible_to(by).filter(meeting=meeting).aggregate(n=Max("number"))["n"]
    made: Sitting = Sitting.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        number=(last or 0) + 1,
        held_at=held_at,
        ends_at=ends_at,
        place=place,
        agenda=agenda,
    )
    return made


@transaction.atomic
def change_sitting(
    *,
    sitting: Sitting,
    held_at: datetime.datetime,
    place: str,
    agenda: str,
    by: Any,
    ends_at: datetime.datetime | None = None,
    version: int | None = None,
) -> Sitting:
    """Another day, place or agenda for a sitting that has not been held."""
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    if sitting.state != SittingState.PLANNED or sitting.opened_at is not None:
        raise DomainError("開いた会議の日時や議題は、変えられません。会議録に書いてください")
    is_moved = (sitting.held_at, sitting.ends_at, sitting.place) != (held_at, ends_at, place)
    fields = {"held_at": held_at, "ends_at": ends_at, "place": place, "agenda": agenda}
    changed = save_changed(sitting, by=by, fields=fields, version=version)
    if is_moved:
        move_together(changed, by)
        tell_of_change(changed, meeting, MeetingNotice.About.CHANGED, by)
    return changed


@transaction.atomic
def cancel_sitting(
    *, sitting: Sitting, reason: str, by: Any, version: int | None = None
) -> Sitting:
    """A planned sitting is not held. What has begun goes on to its minutes: called off, what was said in it never would.
    Begun by mistake, with nothing said in it, it is called off as well."""
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    held = hold_sitting(sitting.pk, by)
    if held.state == SittingState.PLANNED and not may_be_called_off(held, by):
        raise DomainError("すでに始めた会議は、中止にできません。会議録を書いてください")
    to = SittingState.CANCELLED
    cancelled = move_sitting(sitting, to, by, version=version, cancel_reason=reason)
    cancel_together(cancelled, by)
    tell_of_change(cancelled, meeting, MeetingNotice.About.CANCELLED, by)
    return cancelled


def may_be_called_off(sitting: Sitting, by: Any) -> bool:
    """Planned; what has begun only while nothing was noted, agreed or shared in it."""
    if sitting.state != SittingState.PLANNED or sitting.opened_at is None:
        return sitting.state == SittingState.PLANNED
    said = (TalkNote, Decision, SharedItem)
    return not any(kind.objects.visible_to(by).filter(sitting=sitting).exists() for kind in said)


def move_sitting(
    sitting: Sitting, to: str, by: Any, *, version: int | None = None, **fields: Any
) -> Sitting:
    """One step of a sitting, as the table of states allows."""
    if to not in SITTING_MOVES[sitting.state]:
        raise DomainError(
            f"この開催は「{sitting.get_state_display()}」です。画面を開き直して確かめてください"
        )
    return save_changed(sitting, by=by, fields={"state": to, **fields}, version=version)


@transaction.atomic
def decide(
    *,
    sitting: Sitting,
    content: str,
    by: Any,
    body: Doer | None = None,
    person: str = "",
    due_on: datetime.date | None = None,
) -> Decision:
    """Enter what was agreed: who does what by when. While people talk, who and when may be left
    open; the minutes are not sent before both are there."""
    meeting = meeting_of(sitting, by)
    member = require_secretary(meeting, by)
    held = hold_sitting(sitting.pk, by)
    if held.state == SittingState.CANCELLED:
        raise DomainError("中止した会議には、決まったことを書けません")
    if held.state in MINUTED:
        raise DomainError(
            "会議録は確定しています。後から決まったことは、会議録に付け加えるか、次の開催で書いてください"
        )
    require_not_before(held, due_on)
    decision: Decision = Decision.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        content=content,
        due_on=due_on,
        **doer_fields(body, person),
    )
    enter_in_ledger(meeting, member, decision, "役割分担の決定", by)
    return decision


@transaction.atomic
def complete_decision(
    *,
    decision: Decision,
    content: str,
    body: Doer,
    due_on: datetime.date,
    by: Any,
    person: str = "",
    version: int | None = None,
) -> Decision:
    """Say who does it and by when, or word it anew, until the minutes are fixed."""
    sitting = Sitting.objects.visible_to(by).get(pk=decision.sitting_id)
    require_secretary(meeting_of(sitting, by), by)
    held = hold_sitting(sitting.pk, by)
    if held.state in MINUTED:
        raise DomainError("会議録は確定しています。「その後を書く」に書いてください")
    require_not_before(held, due_on, decision.due_on)
    fields = {"content": content, "due_on": due_on} | doer_fields(body, person)
    return save_changed(decision, by=by, fields=fields, version=version)


# From then on nobody in the meeting follows it: as at its end (services.ending), that has a reason.
UNFOLLOWED = {
    DecisionState.DROPPED.value: "取りやめる理由を「どうなったか」に書いてください",
    DecisionState.HANDED_ON.value: "各機関に引き継ぐ理由を「どうなったか」に書いてください",
}


@transaction.atomic
def settle_decision(
    *, decision: Decision, state: str, by: Any, outcome: str = "", version: int | None = None
) -> Decision:
    """What was agreed is done, or dropped, or still to be done after all; any member says so."""
    sitting = Sitting.objects.visible_to(by).get(pk=decision.sitting_id)
    member = require_member(meeting_of(sitting, by), by)
    if state != decision.state and state not in DECISION_MOVES[decision.state]:
        raise DomainError(
            f"「{decision.get_state_display()}」から「{DecisionState(state).label}」にはできません。"
            "いったん「これから」に戻してください"
        )
    if state in UNFOLLOWED and not outcome.strip():
        raise DomainError(UNFOLLOWED[state])
    before = decision.get_state_display()
    fields = {"state": state, "outcome": outcome}
    changed = save_changed(decision, by=by, fields=fields, version=version)
    words = f"{before} → {changed.get_state_display()}"
    enter_step(changed, member, DecisionStep.Kind.SETTLED, by, text=outcome, change=words)
    return changed
