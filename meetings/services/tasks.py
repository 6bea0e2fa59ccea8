"""Decisions as tasks of the bodies: progress, another body or day (R4, R7).

A task stands only in its meeting. No other list of a body, no notification and no colleague who is
not a member learns of it.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.wareki import format_date

from ..models import Decision, DecisionState, DecisionStep, Sitting, SupportMeeting
from .doers import (
    Doer,
    doer_fields,
    require_in_meeting,
    require_not_before,
    words_of_doer,
)
from .meetings import enter_in_ledger
from .standing import hold_sitting, meeting_of, require_member, require_secretary
from .steps import enter_step


def _meeting(decision: Decision, by: Any) -> SupportMeeting:
    return meeting_of(Sitting.objects.visible_to(by).get(pk=decision.sitting_id), by)


def _require_to_do(decision: Decision) -> None:
    if decision.state != DecisionState.OPEN:
        raise DomainError(
            f"「{decision.get_state_display()}」になっています。"
            "続けるときは、先に「これから」に戻してください"
        )


@transaction.atomic
def note_progress(
    *, decision: Decision, text: str, by: Any, happened_on: datetime.date | None = None
) -> DecisionStep:
    """A member says what came of it so far; the decision stays open until somebody says it is done."""
    meeting = _meeting(decision, by)
    member = require_member(meeting, by)
    _require_to_do(decision)
    if happened_on and happened_on > timezone.localdate():
        raise DomainError("経過の日付は、今日までの日付にしてください")
    step = enter_step(
        decision, member, DecisionStep.Kind.PROGRESS, by, text=text, happened_on=happened_on
    )
    enter_in_ledger(meeting, member, step, "決まったことの経過の共有", by)
    return step


@transaction.atomic
def move_decision(
    *,
    decision: Decision,
    body: Doer,
    due_on: datetime.date,
    reason: str,
    by: Any,
    person: str = "",
    version: int | None = None,
) -> Decision:
    """Another body, person or day, with the reason; the secretary enters what the bodies agreed."""
    meeting = _meeting(decision, by)
    secretary = require_secretary(meeting, by)
    sitting = hold_sitting(decision.sitting_id, by)
    _require_to_do(decision)
    if not reason.strip():
        raise DomainError("変える理由を書いてください")
    require_in_meeting(meeting, body, decision, by)
    require_not_before(sitting, due_on, decision.due_on)
    facts = doer_fields(body, person)
    change = _difference(decision, body, facts["person"], due_on)
    if not change:
        raise DomainError("行う機関、行う人、期限のどれも、変わっていません")
    fields = facts | {"due_on": due_on}
    changed = save_changed(decision, by=by, fields=fields, version=version)
    enter_step(changed, secretary, DecisionStep.Kind.MOVED, by, text=reason, change=change)
    return changed


def _difference(decision: Decision, doer: Doer, person: str, due_on: datetime.date) -> str:
    """What changes, in words."""
    before = (
        decision.doer,
        decision.person,
        format_date(decision.due_on) if decision.due_on else "",
    )
    after = (words_of_doer(doer), person, format_date(due_on))
    labels = ("行う機関", "行う人", "期限")
    return "、".join(
        f"{label}：{old or 'なし'} → {new or 'なし'}"
        for label, old, new in zip(labels, before, after, strict=True)
        if old != new
    )
