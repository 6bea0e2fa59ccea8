"""What waits for auditors: flags of unusual reading that nobody has closed, as a number (S-73, R10)."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem
from organizations.models import Role

from .rounds import Asking, part
from .unusual_models import ReadingFlag


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """One line for all of them; the daily mail counts it like any other task."""
    if Role.AUDITOR not in request.acting.roles:
        return []
    waiting_ones = ReadingFlag.objects.with_state().filter(is_closed=False).order_by()
    [counts] = yield [waiting_ones.values("is_closed").annotate(number=Count("pk"))]
    waiting = sum(row["number"] for row in counts)
    if not waiting:
        return []
    return [
        TodayItem(
            action=f"注意する閲覧（{waiting}件）を確かめる",
            url=reverse("access:flags"),
            due_on=timezone.localdate(),
            button="確かめる",
        )
    ]
