"""For whom somebody stands in today: absent colleagues who named her, and those of bodies she supervises.

It says whose items a list looks for. What is found is asked of `visible_to` as ever: who stands in sees
nothing that she did not see before (R1, R12), and nothing of a 支援会議 (R4).
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from organizations.models import Role

from .models import Absence


def absent_colleagues(request: Any) -> dict[Any, str]:
    """Name by id of whom the user stands in for today; asked once a request."""
    found: dict[Any, str] = request.acting.once("standing_in", lambda: _ask(request))
    return found


def _ask(request: Any) -> dict[Any, str]:
    bodies = request.acting.bodies_with(*Absence.kept_by)
    if not bodies:
        return {}
    today = timezone.localdate()
    led = request.acting.bodies_with(Role.SUPERVISOR)
    rows = (
        Absence.objects.visible_to(request.user)
        .filter(Q(stand_in=request.user) | Q(body__in=led), body__in=bodies)
        .filter(first_on__lte=today, last_on__gte=today, cancelled_at__isnull=True)
        .exclude(staff=request.user)
    )
    return dict(rows.values_list("staff_id", "staff__name"))


def own_and_absent(request: Any) -> list[Any]:
    """Ids of the user and of those for whom she stands in."""
    return [request.user.pk, *absent_colleagues(request)]


def instead_of(request: Any, *staff: Any) -> str:
    """Of an item that is not the user's own: in whose place it shows; else nothing."""
    if request.user.pk in staff:
        return ""
    absent = absent_colleagues(request)
    return next((absent[one] for one in staff if one in absent), "")
