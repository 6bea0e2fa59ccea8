"""支援会議 that nobody is in charge of any more, as the coordinators of its secretariat are told of them: that there is
one, on which law, in which case, and nothing in it (R4, R6, R7; docs/decisions/0997)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from access.left_alone import LEFT_ALONE
from access.rounds import Asking, inside, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .models import CoordinationRequest, RequestState
from .words import kind_of_meeting

MOST = 50


@dataclass(frozen=True)
class Alone:
    """One of them, with the request by which its case was handed over."""

    meeting: uuid.UUID
    law: str
    request: CoordinationRequest

    @property
    def kind(self) -> str:
        """What the conference is called."""
        return kind_of_meeting(self.law)

    @property
    def url(self) -> str:
        """Where a coordinator takes it over."""
        return reverse("meetings:take_over", args=[self.meeting])

    def is_offered_on(self, row: CoordinationRequest) -> bool:
        """On its request, and on each that was accepted of the same case by the same secretariat: on any of them a
        second conference would be set up beside it."""
        if row.pk == self.request.pk:
            return True
        return row.state == RequestState.ACCEPTED and _handed(row) == _handed(self.request)


@part
def left_alone(request: Any, most: int | None = None) -> Asking[list[Alone]]:
    """Those that the user may take over; not more than `most`."""
    bodies = request.acting.bodies_with(Role.COORDINATOR)
    if not bodies:
        return []
    [told] = yield [LEFT_ALONE]
    keys = {body.pk for body in bodies}
    alone = [row for row in told if row[3] in keys][:most]
    if not alone:
        return []
    requests = CoordinationRequest.objects.visible_to(request.user).filter(
        secretariat__in=bodies, compartment__case__in={case for _, case, _, _ in alone}
    )
    [rows] = yield [requests.select_related("compartment__case", "secretariat")]
    return _of_requests(alone, rows)


def _of_requests(
    alone: Sequence[tuple[Any, ...]], rows: Sequence[CoordinationRequest]
) -> list[Alone]:
    """Each with the accepted request of its case to its secretariat, else with the newest: what was returned once and
    asked for again is two requests."""
    oldest_first = sorted(rows, key=lambda row: (row.requested_at, row.pk))
    accepted_last = sorted(oldest_first, key=lambda row: row.state == RequestState.ACCEPTED)
    best = {_handed(row): row for row in accepted_last}
    return [
        Alone(meeting, law, best[case, secretariat])
        for meeting, case, law, secretariat in alone
        if (case, secretariat) in best
    ]


def _handed(row: CoordinationRequest) -> tuple[Any, Any]:
    """Which case was handed over by it, and to whom."""
    return row.compartment.case_id, row.secretariat_id


def items(request: Any) -> Asking[list[TodayItem]]:
    """One line for each, until somebody has taken it over, and for not more than MOST at a time; to every coordinator,
    and none of them is named."""
    found = yield from left_alone.among(request, MOST)
    if not found:
        return []
    yield inside(request.user, [one.request for one in found])
    return [
        TodayItem(
            action=f"{one.kind}の事務局の人がいなくなりました。引き受ける人を決める",
            url=one.url,
            case_number=one.request.compartment.case.number,
            waiting=f"{one.kind}の構成員",
            button="引き受ける",
        )
        for one in found
    ]
