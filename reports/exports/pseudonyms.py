"""Names for the cases of one export that lead nowhere: a keyed hash whose key is thrown away.

Two exports of the same cases share no name, so that they cannot be laid over each other (R20).
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from documents.births import year_of_birth
from documents.wareki import age_on

BANDS = ((0, 17), (18, 39), (40, 64), (65, 74), (75, 200))
SIZES = ("1", "2", "3", "4", "5+")


def pseudonymiser() -> Callable[[Any], str]:
    """A function that gives each key of this export a name of its own. The key is in no variable that
    outlives the function, in no row and in no file."""
    key = secrets.token_bytes(32)
    return lambda of: hmac.new(key, str(of).encode(), hashlib.sha256).hexdigest()[:16]


def age_band(born_on: date | None, estimate: str, said_in: int, day: date) -> str:
    """0-17, 18-39, 40-64, 65-74, 75+; unknown where nothing is known. Of an estimate, which was written down in the
    year `said_in`, the middle: by the same year of birth as in A1."""
    if born_on:
        age = age_on(born_on, day)
    elif born_in := year_of_birth(None, estimate, said_in):
        age = day.year - born_in
    else:
        return "unknown"
    first, last = next(band for band in BANDS if band[0] <= max(age, 0) <= band[1])
    return f"{first}+" if last == BANDS[-1][1] else f"{first}-{last}"


def month_of(day: date | None) -> str:
    """The year and the month; no date is finer."""
    return f"{day:%Y-%m}" if day else ""


def size_band(number: int) -> str:
    """How many live in the household; nothing where that is not known."""
    return SIZES[min(number, len(SIZES)) - 1] if number else ""
