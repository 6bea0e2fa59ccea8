"""What outreach says in the strip of the five projects."""

from typing import Any

from django.urls import reverse

from access.models import CaseFile
from cases.track import Project, Stop

from .on_case_page import outreach_of
from .states import NEXT_STEP, OutreachState

OF_OUTREACH = 45
ASKS = (outreach_of,)


def stops(request: Any, case: CaseFile) -> list[Stop]:
    """Outreach of one's own body (R2)."""
    return [
        Stop(
            Project.OUTREACH,
            str(row.get_state_display()),
            OF_OUTREACH,
            url=reverse("outreach:detail", args=[row.pk]),
            next_step=NEXT_STEP[row.state],
            is_over=row.state == OutreachState.CLOSED,
        )
        for row in outreach_of(request, case)
    ]
