"""Convening in the secret case: a poll withdrawn, one chosen, one open; members called and told."""

from access.context import acting_as
from meetings import services as meetings
from meetings.models import DateAnswer, DateCandidate, DatePoll, MeetingMember, Sitting
from meetings.services import Reply
from organizations.models import Staff
from sample_ward import convening
from sample_ward.doing import acting, days
from sample_ward.story import Story

from .people import persona


def tell(story: Story) -> None:
    with acting("system1"):
        Staff.objects.filter(username="x-member").update(email="x-member@example.lg.jp")
    _withdrawn(story)
    sitting = _chosen(story)
    convening.ask(story)
    _called_and_moved(sitting)  # last: the last notice of the case is one that is put on paper


def _withdrawn(story: Story) -> None:
    poll = convening.ask(story)
    secretary = persona("secretary")
    with acting_as(secretary):
        row = DatePoll.objects.visible_to(secretary).get(pk=poll.pk)
        meetings.withdraw_poll(poll=row, reason="検証", by=secretary)


def _chosen(story: Story) -> Sitting:
    """Somebody must come; her answer was heard on the telephone."""
    secretary = persona("secretary")
    with acting_as(secretary):
        meeting = story._meeting_seen(secretary)
        waiting = (
            MeetingMember.objects.visible_to(secretary)
            .of_user(persona("member_waiting"))
            .with_names()
            .get(meeting=meeting)
        )
        poll = meetings.propose_dates(
            of=meeting,
            slots=[convening.slot(28, 14)],
            answer_until_on=days(7),
            needed=[waiting],
            by=secretary,
        )
        (date,) = DateCandidate.objects.visible_to(secretary).filter(poll=poll)
        meetings.enter_answers(
            poll=poll,
            who=waiting,
            replies={date: Reply(DateAnswer.Mark.MAYBE, "検証")},
            told_by="検証の受付",
            told_how="phone",
            by=secretary,
        )
        return meetings.choose_date(candidate=date, agenda="検証", by=secretary)


def _called_and_moved(sitting: Sitting) -> None:
    secretary = persona("secretary")
    with acting_as(secretary):
        row = Sitting.objects.visible_to(secretary).get(pk=sitting.pk)
        meetings.convene(
            sitting=row, topic="share", link="https://kaigi.example.lg.jp/x", by=secretary
        )
        meetings.change_sitting(
            sitting=row,
            held_at=row.held_at,
            ends_at=row.ends_at,
            place="検証室",
            agenda="検証",
            by=secretary,
        )
