"""One step of a decision, entered beside it."""

import datetime
from typing import Any

from django.utils import timezone

from ..models import Decision, DecisionStep, MeetingMember


def enter_step(
    decision: Decision,
    member: MeetingMember,
    kind: str,
    by: Any,
    *,
    text: str = "",
    change: str = "",
    happened_on: datetime.date | None = None,
) -> DecisionStep:
    made: DecisionStep = DecisionStep.objects.create(
        compartment_id=decision.compartment_id,
        created_by=by,
        decision=decision,
        member=member,
        kind=kind,
        text=text,
        change=change[:300],
        happened_on=happened_on or timezone.localdate(),
    )
    return made
