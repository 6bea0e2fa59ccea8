"""How long, and how many of us, wait for the ward's directory: one that takes a connection and does not answer must not
hold the threads that make everybody's pages (as F-06 of Redis).

Each process keeps what the directory has said of itself for ten minutes. Two of its threads may wait for it, and after
an answer that did not come nobody asks it for half a minute: she reads at once that it is away.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import Timeout

KEPT_SECONDS = 600
AWAY_SECONDS = 30
PLACE_SECONDS = 0.5  # for one of the two to come back: an answer that comes takes less
_places = BoundedSemaphore(2)
_kept: dict[str, dict[str, Any]] = {}
_away_until: dict[str, float] = {}


class DirectoryRefused(Exception):
    """The answer of the directory is not one to sign in with. The text is a kind, for the log."""


def kept(issuer: str) -> dict[str, Any]:
    """What it said of itself, with its keys; nothing when that is too long ago."""
    known = _kept.get(issuer, {})
    return known if time.time() - known.get("_loaded_at", 0) < KEPT_SECONDS else {}


def keep(issuer: str, metadata: dict[str, Any]) -> None:
    _kept[issuer] = dict(metadata)


def forget(issuer: str) -> None:
    """What it said does not fit its answers any more: it is asked anew."""
    _kept.pop(issuer, None)


@contextmanager
def asking(issuer: str) -> Iterator[None]:
    """Around what goes to the directory and waits for its answer."""
    _refuse_while_away(issuer)
    if not _places.acquire(timeout=PLACE_SECONDS):
        raise DirectoryRefused("others wait for it")
    try:
        _refuse_while_away(issuer)
        yield
    except (Timeout, NoConnection):
        _away_until[issuer] = monotonic() + AWAY_SECONDS
        raise
    finally:
        _places.release()


def _refuse_while_away(issuer: str) -> None:
    if monotonic() < _away_until.get(issuer, 0):
        raise DirectoryRefused("away a moment ago")
