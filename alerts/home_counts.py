"""The figure beside 「今日の仕事」, kept for a minute: working it out asks every app for its items.

A number of one's own, about nothing in particular, that the home page puts right whenever it is opened.
Within the minute it may count what was done, or what is open no more (R17 holds for what is shown: the page
itself is always worked out anew); the menu says when it was counted.
"""

import datetime
from typing import Any

from django.utils import timezone

from bunkyo_support.today import Pressing

from .models import HomeCount

KEPT = datetime.timedelta(minutes=1)


def known(user: Any) -> HomeCount | None:
    """What was counted within the last minute; one question."""
    since = timezone.now() - KEPT
    found: HomeCount | None = (
        HomeCount.objects.visible_to(user).filter(counted_at__gt=since).first()
    )
    return found


def keep(user: Any, counted: Pressing) -> HomeCount:
    """One row a person; one statement."""
    row = HomeCount(
        user=user, number=counted.number, goes_on=counted.goes_on, counted_at=timezone.now()
    )
    HomeCount.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["number", "goes_on", "counted_at"],
    )
    return row
