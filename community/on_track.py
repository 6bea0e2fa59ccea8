"""What 地域づくり says in the strip of the five projects: the memo from which a case came."""

from typing import Any

from django.urls import reverse

from access.models import CaseFile
from cases.track import Project, Stop

from .on_case_page import concerns_of

OF_CONCERN = 60
ASKS = (concerns_of,)


def stops(request: Any, case: CaseFile) -> list[Stop]:
    """Memos about this household, for who reads them (R2)."""
    return [
        Stop(
            Project.COMMUNITY,
            f"気になる人メモ：{row.get_state_display()}",
            OF_CONCERN,
            url=reverse("community:concern", args=[row.pk]),
            next_step="相談受付にするかを決めます。" if row.is_waiting else "",
            is_over=not row.is_waiting,
        )
        for row in concerns_of(request, case)
    ]
