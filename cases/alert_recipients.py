"""Whom an alert about the work of a body concerns (docs/alerts.md): asked when somebody looks."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from access.rounds import Asking
from organizations.models import Role

from .models import StaffInCharge


@dataclass(frozen=True)
class Work:
    """What is to be done, in which case, by which body, and whether its day has passed."""

    key: uuid.UUID
    case: uuid.UUID
    body: uuid.UUID
    is_late: bool = False


def for_me(request: Any, works: Iterable[Work]) -> Asking[set[uuid.UUID]]:
    """Those for who asks: she is in charge; nobody is, and she works at the body; or it is late and she
    answers for the body (R9). One question for any number."""
    acting = request.acting
    own = {body.pk for body in acting.bodies}
    mine = [work for work in works if work.body in own]
    if not mine:
        return set()
    working = {body.pk for body in acting.bodies_with(Role.CASEWORKER, Role.COORDINATOR)}
    leading = {body.pk for body in acting.bodies_with(Role.SUPERVISOR)}
    [rows] = yield [_in_charge(request, mine)]
    people: dict[tuple[Any, Any], set[Any]] = defaultdict(set)
    for case, body, staff in rows:
        people[case, body].add(staff)
    found = set()
    for work in mine:
        staff = people[work.case, work.body]
        is_left_over = not staff and work.body in working
        if request.user.pk in staff or is_left_over or (work.is_late and work.body in leading):
            found.add(work.key)
    return found


def _in_charge(request: Any, works: list[Work]) -> Any:
    """Who is in charge now, with case and body; who has left the ward is not (R16)."""
    rows = StaffInCharge.objects.visible_to(request.user).filter(
        until__isnull=True,
        staff__is_active=True,
        compartment__case__in={work.case for work in works},
        record__body__in={work.body for work in works},
    )
    return rows.values_list("compartment__case_id", "record__body_id", "staff_id")
