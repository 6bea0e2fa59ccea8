"""What a reader sees of 多機関協働 with each of many cases, in one statement at most.

Lists say the state of a record in the words of its own page (`track.words_of_record`). Each app asks here
what it asks for that page, by the same doors, for many cases at once: who sees neither plan nor meeting
reads no difference (R1, R4, R5, R14).
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from access.together import Asked, ask_together

from .models import CaseRecord, RecordState
from .track import Project, Stop, foremost, words_of_record


@dataclass(frozen=True)
class Telling:
    """What an app asks about cases, and the stops that it makes of the answers, each with its case."""

    asks: Callable[[Any, list[uuid.UUID]], Sequence[Asked]]
    tell: Callable[..., Iterable[tuple[uuid.UUID, Stop]]]


_tellings: list[Telling] = []


def register_telling(telling: Telling) -> None:
    _tellings.append(telling)


def state_words(user: Any, records: Iterable[CaseRecord]) -> dict[uuid.UUID, str]:
    """The state of each record as the head of its page says it; `records`: with their compartment.

    Nothing is asked unless one of them waits for 多機関協働.
    """
    records = list(records)
    waiting = [row.compartment.case_id for row in records if row.state == RecordState.MA_REQUESTED]
    stops = _stops(user, waiting) if waiting else {}
    return {
        row.pk: words_of_record(
            str(row.get_state_display()),
            foremost(stops.get(row.compartment.case_id, [])).get(Project.TOGETHER),
        )
        for row in records
    }


def _stops(user: Any, cases: list[uuid.UUID]) -> dict[uuid.UUID, list[Stop]]:
    asked = [telling.asks(user, cases) for telling in _tellings]
    answers = iter(ask_together([one for questions in asked for one in questions]))
    found: dict[uuid.UUID, list[Stop]] = {}
    for telling, questions in zip(_tellings, asked, strict=True):
        for case, stop in telling.tell(*(next(answers) for _ in questions)):
            found.setdefault(case, []).append(stop)
    return found
