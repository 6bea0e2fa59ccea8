"""What a 重層的支援会議 found on ending, pausing or re-planning, and the plan has not followed yet."""

from typing import Any

from meetings.models import ConferenceItem, ItemResult, PlanConference
from plans.models import Plan
from plans.states import PlanState

from .changing import has_consent

ALL = (ItemResult.CLOSE, ItemResult.SUSPEND, ItemResult.REPLAN)
# What may follow, by the state of the plan, the most far-reaching first.
MAY_FOLLOW: dict[str, tuple[ItemResult, ...]] = {
    PlanState.ACTIVE: ALL,
    PlanState.EVALUATING: ALL,
    PlanState.SUSPENDED: (ItemResult.CLOSE, ItemResult.REPLAN),
}


def found_of(plan: Plan, by: Any) -> ConferenceItem | None:
    """What the latest conference found, while the plan has not followed it."""
    wanted = MAY_FOLLOW.get(plan.state, ())
    if not wanted:
        return None
    latest = (
        PlanConference.objects.visible_to(by)
        .held()
        .filter(compartment=plan.compartment_id)
        .order_by("-held_on", "-created_at", "-id")
        .first()
    )
    if latest is None or latest.pk == plan.followed_id:
        return None
    items = ConferenceItem.objects.visible_to(by).filter(conference=latest, result__in=wanted)
    found = list(items.select_related("lead_body", "conference"))
    return min(found, key=lambda item: wanted.index(ItemResult(item.result)), default=None)


def may_complete(plan: Plan, by: Any) -> bool:
    """A plan ends by what a conference found; without consent there can be none (R8, R08 d)."""
    if not has_consent(plan):
        return True
    found = found_of(plan, by)
    return found is not None and found.result == ItemResult.CLOSE
