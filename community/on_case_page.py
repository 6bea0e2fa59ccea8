"""What 地域づくり adds to the case page: the memo from which the case came, for who reads it (R2)."""

from typing import Any

from django.db.models import QuerySet

from access.models import CaseFile
from access.noticing import NOTICING_ROLES
from cases.page_parts import Panel
from cases.questions import NOTICED, question

from .models import Concern

MOST = 10


@question(Concern, NOTICED)
def concerns_of(request: Any, case: CaseFile) -> QuerySet[Any] | None:
    """Memos about this household, for who reads them (R2)."""
    if not request.acting.roles & set(NOTICING_ROLES):
        return None
    return Concern.objects.visible_to(request.user).of_case(case).select_related("place")


QUESTIONS = (concerns_of,)


def concern_panel(request: Any, case: CaseFile) -> Panel | None:
    """Memos about this household."""
    found = concerns_of(request, case)[:MOST]
    context = {"rows": found, "case": case}
    return Panel("気になる人メモ", "community/_panel.html", context, order=70) if found else None
