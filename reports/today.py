"""What waits for this user of the figures: the monthly report of her entrusted body, until it is sent."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, part
from alerts.kept_figures import figures_of
from bunkyo_support.today import TodayItem

from .entrusted import due_on, month_before, owed_by
from .figure_services import month_words


def address_of(body: Any, month: Any) -> str:
    """The page on which the month of a body is reported."""
    return f"{reverse('reports:monthly')}?month={month:%Y-%m}&body={body.pk}"


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """Items of the home page."""
    month, figures = month_before(timezone.localdate()), figures_of(request)
    owed = yield from owed_by.among(request, month)
    return [
        TodayItem(
            action=f"月次報告を出す（{month_words(month)}分）",
            url=address_of(body, month),
            waiting=body.name,
            due_on=due_on(month, body.pk, figures),
            button="報告する",
        )
        for body in owed
    ]
