"""What meetings say in the strip of the five projects: requests, and the 支援会議 for its members."""

from typing import Any

from django.urls import reverse

from access.models import CaseFile
from cases.track import Project, Stop
from organizations.models import Role

from .models import RequestState
from .on_case_page import meetings_of, requests_of
from .words import kind_of_meeting

OF_REQUEST, OF_MEETING = 15, 20
ASKS = (requests_of, meetings_of)


def stops(request: Any, case: CaseFile) -> list[Stop]:
    """Of a meeting that there is one, and nothing of what is said in it (R4, R7)."""
    is_coordinator = Role.COORDINATOR in request.acting.roles
    asked = [
        Stop(
            Project.TOGETHER,
            f"依頼：{row.get_state_display()}",
            OF_REQUEST,
            url=reverse("meetings:request", args=[row.pk]),
            next_step="依頼を読んで、受理するかを決めます。"
            if is_coordinator and row.state == RequestState.REQUESTED
            else "",
            is_over=row.state == RequestState.RETURNED,
            is_asked_for=row.state != RequestState.ACCEPTED,
        )
        for row in requests_of(request, case)
    ]
    met = [
        Stop(
            Project.TOGETHER,
            f"{kind_of_meeting(row.basis)}で検討中",
            OF_MEETING,
            url=reverse("meetings:meeting", args=[row.pk]),
        )
        for row in meetings_of(request, case)
        if row.dissolved_at is None
    ]
    return asked + met
