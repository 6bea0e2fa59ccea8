"""What takes long to count, kept for a minute: by person, so that nobody reads a number which she could not
count herself, and with the moment, which the page says (docs/decisions/0730).

Ids, codes, days and numbers, and no word. Which rows there are may be a minute old; what a page shows of a row is
asked anew (R17).
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from .models import KeptCount

KEPT = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Kept:
    """Numbers by code, and when they were counted."""

    numbers: dict[str, Any]
    counted_at: datetime.datetime


def kept(user: Any, of: str, how: Iterable[object], count: Callable[[], dict[str, Any]]) -> Kept:
    """What was counted of this within the last minute, or now; `how`: all that decides what is counted
    beside the rows (bodies, roles, period). One question; one statement more when it is counted."""
    words = [str(timezone.localdate()), *(str(part) for part in how)]
    mark = hashlib.sha256("\n".join(words).encode()).hexdigest()
    since = timezone.now() - KEPT
    rows = KeptCount.objects.visible_to(user).filter(of=of, how=mark, counted_at__gt=since)
    row = rows.first() or _keep(user, of, mark, count)
    return Kept(row.numbers, row.counted_at)


def _keep(user: Any, of: str, mark: str, count: Callable[[], dict[str, Any]]) -> KeptCount:
    # The moment before counting: what is written meanwhile may be missing from the number.
    row = KeptCount(user=user, of=of, how=mark, counted_at=timezone.now(), numbers={})
    row.numbers = count()
    KeptCount.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "of"],
        update_fields=["how", "numbers", "counted_at"],
    )
    return row
