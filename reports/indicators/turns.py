"""Turns in the work of a body on a case, as far as it is counted from them: B4 to B6, B8, K1."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.models import RecordEvent

Kind = RecordEvent.Kind


@dataclass(frozen=True)
class Turn:
    """A turn in the work of a body on a case, and when it was entered."""

    row: uuid.UUID
    kind: str
    on: datetime.date
    reason: str
    at: datetime.datetime

    @property
    def place(self) -> tuple[datetime.date, datetime.datetime]:
        """Its place among other turns and acceptances: by the day, and on one day as they were entered."""
        return self.on, self.at


def without_what_was_undone(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """An end that was taken back never was."""
    kept: list[Turn] = []
    for turn in turns:
        if turn.kind == Kind.UNDONE:
            at = next((n for n in reversed(range(len(kept))) if kept[n].kind == Kind.CLOSED), None)
            if at is not None:
                del kept[at]
        else:
            kept.append(turn)
    return tuple(kept)


def spells(
    since: datetime.date, turns: Sequence[Turn], closed_on: datetime.date | None
) -> Iterator[tuple[datetime.date, datetime.date | None]]:
    """From when until when work went on: until an end, and again from the day on which it was taken up anew."""
    ended = None
    for turn in without_what_was_undone(turns):
        if turn.kind == Kind.CLOSED:
            ended = turn.on
        elif ended is not None:
            yield since, ended
            since, ended = turn.on, None
    yield since, closed_on
