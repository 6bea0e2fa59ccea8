"""What waits for this user of the figures: the monthly report of her entrusted body, until it is sent."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem
from organizations.figures import Figures

from .entrusted import due_on, month_before, owed_by
from .figure_services import month_words


def address_of(body: Any, month: Any) -> str:
    """The page on which the month of a body is reported."""
    return f"{reverse('reports:monthly')}?month={month:%Y-%m}&body={body.pk}"


def items(request: Any) -> list[TodayItem]:
    """Items of the home page."""
    month = month_before(timezone.localdate())
    owed = owed_by(request, month)
    if not owed:
        return []
    figures = Figures()
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
