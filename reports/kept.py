"""What takes long to count, kept for a minute: by person, so that nobody reads a number which she could not
count herself, and with the moment, which the page says (docs/decisions/0730).

Ids, codes, days and numbers, and no word. Which rows there are may be a minute old; what a page shows of a row is
asked anew (R17). While she is at work it is counted again before the minute is over (keeping_fresh).
"""

import datetime
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from .models import KeptCount

KEPT = datetime.timedelta(minutes=1)
LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# What was never counted, or so long ago that nothing is kept of it, may take as long as this, in milliseconds.
UNKNOWN_MS = 1000

_nobody_looks: ContextVar[bool] = ContextVar("nobody_looks", default=False)
_waits: ContextVar[bool] = ContextVar("waits", default=True)


class NotCounted(Exception):
    """It (`of`) is to be counted, and takes long or nobody knows how long."""

    def __init__(self, of: str) -> None:
        super().__init__(of)
        self.of = of


@dataclass(frozen=True)
class Kept:
    """Numbers by code, and when they were counted."""

    numbers: dict[str, Any]
    counted_at: datetime.datetime


@contextmanager
def counted_anew() -> Iterator[None]:
    """In this block everything is counted, though nobody looks at it."""
    token = _nobody_looks.set(True)
    try:
        yield
    finally:
        _nobody_looks.reset(token)


@contextmanager
def not_waited_for() -> Iterator[None]:
    """In this block `NotCounted` is raised instead of counting what takes long, or may."""
    token = _waits.set(False)
    try:
        yield
    finally:
        _waits.reset(token)


def kept(user: Any, of: str, how: Iterable[object], count: Callable[[], dict[str, Any]]) -> Kept:
    """What was counted of this within the last minute, or now; `how`: all that decides what is counted
    beside the rows (bodies, roles, period). One question; one statement more when it is counted, and once a
    minute to note that somebody looks. Raises NotCounted within `not_waited_for`."""
    words = [str(timezone.localdate()), *(str(part) for part in how)]
    mark = hashlib.sha256("\n".join(words).encode()).hexdigest()
    if _nobody_looks.get():
        fresh = _keep(user, of, mark, count, ("how", "numbers", "counted_at"))
        return Kept(fresh.numbers, fresh.counted_at)
    now = timezone.now()
    rows = KeptCount.objects.visible_to(user).filter(of=of)
    row: KeptCount | None = rows.first()
    if row is None or row.how != mark or row.counted_at <= now - KEPT:
        took = row.took_ms if row is not None and row.took_ms else UNKNOWN_MS
        if took > settings.BOARDS_WAIT_MS and not _waits.get():
            raise NotCounted(of)
        row = _keep(user, of, mark, count, ("how", "numbers", "counted_at", "asked_at"))
    elif row.asked_at < now - KEPT:
        rows.update(asked_at=now)
    return Kept(row.numbers, row.counted_at)


def _keep(
    user: Any, of: str, mark: str, count: Callable[[], dict[str, Any]], changed: tuple[str, ...]
) -> KeptCount:
    # The moment before counting: what is written meanwhile may be missing from the number.
    row = KeptCount(user=user, of=of, how=mark, counted_at=timezone.now(), numbers={})
    begun = time.monotonic()
    row.numbers = count()
    row.took_ms = max(1, round(1000 * (time.monotonic() - begun)))
    _enter([row], (*changed, "took_ms"))
    return row


def ask_ahead(user: Any, pages: Iterable[str]) -> None:
    """Note that somebody will look at these: they are counted before she does (keeping_fresh)."""
    _enter(
        [KeptCount(user=user, of=of, how="", counted_at=LONG_AGO) for of in pages], ("asked_at",)
    )


def _enter(rows: list[KeptCount], changed: tuple[str, ...]) -> None:
    KeptCount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "of"], update_fields=list(changed)
    )
