"""Whose turn it is in open polls: members who have not answered, secretaries who can choose."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from access.rounds import Asking, part

from .doors import own_memberships, rows_of
from .models import DateAnswer, DateCandidate, DatePoll, MeetingMember, PollState

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
