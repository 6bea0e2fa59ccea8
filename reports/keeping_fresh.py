"""Boards are counted before somebody looks: when she has logged in, and again and again while she is at work.

Whoever opened a board first would wait for its counting otherwise, seconds in a large ward. It is counted as her,
in the offices that she holds at that moment, and kept for her alone (kept.py, docs/decisions/0735). Scheduled
work knows whose row it is and how old, and nothing in it.
"""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from access.context import acting_as
from organizations.models import Role, Staff

from .board_paper import Offices
from .boards.kept_together import KeptTogether
from .boards.silence import Radar
from .figures import FIGURES, OwnFigures, figures_of, sight_of
from .kept import ask_ahead, counted_anew
from .models import KeptCount
from .plan_summary import PlanSummary

# Younger than this it is fresh. With the time between two rings (settings) it stays below the minute.
FRESH = datetime.timedelta(seconds=30)
FORGOTTEN = datetime.timedelta(days=1)
MOST = 200  # a ring; the oldest first


def _together(offices: Offices, user: Any, part: str) -> None:
    KeptTogether(offices, user)


def _plans(offices: Offices, user: Any, part: str) -> None:
    PlanSummary(offices, user)


def _own(offices: Offices, user: Any, part: str) -> None:
    _ = Radar(offices, user, keep=True).counts


def _figures(offices: Offices, user: Any, part: str) -> None:
    sight = sight_of(offices, user, of_own=True)
    if isinstance(sight, OwnFigures):
        sight.keep(datetime.date.fromisoformat(f"{part}-01"))


# How each is counted, by its code; of figures the code ends with the month.
BOARDS: dict[str, Callable[[Offices, Any, str], None]] = {
    "together": _together,
    "plans": _plans,
    "own": _own,
    FIGURES: _figures,
}


def _pages_of(roles: frozenset[str]) -> list[str]:
    """What somebody with these roles looks at first."""
    found = []
    if Role.COORDINATOR in roles:
        found += ["together", "plans"]
    if Role.SUPERVISOR in roles:
        found += ["own", figures_of(timezone.localdate())]
    return found


def count_ahead(sender: Any, user: Any, **kwargs: Any) -> None:
    """Somebody has logged in: her boards are counted next."""
    with acting_as(user):
        pages = _pages_of(Offices(user).roles)
        if pages:
            ask_ahead(user, pages)


def due() -> list[uuid.UUID]:
    """What was looked at lately and is not fresh, as the role for scheduled work; what nobody looks at any more
    is thrown away."""
    rows = KeptCount.objects.using("jobs")
    rows.filter(asked_at__lt=Now() - FORGOTTEN).delete()
    old = rows.filter(asked_at__gt=Now() - settings.BOARDS_FRESH_FOR, counted_at__lt=Now() - FRESH)
    return list(old.order_by("counted_at").values_list("pk", flat=True)[:MOST])


def count_for(offices: Any, user: Any, of: str) -> bool:
    """Count a board as who looks at it, in her offices, and keep it; whether there is such a board."""
    board, _, part = of.partition(" ")
    if board not in BOARDS:
        return False
    BOARDS[board](offices, user, part)
    return True


def count_again(row: uuid.UUID) -> bool:
    """Count one of them as who looks at it; whether it was counted. Nothing for who has left."""
    rows = KeptCount.objects.using("jobs").filter(pk=row)
    user = (
        Staff.objects.employed().filter(pk__in=list(rows.values_list("user_id", flat=True))).first()
    )
    if user is None:
        return False
    with acting_as(user), counted_anew():
        of = KeptCount.objects.visible_to(user).filter(pk=row).values_list("of", flat=True).first()
        return count_for(Offices(user), user, of or "")
