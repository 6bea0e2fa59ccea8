"""A 多機関協働プラン asks for 参加支援 (domain.md 4.4, 参加支援が必要な場合): whoever keeps it is told until there is a plan
for that, and sees on its page what has become of it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from access import sources
from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem
from organizations.models import Body, Role
from plans.beside import Beside
from plans.kind_models import MultiContent
from plans.models import Plan
from plans.services import kind_words
from plans.services.changing import coordinator_office
from plans.states import ENDED, IN_SUPPORT, PlanState

from .models import Participation

MOST = 50
# So long after the decision it stands on the home page; on the page of the plan it stands for good.
TOLD_FOR = datetime.timedelta(days=30)


def answering(user: Any, case: Any, since: Any) -> Any:
    """Plans of 参加支援 of a case that were made since, or go on."""
    rows = Plan.objects.visible_to(user).filter(
        kind=Plan.Kind.PARTICIPATION, compartment__case=case
    )
    return rows.exclude(state=PlanState.CANCELLED).filter(
        Q(created_at__gte=since) | ~Q(state__in=ENDED)
    )


def unanswered(user: Any, bodies: Iterable[Body]) -> Any:
    """What decided plans of these secretariats ask for, and no plan answers."""
    answers = answering(user, OuterRef("compartment__case"), OuterRef("plan__created_at"))
    return (
        MultiContent.objects.visible_to(user)
        .filter(
            ~Exists(answers),
            uses_participation=True,
            plan__state__in=(PlanState.DECIDED, *IN_SUPPORT),
            plan__decided_on__gte=timezone.localdate() - TOLD_FOR,
            compartment__organization__in=list(bodies),
        )
        .order_by("plan__decided_on", "pk")
    )


def to_plan(request: Any) -> Asking[list[TodayItem]]:
    """Of the home page, for coordinators. Nothing while the consent of the plan that asks is gone: then it is
    decided first what becomes of that (`plans.today`)."""
    bodies = request.acting.bodies_with(Role.COORDINATOR)
    if not bodies:
        return []
    wanted = unanswered(request.user, bodies).annotate(consent=F("plan__consent_id"))
    [rows] = yield [wanted[:MOST]]
    if not rows:
        return []
    here = yield inside(request.user, rows)
    [in_force] = yield [sources.asked_in_force({row.consent for row in rows})]
    valid = {source for (source,) in in_force}
    return [
        TodayItem(
            action="プランで頼んだ参加支援のプランを作る",
            url=reverse("plans:detail", args=[row.plan_id]),
            case_number=row.compartment.case.number,
        )
        for row in here.placed(rows)
        if row.consent in valid
    ]


def beside_multi(user: Any, plan: Plan) -> Beside | None:
    """On the page of a 多機関協働プラン: what its request has become, plans and whose participation, as far as the
    reader sees them (R5). That there is none is told to whoever keeps the plan: others do not see every plan of the
    case (R14)."""
    if plan.kind != Plan.Kind.MULTI:
        return None
    words: Any = kind_words(plan, user)
    if words is None or not words.uses_participation:
        return None
    answers = answering(user, plan.compartment.case_id, plan.created_at).order_by("-created_at")
    plans: Any = list(answers)
    if not plans and coordinator_office(plan, user) is None:
        return None
    of_plans = Participation.objects.visible_to(user).filter(plan__in=[one.pk for one in plans])
    begun: dict[Any, list[Participation]] = {}
    for row in of_plans.select_related("body").order_by("created_at", "pk") if plans else ():
        begun.setdefault(row.plan_id, []).append(row)
    for one in plans:
        one.begun = begun.get(one.pk, [])
    context = {"plans": plans, "case_id": plan.compartment.case_id}
    return Beside("参加支援への依頼", "participation/_asked_for.html", context)
