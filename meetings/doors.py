"""Lists across meetings: only of those whose door is open to the reader (R4; domain.md R11).

A page of one meeting makes a `Room`, which asks at the door. What gathers from many meetings asks here,
in the same question as for the rows. Whose pledge is over reads nothing of them, and is told why once.
"""

from typing import Any

from .models import MeetingMember


def own_memberships(user: Any) -> Any:
    """Memberships with which the user may sit now: current, sworn, with a valid pledge."""
    return MeetingMember.objects.visible_to(user).of_user(user).current().sworn().pledged()


def open_rows(model: Any, user: Any) -> Any:
    """Rows of a model of the MEETING compartment, of meetings that are open to the user."""
    return model.objects.visible_to(user).filter(
        compartment__in=own_memberships(user).values("compartment")
    )
