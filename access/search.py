"""Search: which words a model is found by, and the one door to the index of words.

Array, text-search and LIKE operators are not leakproof: below a row policy PostgreSQL leaves their
index aside (measured at 2,000,000 notes: 770 ms instead of 72 ms). So the index is a table that the
application cannot read, kept by triggers, and `access.find_words` is the reviewed function that asks
it with the same grants and returns ids only. The rows are then read under `visible_to` and policy.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from django.db import connection

PARTS = ("name", "kana", "contact", "note", "visitor")


@dataclass(frozen=True)
class Searched:
    """What a model's rows are found by.

    parts     one of PARTS, and the columns whose words belong to it; "visitor" (who came, and from which number) is
              withheld as long as anybody of the case is protected from the reader (R11)
    moment    column with the time by which the newer comes first
    ended     column that, once filled, takes the row out of the search
    replaces  column with the id of the row that this one takes the place of (a correction)
    only      of a part: a column, and its values; rows with another value are not found by this part
    """

    parts: Mapping[str, tuple[str, ...]]
    moment: str = "created_at"
    ended: str = ""
    replaces: str = ""
    only: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


class Grade(IntEnum):
    """How well a row fits; the smaller, the better. Who came fits like a way to reach her by number, and by name
    like a note: 長女 stands in very many."""

    NUMBER = 0
    EXACT = 1
    PREFIX = 2
    INSIDE = 3
    CONTACT = 4
    NOTE = 5


@dataclass(frozen=True)
class Hit:
    """A row that the acting user sees and that holds the words."""

    part: str
    row_id: uuid.UUID
    case_id: uuid.UUID
    grade: int
    at: datetime.datetime


def find_words(words: str, *, most: int) -> list[Hit]:
    """Rows open to the acting user that hold every word, best and newest first; at most `most` persons, ways to
    reach them and people who came, and as many notes and intakes. Two characters are enough."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select part, row_id, case_id, grade, at from access.find_words(%s, %s)",
            [words.split(), most],
        )
        return [Hit(*row) for row in cursor.fetchall()]
