"""The alert of the monthly report of entrusted bodies (domain.md 3.5, 11.3)."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from alerts.registry import AlertRule, Due, Line, Turn
from organizations.figures import Figures
from organizations.models import Role

from .models import Outreach
from .month_models import ReportedMonth
from .monthly import MonthOfBody, before


def _month(today: datetime.date) -> datetime.date:
    """The month that is to be reported now: the one before this."""
    return before(today.replace(day=1))


def months(today: datetime.date, figures: Figures) -> Iterator[Due]:
    """Of each entrusted body with something to report, from the first day of the next month on."""
    month, first = _month(today), today.replace(day=1)
    rows = Outreach.objects.scheduled().filter(identified_on__lt=first)
    rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=month))
    bodies = set(rows.order_by().values_list("body_id", flat=True).distinct())
    reported = ReportedMonth.objects.scheduled().filter(month=month)
    bodies -= set(reported.order_by().values_list("outreach__body_id", flat=True).distinct())
    for body in bodies:
        due_on = first.replace(day=figures.of(body, "monthly_close_day"))
        turn = Turn.LATE if due_on < today else Turn.AHEAD
        yield Due(body, due_on, turn, body_id=body)


def to_report(request: Any, alerts: list[Any]) -> Iterator[Line]:
    """Whether it still waits is what the page of the report says."""
    month = _month(timezone.localdate())
    own = {b.pk: b for b in request.acting.bodies_with(Role.SUPERVISOR, Role.CASEWORKER)}
    for alert in alerts:
        body = own.get(alert.object_id)
        is_now = alert.due_on.replace(day=1) == timezone.localdate().replace(day=1)
        if not (is_now and body and body.is_entrusted):
            continue
        if MonthOfBody(body, month, request.user).waits:
            url = f"{reverse('outreach:monthly')}?month={month:%Y-%m}"
            yield Line(alert.object_id, url, waiting=body.name, button="報告する")


RULES = (
    AlertRule(
        "monthly_close",
        "月次の報告の締め日です",
        "monthly_close_day",
        "委託先の機関の相談員と管理者",
        months,
        to_report,
        "visit",
    ),
)
