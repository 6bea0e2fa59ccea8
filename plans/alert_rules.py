"""Alerts of plans (domain.md 11.3): the day of monitoring, the end of the period.

Supervisors of a body in the plan are told when it is late, and see its progress (R9).
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access import sources
from access.rounds import Asking
from alerts.registry import AlertRule, Due, Line, Turn, ahead_or_late
from organizations.figures import Figures
from organizations.models import Role

from .models import Plan, PlanBody
from .states import IN_SUPPORT, PlanState

DAY = datetime.timedelta(days=1)


def _due(column: str, figure: str, today: datetime.date, figures: Figures) -> Iterator[Due]:
    soon = today + DAY * figures.most(figure)
    rows = Plan.objects.scheduled().filter(
        state__in=IN_SUPPORT, **{f"{column}__isnull": False, f"{column}__lte": soon}
    )
    for pk, place, body, on in rows.values_list(
        "pk", "compartment_id", "compartment__organization_id", column
    ):
        turn = ahead_or_late(on, today, figures.of(body, figure))
        if turn:
            yield Due(pk, on, turn, place, body)


def monitoring(today: datetime.date, figures: Figures) -> Iterator[Due]:
    yield from _due("next_monitoring_on", "monitoring_ahead_days", today, figures)


def period_end(today: datetime.date, figures: Figures) -> Iterator[Due]:
    yield from _due("period_until", "plan_end_ahead_days", today, figures)


def _lines(request: Any, alerts: list[Any], column: str, step: str) -> Asking[list[Line]]:
    """Coordinators of the plan; staff in charge in it; supervisors of its bodies when it is late. Nobody while its
    consent is gone: then somebody decides what becomes of it, which the home page tells (`today._held`)."""
    dates = {alert.object_id: alert.due_on for alert in alerts}
    rows = Plan.objects.visible_to(request.user).filter(pk__in=dates, state__in=IN_SUPPORT)
    bodies = PlanBody.objects.visible_to(request.user).filter(
        plan__in=list(dates), ended_at__isnull=True
    )
    consents = sources.in_force_among(rows.order_by().values("consent_id"))
    known, members, in_force = yield [rows.select_related("compartment__case"), bodies, consents]
    valid = {source for (source,) in in_force}
    plans = [
        plan
        for plan in known
        if getattr(plan, column) == dates[plan.pk]
        and plan.state_shown(plan.consent_id in valid) != PlanState.HELD_CONSENT
    ]
    secretariats = {body.pk for body in request.acting.bodies_with(Role.COORDINATOR)}
    leading = {body.pk for body in request.acting.bodies_with(Role.SUPERVISOR)}
    offices = {office.pk for office in request.acting.appointments}
    circle: dict[Any, list[Any]] = {}
    for row in members:
        circle.setdefault(row.plan_id, []).append(row)
    lines = []
    for plan in plans:
        is_late = dates[plan.pk] < timezone.localdate()
        runs = plan.compartment.organization_id in secretariats
        in_it = any(
            row.appointment_id in offices or (is_late and row.body_id in leading)
            for row in circle.get(plan.pk, [])
        )
        if runs or in_it:
            name = "evaluate" if runs and step == "evaluate" and not plan.is_before_consent else ""
            url = reverse(f"plans:{name or _step_of_body(step)}", args=[plan.pk])
            lines.append(Line(plan.pk, url, plan.compartment.case.number))
    return lines


def _step_of_body(step: str) -> str:
    return "progress" if step == "evaluate" else "detail"


def to_monitor(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    return _lines(request, alerts, "next_monitoring_on", "evaluate")


def to_go_on(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    return _lines(request, alerts, "period_until", "detail")


def concerns(request: Any) -> Q:
    """Plans that her secretariat runs, in which she is in charge, or, late, of bodies that she leads."""
    bodies = PlanBody.objects.visible_to(request.user).filter(ended_at__isnull=True)
    charge = bodies.filter(appointment__in=[office.pk for office in request.acting.appointments])
    led = bodies.filter(body__in=request.acting.bodies_with(Role.SUPERVISOR))
    return (
        Q(body__in=request.acting.bodies_with(Role.COORDINATOR))
        | Q(object_id__in=charge.values("plan"))
        | Q(object_id__in=led.values("plan"), turn=Turn.LATE)
    )


TOLD = "事務局、プランの参加機関の担当者。過ぎたら、参加機関の管理者も"
RULES = (
    AlertRule(
        "monitoring",
        "プランのモニタリングの期日が近づいているか、過ぎています",
        "monitoring_ahead_days",
        TOLD,
        monitoring,
        to_monitor,
        "plan",
        concerns=concerns,
    ),
    AlertRule(
        "period_end",
        "プランの計画期間の終わりが近づいているか、過ぎています",
        "plan_end_ahead_days",
        TOLD,
        period_end,
        to_go_on,
        "plan",
        concerns=concerns,
    ),
)
