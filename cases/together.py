"""What a reader sees of 多機関協働, and of つなぎ, with each of many cases, in one statement at most.

Lists say the state of a record in the words of its own page (`track.words_of_record`). Each app asks here
what it asks for that page, by the same doors, for many cases at once: who sees neither plan nor meeting
reads no difference (R1, R4, R5, R14).
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from access.together import Asked, ask_together

from . import handed_on
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

    Nothing is asked unless one of them waits for 多機関協働, or was handed on.
    """
    records = list(records)
    waiting = [row.compartment.case_id for row in records if row.state == RecordState.MA_REQUESTED]
    handed = [row for row in records if row.state == RecordState.HANDED_OFF]
    telling = [one.asks(user, waiting) for one in _tellings] if waiting else []
    legs = handed_on.asked(user, handed) if handed else []
    answers = iter(ask_together([one for questions in (*telling, legs) for one in questions]))
    stops = _stops([[next(answers) for _ in questions] for questions in telling]) if waiting else {}
    standing = handed_on.told(handed, *answers) if handed else {}
    of_handed = {pk: one.words for pk, one in standing.items()}
    return of_handed | {
        row.pk: words_of_record(
            str(row.get_state_display()),
            foremost(stops.get(row.compartment.case_id, [])).get(Project.TOGETHER),
        )
        for row in records
        if row.pk not in of_handed
    }


def _stops(answers: Sequence[Sequence[list[Any]]]) -> dict[uuid.UUID, list[Stop]]:
    """The stops of each case; `answers`: those to what each app asks."""
    found: dict[uuid.UUID, list[Stop]] = {}
    for telling, rows in zip(_tellings, answers, strict=True):
        for case, stop in telling.tell(*rows):
            found.setdefault(case, []).append(stop)
    return found
