"""For whom somebody stands in today: absent colleagues who named her, and those of bodies she supervises.

It says whose items a list looks for. What is found is asked of `visible_to` as ever: who stands in sees
nothing that she did not see before (R1, R12), and nothing of a 支援会議 (R4).
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from access.rounds import Kept
from organizations.models import Appointment, Role

from .models import Absence


def _asked(request: Any) -> Any:
    bodies = request.acting.bodies_with(*Absence.kept_by)
    if not bodies:
        return None
    today = timezone.localdate()
    led = request.acting.bodies_with(Role.SUPERVISOR)
    rows = (
        Absence.objects.visible_to(request.user)
        .filter(Q(stand_in=request.user) | Q(body__in=led), body__in=bodies)
        .filter(first_on__lte=today, last_on__gte=today, cancelled_at__isnull=True)
        .exclude(staff=request.user)
    )
    return rows.values_list("staff_id", "staff__name")


# Name by id of whom the user stands in for today.
absent_colleagues: Kept[dict[Any, str]] = Kept(_asked, dict)


def own_and_absent(request: Any) -> list[Any]:
    """Ids of the user and of those for whom she stands in."""
    return [request.user.pk, *absent_colleagues(request)]


def left_the_body(bodies: Any) -> Q:
    """Q for things to do whose holder has no office at the body of the record any more (R16), where she held one at
    one of these bodies."""
    offices = Appointment.objects.filter(role_group__body__in=bodies)
    still = Appointment.objects.current().filter(
        staff=OuterRef("assignee"), role_group__body=OuterRef("record__body")
    )
    ended = offices.filter(valid_until__lte=Now())
    return Q(assignee__in=ended.values("staff")) & ~Q(Exists(still))


def instead_of(request: Any, *staff: Any) -> str:
    """Of an item that is not the user's own: in whose place it shows; else nothing."""
    if request.user.pk in staff:
        return ""
    absent = absent_colleagues(request)
    return next((absent[one] for one in staff if one in absent), "")
