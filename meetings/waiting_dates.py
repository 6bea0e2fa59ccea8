"""Whose turn it is in open polls: those who are asked and have not answered, those who convene and can choose."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.rounds import Asking, part

from .doors import own_memberships, rows_of
from .models import (
    ConferenceAttendance,
    DateAnswer,
    DateCandidate,
    DatePoll,
    MeetingMember,
    PlanConference,
    PollState,
)

SECRETARY = MeetingMember.Part.SECRETARY


def polls_to_answer(user: Any, own: Iterable[MeetingMember] | None = None) -> Any:
    """Open polls in which the user is asked and has not answered every candidate; `own`: her memberships,
    where the page knows them (`doors.own_of`)."""
    own = own_memberships(user) if own is None else own
    asked = [m for m in own if m.part != SECRETARY]
    given = DateAnswer.objects.visible_to(user).filter(member__in=asked)
    blank = DateCandidate.objects.visible_to(user).exclude(pk__in=given.values("candidate"))
    return rows_of(DatePoll, user, asked).filter(state=PollState.OPEN, pk__in=blank.values("poll"))


@part
def polls_to_choose_from(
    user: Any, own: Iterable[MeetingMember] | None = None
) -> Asking[list[tuple[DatePoll, bool]]]:
    """Open polls of the secretary in which everybody who is asked has answered every candidate
    (True), or whose day is over.

    Four questions for any number of polls, in two rounds.
    """
    own = own_memberships(user) if own is None else own
    hers = [m for m in own if m.part == SECRETARY]
    if not hers:
        return []
    [polls] = yield [
        rows_of(DatePoll, user, hers)
        .filter(state=PollState.OPEN)
        .select_related("compartment__case", "meeting")
        .order_by("answer_until_on", "id")
    ]
    if not polls:
        return []
    members = MeetingMember.objects.visible_to(user).taking_part().for_sitting(None).pledged()
    asked = members.filter(meeting__in=[p.meeting_id for p in polls])
    dates = DateCandidate.objects.visible_to(user).filter(poll__in=polls)
    answers = DateAnswer.objects.visible_to(user).filter(candidate__poll__in=polls)
    named, candidates, marks = yield [
        asked.exclude(part=SECRETARY).values_list("pk", "meeting_id"),
        dates.values_list("poll_id", flat=True),
        answers.values_list("candidate__poll_id", "member_id"),
    ]
    who: dict[Any, set[Any]] = {}
    for member, meeting in named:
        who.setdefault(meeting, set()).add(member)
    proposed, given = Counter(candidates), Counter(marks)
    complete = {
        poll.pk
        for poll in polls
        if who.get(poll.meeting_id)
        and all(given[poll.pk, m] == proposed[poll.pk] for m in who[poll.meeting_id])
    }
    today = timezone.localdate()
    return [
        (poll, poll.pk in complete)
        for poll in polls
        if poll.pk in complete or poll.answer_until_on < today
    ]


@dataclass(frozen=True)
class Waiting:
    """An open poll of a 重層的支援会議, and who of it has answered every date: `of_bodies` at all, `for_her` the reader
    herself, or somebody who was asked on the telephone for her body."""

    poll: DatePoll
    asked: frozenset[uuid.UUID]
    of_bodies: frozenset[uuid.UUID]
    for_her: frozenset[uuid.UUID]

    @property
    def is_complete(self) -> bool:
        return bool(self.asked) and self.asked <= self.of_bodies

    def has_answered(self, attendance: uuid.UUID) -> bool:
        return attendance in self.for_her


def of_conferences(user: Any, rows: Iterable[PlanConference]) -> list[Any]:
    """Questions to ask beside others: open polls of these conferences, which bodies they ask, their dates, what was
    answered. `waits_for` reads the answers."""
    known = [row.pk for row in rows]
    is_open = {"poll__conference__in": known, "poll__state": PollState.OPEN}
    polls = DatePoll.objects.visible_to(user).filter(conference__in=known, state=PollState.OPEN)
    bodies = ConferenceAttendance.objects.visible_to(user).filter(conference__in=known)
    answers = DateAnswer.objects.visible_to(user).filter(
        **{f"candidate__{key}": value for key, value in is_open.items()}
    )
    return [
        polls.order_by("answer_until_on", "id"),
        bodies.asked_for_dates().values_list("conference_id", "pk"),
        DateCandidate.objects.visible_to(user).filter(**is_open).values_list("poll_id", flat=True),
        answers.values_list("candidate__poll_id", "attendance_id", "answered_by_id"),
    ]


def waits_for(
    user: Any, polls: list[Any], invited: list[Any], dates: list[Any], answers: list[Any]
) -> dict[uuid.UUID, Waiting]:
    """By conference, what `of_conferences` found."""
    proposed, given = Counter(dates), Counter(tuple(row) for row in answers)
    found = {}
    for poll in polls:
        full = {
            (attendance, by)
            for (of, attendance, by), count in given.items()
            if of == poll.pk and count == proposed[poll.pk]
        }
        found[poll.conference_id] = Waiting(
            poll,
            frozenset(row for conference, row in invited if conference == poll.conference_id),
            frozenset(attendance for attendance, _ in full),
            frozenset(attendance for attendance, by in full if by in (user.pk, None)),
        )
    return found
