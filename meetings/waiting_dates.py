"""Whose turn it is in open polls: members who have not answered, secretaries who can choose."""

from collections import Counter
from typing import Any

from django.utils import timezone

from .doors import open_rows
from .models import DateAnswer, DateCandidate, DatePoll, MeetingMember, PollState


def polls_to_answer(user: Any) -> Any:
    """Open polls in which the user is asked and has not answered every candidate."""
    mine = MeetingMember.objects.visible_to(user).of_user(user).current().sworn()
    asked = mine.exclude(part=MeetingMember.Part.SECRETARY)
    given = DateAnswer.objects.visible_to(user).filter(member__in=asked)
    blank = DateCandidate.objects.visible_to(user).exclude(pk__in=given.values("candidate"))
    return open_rows(DatePoll, user).filter(
        state=PollState.OPEN,
        meeting__in=asked.values("meeting"),
        pk__in=blank.values("poll"),
    )


def polls_to_choose_from(user: Any) -> list[tuple[DatePoll, bool]]:
    """Open polls of the secretary in which everybody who is asked has answered every candidate
    (True), or whose day is over.

    Four questions for any number of polls.
    """
    mine = MeetingMember.objects.visible_to(user).of_user(user).current().sworn()
    hers = mine.filter(part=MeetingMember.Part.SECRETARY)
    polls = list(
        open_rows(DatePoll, user)
        .filter(state=PollState.OPEN, meeting__in=hers.values("meeting"))
        .select_related("compartment__case")
        .order_by("answer_until_on", "id")
    )
    members = MeetingMember.objects.visible_to(user).taking_part().for_sitting(None).pledged()
    asked = members.filter(meeting__in=[p.meeting_id for p in polls])
    asked = asked.exclude(part=MeetingMember.Part.SECRETARY)
    who: dict[Any, set[Any]] = {}
    for member, meeting in asked.values_list("pk", "meeting_id"):
        who.setdefault(meeting, set()).add(member)
    dates = DateCandidate.objects.visible_to(user).filter(poll__in=polls)
    proposed = Counter(dates.values_list("poll_id", flat=True))
    answers = DateAnswer.objects.visible_to(user).filter(candidate__poll__in=polls)
    given = Counter(answers.values_list("candidate__poll_id", "member_id"))
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
