"""The alert of the monthly report of entrusted bodies (domain.md 3.5, 11.3)."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from access.rounds import Asking
from alerts.kept_figures import figures_of
from alerts.registry import AlertRule, Due, Line, Turn
from cases.models import CaseRecord
from organizations.figures import Figures
from organizations.models import Body

from .entrusted import due_on, month_before, owed_by, owing
from .entrusted_models import BodyReport
from .today import address_of


def months(today: datetime.date, figures: Figures) -> Iterator[Due]:
    """Of each body that owes the report of the month before, from the first day of the next on."""
    month = month_before(today)
    owed = owing(
        month,
        bodies=Body.objects.using("jobs"),
        records=CaseRecord.objects.scheduled(),
        reports=BodyReport.objects.scheduled(),
    )
    for body in owed:
        until = due_on(month, body, figures)
        turn = Turn.LATE if until < today else Turn.AHEAD
        yield Due(body, until, turn, body_id=body)


def to_report(request: Any, alerts: list[Any]) -> Asking[list[Line]]:
    """Whether it is still owed is what the page of the report says."""
    month, figures = month_before(timezone.localdate()), figures_of(request)
    found = yield from owed_by.among(request, month)
    owed = {body.pk: body for body in found}
    return [
        Line(body.pk, address_of(body, month), waiting=body.name, button="報告する")
        for alert in alerts
        if (body := owed.get(alert.object_id)) is not None
        and alert.due_on == due_on(month, body.pk, figures)
    ]


RULES = (
    AlertRule(
        "monthly_close",
        "月次報告の締め日です",
        "monthly_close_day",
        "委託先の機関の相談員と管理者",
        months,
        to_report,
        "report",
        (figures_of,),
    ),
)
