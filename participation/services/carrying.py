"""A plan was followed by another: what goes on at a place goes on in the new one (R5)."""

from typing import Any

from django.utils import timezone

from access.shortcuts import may_write, save_changed
from cases.merged_rows import all_rows_of
from participation.models import (
    OPEN_PLACEMENTS,
    Participation,
    ParticipationReason,
    ParticipationState,
    Placement,
    PlacementState,
)
from participation.models.states import OVER
from plans.models import Plan

HANDED_ON = "再プランに引き継ぎました"
KEPT = ("resource_id", "resource_name", "menu", "state", "points", "why", "started_on")


def former_of(plan: Plan, person_id: Any, by: Any) -> Participation | None:
    """Her participation in the plan that this one follows, if the user may end it there."""
    if plan.follows_id is None:
        return None
    rows = Participation.objects.visible_to(by).select_related("compartment")
    hers = all_rows_of([person_id], plan.compartment.case_id, by)
    found: Participation | None = (
        rows.filter(plan=plan.follows_id, person_id__in=hers).exclude(state__in=OVER).first()
    )
    return found if found is not None and may_write(by, found.compartment) else None


def carry_over(former: Participation, made: Participation, by: Any) -> Participation:
    """Open tries go on in the new participation and end in the former one, which is over.

    What the host was told rested on the former plan's consent: before the next step it is settled anew.
    """
    for row in Placement.objects.visible_to(by).filter(
        participation=former, state__in=OPEN_PLACEMENTS
    ):
        Placement.objects.create(
            compartment_id=made.compartment_id,
            created_by=by,
            participation=made,
            **{name: getattr(row, name) for name in KEPT},
        )
        ends = {
            "state": PlacementState.ENDED,
            "reason": HANDED_ON,
            "ended_on": timezone.localdate(),
        }
        save_changed(row, by=by, fields=ends)
    state, look = former.state, former.next_look_on
    today = timezone.localdate()
    over = {"state": ParticipationState.STOPPED, "state_since": today, "ended_on": today}
    save_changed(former, by=by, fields={**over, "next_look_on": None})
    ParticipationReason.objects.create(
        compartment_id=former.compartment_id,
        created_by=by,
        participation=former,
        to=ParticipationState.STOPPED,
        text=HANDED_ON,
    )
    return save_changed(made, by=by, fields={"state": state, "next_look_on": look})
