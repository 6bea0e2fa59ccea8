"""The conference that is convened on a plan, and what becomes of it when the plan ends (R8, domain.md 3.4)."""

from typing import Any

from access.errors import DomainError
from documents.wareki import format_date
from meetings.models import DatePoll, PlanConference
from meetings.services import cancel_plan_conference
from organizations.names import own_names
from plans.models import Plan
from plans.states import ENDED, PlanState

PLAN_IS_OVER = (
    "このプランは終わっているため、会議の結果は記録できません。この会議は、会議の画面で中止にしてください。"
    "話し合うときは、いま続いているプランで会議を招集してください"
)


def planned_conference(plan: Plan, by: Any) -> PlanConference | None:
    """The conference on this plan that has not been held yet, and whether its day is still asked for (`asks_dates`)."""
    found: PlanConference | None = (
        PlanConference.objects.visible_to(by)
        .planned()
        .with_dates_asked(DatePoll.objects.visible_to(by))
        .filter(compartment=plan.compartment_id)
        .select_related("compartment__case", "compartment__organization")
        .first()
    )
    return found


def cancel_with_plan(plan: Plan, to: str, by: Any) -> None:
    """The plan ends, or goes back to be put right: what is convened on it would decide on a plan that does not go on, and is cancelled.

    One that was opened has said something already: DomainError until its result is on record.
    """
    conference = planned_conference(plan, by)
    if conference is None:
        return
    if conference.opened_at is not None:
        raise DomainError(own_names(to_be_recorded(conference)))
    reason = f"プランが「{PlanState(to).label}」になったため"
    cancel_plan_conference(conference=conference, reason=reason, by=by)


def to_be_recorded(conference: PlanConference) -> str:
    """Why the plan cannot end yet, and what to do first."""
    return (
        f"{format_date(conference.held_on)}に始めた重層的支援会議の結果が、まだ記録されていません。"
        "先に、会議の画面の「会議の結果を記録する」で結果を記録してください"
    )


def require_going_on(plan: Plan, conference: PlanConference) -> None:
    """DomainError for a result on a plan that ended or was handed on; what was said in a conference that
    was opened is kept all the same, and moves nothing."""
    if plan.state in ENDED and conference.opened_at is None:
        raise DomainError(PLAN_IS_OVER)
