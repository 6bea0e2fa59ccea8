"""What meetings say in the strip of the five projects: requests, and the 支援会議 for its members."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse

from access.models import CaseFile
from access.shared_sets import OneOf
from access.together import Asked
from cases.together import Telling
from cases.track import Project, Stop
from organizations.models import Role

from .doors import open_rows
from .models import REQUEST_OVER, CoordinationRequest, RequestState, SupportMeeting
from .on_case_page import meetings_of, requests_of
from .words import kind_of_meeting

OF_REQUEST, OF_MEETING = 15, 20
ASKS = (requests_of, meetings_of)


def stops(request: Any, case: CaseFile) -> list[Stop]:
    """Of a meeting that there is one, and nothing of what is said in it (R4, R7)."""
    is_coordinator = Role.COORDINATOR in request.acting.roles
    asked = [_of_request(row, is_coordinator) for row in requests_of(request, case)]
    return asked + _of_meetings(meetings_of(request, case))


def _of_request(row: CoordinationRequest, is_coordinator: bool = False) -> Stop:
    return Stop(
        Project.TOGETHER,
        f"依頼：{row.get_state_display()}",
        OF_REQUEST,
        url=reverse("meetings:request", args=[row.pk]),
        next_step="依頼を読んで、受理するかを決めます。"
        if is_coordinator and row.state == RequestState.REQUESTED
        else "",
        is_over=row.state in REQUEST_OVER,
        is_asked_for=row.state != RequestState.ACCEPTED,
    )


def _of_meetings(rows: Iterable[SupportMeeting]) -> list[Stop]:
    return [
        Stop(
            Project.TOGETHER,
            f"{kind_of_meeting(row.basis)}で検討中",
            OF_MEETING,
            url=reverse("meetings:meeting", args=[row.pk]),
        )
        for row in rows
        if row.dissolved_at is None
    ]


def _asks(user: Any, cases: list[uuid.UUID]) -> Sequence[Asked]:
    """For a list of cases what their pages ask: requests, and meetings whose door is open."""
    return [
        rows.filter(OneOf("compartment__case", cases)).select_related("compartment")
        for rows in (
            CoordinationRequest.objects.visible_to(user),
            open_rows(SupportMeeting, user),
        )
    ]


def _tell(
    requests: list[CoordinationRequest], met: list[SupportMeeting]
) -> Iterator[tuple[uuid.UUID, Stop]]:
    for row in requests:
        yield row.compartment.case_id, _of_request(row)
    for one in met:
        for stop in _of_meetings([one]):
            yield one.compartment.case_id, stop


TELLING = Telling(_asks, _tell)
