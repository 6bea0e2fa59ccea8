"""The plan as it stood at a conference, and when the ward decided: a fixed version, for ever (公文書)."""

import datetime
from typing import Any

from meetings.models import PlanConference
from plans.fixed_document import document_of
from plans.models import FixedPlan, FixedPlanText, Plan


def fix_as_met(plan: Plan, conference: PlanConference, by: Any) -> FixedPlan:
    """The plan that the conference had before it, with what the conference found."""
    return _fix(
        plan,
        by,
        moment=FixedPlan.Moment.MEETING,
        on=conference.held_on,
        conference=conference,
    )


def fix_as_decided(plan: Plan, by: Any) -> FixedPlan:
    """The plan for which the ward decided, with day, number and office of the decision."""
    if plan.decided_on is None:
        raise ValueError("fixed before it was decided")
    return _fix(plan, by, moment=FixedPlan.Moment.DECISION, on=plan.decided_on)


def _fix(
    plan: Plan,
    by: Any,
    *,
    moment: str,
    on: datetime.date,
    conference: PlanConference | None = None,
) -> FixedPlan:
    common = {"compartment": plan.compartment, "created_by": by}
    fixed = FixedPlan.objects.create(
        **common,
        plan=plan,
        edition=plan.edition,
        moment=moment,
        on=on,
        conference_id=conference.pk if conference else None,
    )
    FixedPlanText.objects.create(**common, fixed=fixed, blocks=document_of(plan, conference, by))
    return fixed
