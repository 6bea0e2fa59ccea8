"""What 地域づくり adds to the case page: the memo from which the case came, for who reads it (R2)."""

from typing import Any

from access.models import CaseFile
from access.noticing import NOTICING_ROLES
from cases.page import Panel

from .models import Concern

MOST = 10


def concern_panel(request: Any, case: CaseFile) -> Panel | None:
    """Memos about this household."""
    if not request.acting.roles & set(NOTICING_ROLES):
        return None
    rows = Concern.objects.visible_to(request.user).of_case(case).select_related("place")
    found = list(rows[:MOST])
    context = {"rows": found, "case": case}
    return Panel("気になる人メモ", "community/_panel.html", context, order=70) if found else None
