"""Plans that were opened to the user by name lately: she is in charge of the part of her body (R5), or carries an
outreach out before there is consent (R7). Until she opens the case; see cases.today_named."""

import uuid
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem
from cases.today_named import MOST, lately, unseen

from .models import Plan, PlanBody
from .states import ENDED


def told(user: Any, offices: list[Any], cases: Collection[uuid.UUID]) -> Any:
    """Of which of these cases a line here tells: who is named on the consent too reads one line."""
    rows = _joined(user, offices).filter(compartment__case__in=cases).exclude(plan__state__in=ENDED)
    return rows.values_list("compartment__case_id")


def _joined(user: Any, offices: list[Any]) -> Any:
    return unseen(_circle(user, offices), user)


def _circle(user: Any, offices: list[Any]) -> Any:
    return PlanBody.objects.visible_to(user).in_circle().filter(appointment__in=offices)


def items(request: Any) -> Asking[list[TodayItem]]:
    """One line a plan that goes on."""
    user, offices = request.user, [row.pk for row in request.acting.appointments]
    if not offices:
        return []
    [new] = yield [lately(_circle(user, offices), user).order_by().only("compartment_id")]
    if not new:
        return []
    here = yield inside(user, new)
    these = _joined(user, offices).filter(pk__in=[row.pk for row in new])
    [rows] = yield [these.order_by("-created_at", "pk")[:MOST]]
    rows = here.placed(rows)
    going_on = Plan.objects.visible_to(user).going_on()
    [plans] = yield [going_on.filter(pk__in=[row.plan_id for row in rows])]
    known = {plan.pk: plan for plan in plans}
    return [_item(row, known[row.plan_id]) for row in rows if row.plan_id in known]


def _item(row: PlanBody, plan: Plan) -> TodayItem:
    return TodayItem(
        action="同意の前のアウトリーチ等プランで、働きかけをする人になりました"
        if plan.is_before_consent
        else "支援プランで、自機関の担当者になりました",
        url=reverse("cases:detail", args=[row.compartment.case_id]),
        case_label=plan.subject,
        case_number=row.compartment.case.number,
        button="読む",
        group="news",
    )
