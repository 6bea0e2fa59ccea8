"""What waits for system administrators: offices that end soon, so that nobody loses access unforeseen."""

from collections.abc import Generator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem

from .models import Role
from .staff_filters import ENDS, ending_soon


def items(request: Any) -> Generator[Any, Any, list[TodayItem]]:
    """One line for all of them (R16: access ends with the office)."""
    if Role.SYSTEM_ADMINISTRATOR not in request.acting.roles:
        return []
    [ends] = yield [ending_soon().order_by("valid_until").values_list("valid_until", flat=True)]
    if not ends:
        return []
    return [
        TodayItem(
            action=f"30日以内に終わる所属（{len(ends)}件）を確かめる",
            url=f"{reverse('admin:organizations_staff_changelist')}?look={ENDS}",
            due_on=timezone.localdate(ends[0]),
            button="確かめる",
        )
    ]
