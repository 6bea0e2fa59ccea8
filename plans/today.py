"""What waits for this user in plans: steps of the coordinator, tasks of bodies, monitoring."""

import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from access import sources
from bunkyo_support.today import TodayItem
from cases.deadlines import decision_due
from organizations.models import Role

from .models import Plan, PlanTask
from .overview import rows_of
from .states import IN_SUPPORT, PlanState

AHEAD = datetime.timedelta(days=14)  # domain.md 11.3
CONSENT_AHEAD = datetime.timedelta(days=30)
MOST = 50


def items(request: Any) -> list[TodayItem]:
    """Items of the home page; only what is visible to the user."""
    return [*_steps(request), *_tasks(request)]


def _item(plan: Plan, action: str, **fields: Any) -> TodayItem:
    return TodayItem(
        action=action,
        url=reverse("plans:detail", args=[plan.pk]),
        case_label=plan.subject,
        case_number=plan.compartment.case.number,
        **fields,
    )


def _steps(request: Any) -> list[TodayItem]:
    """The coordinator moves plans on; the day of monitoring and the end of consent come near."""
    if Role.COORDINATOR not in request.acting.roles:
        return []
    plans = list(Plan.objects.visible_to(request.user).going_on().for_list()[:MOST])
    found, held = [], []
    for row in rows_of(plans, request.user):
        if row.is_held:
            held.append(row.plan)
        else:
            found += _due(row.plan)
    return [*_held(held), *found]


def _held(plans: list[Plan]) -> list[TodayItem]:
    """Plans whose consent is gone: within so many days somebody decides (domain.md 2.1 R08 d)."""
    since = sources.ended({p.consent_id for p in plans if p.consent_id}) if plans else {}
    return [
        _item(
            plan,
            "同意のなくなったプランをどうするか決める",
            button="決める",
            due_on=decision_due(timezone.localdate(since[plan.consent_id]))
            if plan.consent_id in since
            else None,
        )
        for plan in plans
    ]


def _due(plan: Plan) -> list[TodayItem]:
    today = timezone.localdate()
    found = []
    if plan.state == PlanState.RETURNED:
        found.append(_item(plan, "会議で「要修正」になったプランを直す", button="直す"))
    elif plan.state == PlanState.PERSON_AGREED:
        found.append(_item(plan, "プランを会議に付議する", button="付議する"))
    elif plan.state == PlanState.DECIDED:
        found.append(_item(plan, "支援決定したプランの支援を始める", button="始める"))
    elif plan.state == PlanState.SUBMITTED:
        found += _submitted(plan)
    elif plan.state == PlanState.EVALUATING:
        found.append(_item(plan, "評価のあとの進め方を決める", button="決める"))
    monitoring = plan.next_monitoring_on
    if plan.state in IN_SUPPORT and monitoring and monitoring <= today + AHEAD:
        found.append(_item(plan, "プランのモニタリングをする", due_on=monitoring))
    again = plan.look_again_on
    if plan.state == PlanState.SUSPENDED and again and again <= today + AHEAD:
        found.append(_item(plan, "中断しているプランを見直す", due_on=again, button="決める"))
    if plan.consent_until and plan.consent_until <= today + CONSENT_AHEAD:
        found.append(
            _item(plan, "本人の同意の期限が近いプランを確かめる", due_on=plan.consent_until)
        )
    return found


def _submitted(plan: Plan) -> list[TodayItem]:
    """Until the conference has met, the item of the conference says so (meetings.today)."""
    if not plan.conference_result:
        return []
    return [
        _item(plan, "支援決定を待っています", waiting="区の決裁", group="waiting", button="見る")
    ]


def _tasks(request: Any) -> list[TodayItem]:
    """Roles of the bodies at which the user is in charge, until two weeks from now."""
    offices = [appointment.pk for appointment in request.acting.appointments]
    due = (
        PlanTask.objects.visible_to(request.user)
        .due_until(timezone.localdate() + AHEAD)
        .filter(
            plan__bodies__appointment__in=offices,
            plan__bodies__ended_at__isnull=True,
            plan__bodies__body=F("body"),
        )
        .select_related("plan", "compartment__case")
        .order_by("due_on", "pk")
        .distinct()[:MOST]
    )
    return [
        TodayItem(
            action=task.content,
            url=reverse("plans:task_progress", args=[task.pk]),
            case_label=task.plan.subject,
            case_number=task.compartment.case.number,
            due_on=task.due_on,
            button="書く",
        )
        for task in due
    ]
