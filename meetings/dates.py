"""Candidate dates and the answers in one view: those asked by dates, how many can come, who is missing.

Of a 支援会議 one row is a member. Of a 重層的支援会議 it is one of the staff in charge of a body that is invited, who
answered for herself, or the body where nobody has (`poll_page` says which they are).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.utils import timezone

from .models import DateAnswer, DateCandidate, DatePoll, NeededAttendee

Mark = DateAnswer.Mark
BEST_FIRST: tuple[str, ...] = (Mark.YES, Mark.OTHER, Mark.MAYBE, Mark.NO)


@dataclass(frozen=True)
class Person:
    """Somebody asked, as a row of the overview names her. `who`: the member, or the invited body, of whom it is."""

    who: Any
    name: str
    note: str = ""
    answered_by: Any = None
    mark_of_need: str = ""  # 座長: needed without being chosen
    sees_dates: bool = True
    until: datetime.date | None = None  # the last day of her term 任期
    office_until: datetime.datetime | None = None

    def term_over_at(self, moment: datetime.datetime) -> datetime.date | None:
        """The last day of her term, where it is over by then."""
        is_over = self.until is not None and self.until < timezone.localdate(moment)
        return self.until if is_over else None

    def is_gone_at(self, moment: datetime.datetime) -> bool:
        """What she answered of a day after her term or her office counts for nothing: she is no member then (R4, R16)."""
        office_ends = self.office_until is not None and self.office_until <= moment
        return office_ends or self.term_over_at(moment) is not None


class AskedOf(Protocol):
    """What an overview asks of whichever conference it is."""

    user: Any
    column: str

    def people(self, answers: Sequence[DateAnswer]) -> list[Person]: ...


@dataclass(frozen=True)
class Column:
    """A candidate and how it looks. `answers`: one for each who is asked; of a body that of its people whom it suits
    best."""

    candidate: DateCandidate
    answers: list[DateAnswer]
    needed_missing: list[str]  # must be there and cannot, or has not answered
    is_best: bool
    # Whose term is over by then, with its last day, or whose office: when that ends is not the secretary's to read (R14).
    gone: list[tuple[str, datetime.date | None]]

    def _count(self, mark: str) -> int:
        return sum(answer.mark == mark for answer in self.answers)

    @property
    def yes(self) -> int:
        return self._count(Mark.YES)

    @property
    def maybe(self) -> int:
        return self._count(Mark.MAYBE)

    @property
    def no(self) -> int:
        return self._count(Mark.NO)

    @property
    def other(self) -> int:
        return self._count(Mark.OTHER)


@dataclass(frozen=True)
class Row:
    """Somebody asked and what she says of each candidate, None where she has not answered."""

    person: Person
    is_needed: bool
    cells: list[DateAnswer | None]

    @property
    def who(self) -> Any:
        return self.person.who

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def is_complete(self) -> bool:
        return None not in self.cells

    @property
    def is_own(self) -> bool:
        """She answered for herself: nobody else writes there."""
        return any(cell is not None and cell.is_own for cell in self.cells)


class Overview:
    """A poll: a fixed number of questions for any number of people and dates."""

    def __init__(self, asked_of: AskedOf, poll: DatePoll) -> None:
        self.asked_of, self.poll, self.user = asked_of, poll, asked_of.user

    @cached_property
    def candidates(self) -> list[DateCandidate]:
        return list(DateCandidate.objects.visible_to(self.user).filter(poll=self.poll))

    @cached_property
    def _answers(self) -> list[DateAnswer]:
        rows = DateAnswer.objects.visible_to(self.user).filter(candidate__poll=self.poll)
        return list(rows.select_related("answered_by"))

    def _of(self, answer: DateAnswer) -> Any:
        return getattr(answer, f"{self.asked_of.column}_id")

    @cached_property
    def _needed(self) -> set[Any]:
        rows = NeededAttendee.objects.visible_to(self.user).filter(poll=self.poll)
        return set(rows.values_list(f"{self.asked_of.column}_id", flat=True))

    def given_by(self, who: Any, answered_by: Any = None) -> dict[Any, DateAnswer]:
        """What somebody has said, by candidate; of a body what this person of it said."""
        by = answered_by.pk if answered_by is not None else None
        return {
            a.candidate_id: a
            for a in self._answers
            if self._of(a) == who.pk and a.answered_by_id == by
        }

    @cached_property
    def rows(self) -> list[Row]:
        """For who convenes: she knows who of them may be reached."""
        return [
            Row(
                person,
                bool(person.mark_of_need) or person.who.pk in self._needed,
                [self.given_by(person.who, person.answered_by).get(c.pk) for c in self.candidates],
            )
            for person in self.asked_of.people(self._answers)
        ]

    @cached_property
    def _by_asked(self) -> list[list[Row]]:
        """The rows of each member, of each body: one of its people is enough to know whether it comes."""
        found: dict[Any, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.who.pk, []).append(row)
        return list(found.values())

    @property
    def waiting(self) -> list[Person]:
        """Of whom nobody has answered every candidate."""
        return [
            rows[0].person for rows in self._by_asked if not any(row.is_complete for row in rows)
        ]

    @cached_property
    def columns(self) -> list[Column]:
        """The candidates; the best are those with which those needed can live and most can come."""
        drafts = []
        for place, candidate in enumerate(self.candidates):
            at = candidate.starts_at
            left = [r[0].person for r in self._by_asked if r[0].person.is_gone_at(at)]
            gone = [(person.name, person.term_over_at(at)) for person in left]
            said = [
                (
                    rows[0],
                    None if rows[0].person in left else _best(row.cells[place] for row in rows),
                )
                for rows in self._by_asked
            ]
            missing = [row.name for row, answer in said if row.is_needed and not _comes(answer)]
            drafts.append((candidate, [a for _, a in said if a is not None], missing, gone))
        scores = [_score(answers, missing) for _, answers, missing, _ in drafts]
        best = max(scores, default=None)
        return [
            Column(*draft[:3], is_best=bool(draft[1]) and score == best, gone=draft[3])
            for draft, score in zip(drafts, scores, strict=True)
        ]


def _best(cells: Iterable[DateAnswer | None]) -> DateAnswer | None:
    """Of the answers of one who is asked the one that suits best: a body comes with one of its people, and counts once
    however many have answered."""
    given = [cell for cell in cells if cell is not None]
    return min(given, key=lambda cell: BEST_FIRST.index(cell.mark), default=None)


def _comes(answer: DateAnswer | None) -> bool:
    return answer is not None and answer.mark != Mark.NO


def _score(answers: list[DateAnswer], missing: list[str]) -> tuple[int, int, int]:
    marks = [answer.mark for answer in answers]
    return (
        -len(missing),
        marks.count(Mark.YES) + marks.count(Mark.OTHER),
        marks.count(Mark.MAYBE),
    )
