"""Lists across meetings: only of those whose door is open to the reader (R4; domain.md R11).

A page of one meeting makes a `Room`, which asks at the door. What gathers from many meetings asks here,
in the same question as for the rows. Whose pledge is over reads nothing of them, and is told why once.

A page of many parts asks for the memberships of its reader first (`own_of`), and each part for rows of
these meetings (`rows_of`), within their cases.
"""

from collections.abc import Collection
from typing import Any

from access.rounds import Kept

from .models import MeetingMember


def own_memberships(user: Any) -> Any:
    """Memberships with which the user may sit now: current, sworn, with a valid pledge."""
    return MeetingMember.objects.visible_to(user).of_user(user).current().sworn().pledged()


def _asked(request: Any) -> Any:
    rows = MeetingMember.objects.visible_to(request.user).of_user(request.user).current()
    return rows.with_names().with_pledge()


# Current memberships of the user, whether or not she has acknowledged her duty and has a valid pledge.
_memberships: Kept[list[Any]] = Kept(_asked, list)
STARTS = (_memberships,)


def own_of(request: Any) -> list[MeetingMember]:
    """`own_memberships`, asked once a request."""
    return [m for m in _memberships(request) if m.acknowledged_at and m.has_pledge]


def shut_of(request: Any) -> list[MeetingMember]:
    """Memberships that only a valid pledge is missing for."""
    return [m for m in _memberships(request) if m.acknowledged_at and not m.has_pledge]


def rows_of(model: Any, user: Any, own: Collection[MeetingMember]) -> Any:
    """Rows of a model of the MEETING compartment, of the meetings of these memberships."""
    return model.objects.visible_to(user).filter(compartment__in={m.compartment_id for m in own})


def open_rows(model: Any, user: Any) -> Any:
    """Rows of a model of the MEETING compartment, of meetings that are open to the user."""
    return model.objects.visible_to(user).filter(
        compartment__in=own_memberships(user).values("compartment")
    )
