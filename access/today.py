"""What waits for auditors: flags of unusual reading that nobody has closed, as a number (S-73, R10)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem
from organizations.models import Role

from .unusual_models import ReadingFlag


def items(request: Any) -> list[TodayItem]:
    """One line for all of them; the daily mail counts it like any other task."""
    if Role.AUDITOR not in request.acting.roles:
        return []
    waiting = ReadingFlag.objects.with_state().filter(is_closed=False).count()
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
