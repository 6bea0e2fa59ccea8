"""What waits for this user of the figures: the monthly report of her entrusted body until it is sent, and, for the
secretariat, a month to close."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, at_once, part
from alerts.kept_figures import figures_of
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .entrusted import due_on, forgotten_by, left_out, month_before, owed_by
from .figure_services import month_words
from .models import FigureCell, MonthClose


def address_of(body: Any, month: Any) -> str:
    """The page on which the month of a body is reported."""
    return f"{reverse('reports:monthly')}?month={month:%Y-%m}&body={body.pk}"


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """Items of the home page."""
    month, figures = month_before(timezone.localdate()), figures_of(request)
    owed, forgotten, to_close = yield from at_once(
        [
            owed_by.among(request, month),
            forgotten_by.among(request, month),
            _to_close(request, month),
        ]
    )
    reports = [
        TodayItem(
            action=f"月次報告を出す（{month_words(of)}分）",
            url=address_of(body, of),
            waiting=body.name,
            due_on=due_on(of, body.pk, figures),
            button="報告する",
        )
        for body, of in [*forgotten, *((body, month) for body in owed)]
    ]
    return [*reports, *_closing(request, to_close, figures)]


def _to_close(request: Any, month: datetime.date) -> Asking[list[datetime.date]]:
    """Months that the ward has counted and not closed (R31): the month before, and what was left out since the first
    that was closed."""
    if Role.COORDINATOR not in request.acting.roles:
        return []
    closed = MonthClose.objects.visible_to(request.user).order_by().values_list("month").distinct()
    counted = FigureCell.objects.visible_to(request.user).filter(month=month).values_list("month")
    found, cells = yield [closed, counted[:1]]
    known = {on for (on,) in found}
    last = [month] if cells and month not in known else []
    return [*(on for on in left_out(known, timezone.localdate()) if on != month), *last]


def _closing(request: Any, months: list[datetime.date], figures: Any) -> list[TodayItem]:
    """One line, of the month that waits longest."""
    if not months:
        return []
    body, first = request.acting.bodies_with(Role.COORDINATOR)[0], months[0]
    more = f"、ほか{len(months) - 1}か月" if len(months) > 1 else ""
    return [
        TodayItem(
            action=f"月を締める（{month_words(first)}分{more}）",
            url=f"{reverse('reports:closing')}?month={first:%Y-%m}",
            due_on=due_on(first, body.pk, figures),
            button="締める",
        )
    ]
