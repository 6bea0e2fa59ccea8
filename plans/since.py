"""Since when a plan is in the state in which it is: asked of its history, for many at once."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from access.shared_sets import among

from .models import Plan


def states_entered(keys: Iterable[uuid.UUID], user: Any) -> Any:
    """Plan and moment for each change of state, the latest last, in one question (docs/boards.md)."""
    entered = (
        Plan.history.filter(id__in=among(keys))
        .visible_to(user)
        .annotate(
            before=Window(Lag("state"), partition_by=F("id"), order_by=["history_date", "version"])
        )
        .filter(Q(before__isnull=True) | ~Q(before=F("state")))
        .order_by("history_date", "version")
    )
    return entered.values_list("id", "history_date")
