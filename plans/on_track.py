"""What plans say in the strip of the five projects: each kind belongs to one of them."""

import uuid
from collections.abc import Container, Iterator, Sequence
from typing import Any

from django.urls import reverse

from access.models import CaseFile
from access.shared_sets import OneOf
from access.sources import in_force_among
from access.together import Asked
from cases.together import Telling
from cases.track import Project, Stop
from organizations.models import Role

from .models import Plan
from .on_case_page import consents_in_force, plans_of, valid_of
from .states import ENDED, PlanState

OF_PLAN = 40
ASKS = (plans_of, consents_in_force)
PROJECT_OF: dict[str, Project] = {
    Plan.Kind.MULTI: Project.TOGETHER,
    Plan.Kind.OUTREACH: Project.OUTREACH,
    Plan.Kind.PARTICIPATION: Project.PARTICIPATION,
}
# Steps of the coordinator (domain.md 3.4); whoever carries a plan out tells how far it is.
OF_COORDINATORS: dict[str, str] = {
    PlanState.DRAFT: "プランを書き、本人の同意を記録します。",
    PlanState.REACHING_OUT: "本人の同意を受けたら、プランに付けます。",
    PlanState.PERSON_AGREED: "プランを会議に付議します。",
    PlanState.SUBMITTED: "会議の結果と支援決定を記録します。",
    PlanState.RETURNED: "プランを直して、もう一度付議します。",
    PlanState.DECIDED: "支援を始めます。",
    PlanState.ACTIVE: "モニタリングの日に、評価シートを書きます。",
    PlanState.EVALUATING: "評価シートに沿って、次の進め方を決めます。",
    PlanState.SUSPENDED: "見直す日に、再開するか終えるかを決めます。",
    PlanState.HELD_CONSENT: "本人の新しい同意を付けるか、プランを終えます。",
}
CARRIED_OUT = (PlanState.REACHING_OUT, PlanState.ACTIVE)
OF_OTHERS = "自機関の目標と役割の進み具合を書きます。"


def stops(request: Any, case: CaseFile) -> list[Stop]:
    """Plans that the user sees, in the state in which they are at this moment (R5, R9, R17)."""
    valid, roles = valid_of(request, case), request.acting.roles
    return [_of_plan(plan, valid, roles) for plan in plans_of(request, case)]


def _of_plan(plan: Plan, valid: Container[Any], roles: Container[str] = ()) -> Stop:
    state = plan.state_shown(plan.consent_id in valid)
    return Stop(
        PROJECT_OF[plan.kind],
        f"プラン：{state.label}",
        OF_PLAN,
        url=reverse("plans:detail", args=[plan.pk]),
        next_step=_next(roles, state),
        is_over=state in ENDED,
    )


def _next(roles: Container[str], state: PlanState) -> str:
    if Role.COORDINATOR in roles:
        return OF_COORDINATORS.get(state, "")
    if Role.CASEWORKER in roles and state in CARRIED_OUT:
        return OF_OTHERS
    return ""


def _asks(user: Any, cases: list[uuid.UUID]) -> Sequence[Asked]:
    """For a list of cases what their pages ask: plans, and which of their consents are in force."""
    rows = Plan.objects.visible_to(user).filter(OneOf("compartment__case", cases))
    return [
        rows.select_related("compartment"),
        in_force_among(rows.order_by().values("consent_id")),
    ]


def _tell(plans: list[Plan], in_force: list[Any]) -> Iterator[tuple[uuid.UUID, Stop]]:
    valid = {row[0] for row in in_force}
    for plan in plans:
        yield plan.compartment.case_id, _of_plan(plan, valid)


TELLING = Telling(_asks, _tell)
