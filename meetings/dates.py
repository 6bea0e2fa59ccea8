"""Candidate dates and the answers in one view: members by dates, how many can come, who is missing."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .models import DateAnswer, DateCandidate, DatePoll, MeetingMember, NeededAttendee
from .room import Room
from .services import asked_members

Mark = DateAnswer.Mark


@dataclass(frozen=True)
class Column:
    """A candidate and how it looks."""

    candidate: DateCandidate
    answers: list[DateAnswer]
    needed_missing: list[MeetingMember]  # must be there and cannot, or has not answered
    is_best: bool

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
    """A member and what she says of each candidate, None where she has not answered."""

    member: MeetingMember
    is_needed: bool
    cells: list[DateAnswer | None]

    @property
    def is_complete(self) -> bool:
        return None not in self.cells

    @property
    def is_own(self) -> bool:
        """She answered for herself: nobody else writes there."""
        return any(cell is not None and cell.is_own for cell in self.cells)


class Overview:
    """A poll of a room: a fixed number of questions for any number of members and dates."""

    def __init__(self, room: Room, poll: DatePoll) -> None:
        self.room, self.poll = room, poll

    @cached_property
    def candidates(self) -> list[DateCandidate]:
        return list(DateCandidate.objects.visible_to(self.room.user).filter(poll=self.poll))

    @cached_property
    def _answers(self) -> dict[tuple[Any, Any], DateAnswer]:
        rows = DateAnswer.objects.visible_to(self.room.user).filter(candidate__poll=self.poll)
        return {(row.member_id, row.candidate_id): row for row in rows}

    @cached_property
    def _needed(self) -> set[Any]:
        rows = NeededAttendee.objects.visible_to(self.room.user).filter(poll=self.poll)
        return set(rows.values_list("member_id", flat=True))

    def given_by(self, member: MeetingMember) -> dict[Any, DateAnswer]:
        """What a member has said, by candidate."""
        return {c: answer for (m, c), answer in self._answers.items() if m == member.pk}

    @cached_property
    def rows(self) -> list[Row]:
        """Those who are asked now, and of the secretariat who has answered all the same. For
        secretaries, who know whose pledge is over."""
        asked = {m.pk for m in asked_members(self.room.meeting, self.room.user)}
        members = [
            m
            for m in self.room.current_members
            if m.pk in asked or (m.is_secretary and self.given_by(m))
        ]
        return [
            Row(
                member,
                member.is_chair or member.pk in self._needed,
                [self._answers.get((member.pk, c.pk)) for c in self.candidates],
            )
            for member in members
        ]

    @property
    def waiting(self) -> list[MeetingMember]:
        return [row.member for row in self.rows if not row.is_complete]

    @cached_property
    def columns(self) -> list[Column]:
        """The candidates; the best are those with which those needed can live and most can come."""
        drafts = []
        for place, candidate in enumerate(self.candidates):
            cells = [row.cells[place] for row in self.rows]
            missing = [
                row.member
                for row, cell in zip(self.rows, cells, strict=True)
                if row.is_needed and (cell is None or cell.mark == Mark.NO)
            ]
            drafts.append((candidate, [c for c in cells if c is not None], missing))
        scores = [_score(answers, missing) for _, answers, missing in drafts]
        best = max(scores, default=None)
        return [
            Column(*draft, is_best=bool(draft[1]) and score == best)
            for draft, score in zip(drafts, scores, strict=True)
        ]


def _score(answers: list[DateAnswer], missing: list[MeetingMember]) -> tuple[int, int, int]:
    marks = [answer.mark for answer in answers]
    return (
        -len(missing),
        marks.count(Mark.YES) + marks.count(Mark.OTHER),
        marks.count(Mark.MAYBE),
    )
