"""Dates that the members are asked about, and a call to a sitting."""

import datetime
from typing import Any

from django.utils import timezone

from access.shortcuts import get_visible
from documents.business_days import deadline
from meetings import services as meetings
from meetings.models import DateCandidate, DatePoll, Sitting
from meetings.services import Reply, Slot

from .doing import acting, at, days
from .story import Story

PLACE = "見本会議室"


def slot(day: int, hour: int) -> Slot:
    """On the day, or on the next one on which offices are open."""
    begins = at(deadline(days(0), day), hour)
    return Slot(begins, begins + datetime.timedelta(minutes=90), PLACE)


def ask(story: Story) -> DatePoll:
    """Three dates for the sitting after the next; the doctor has answered, the worker not yet."""
    with acting(story.cast.coordinator) as by:
        poll: DatePoll = meetings.propose_dates(
            of=story._meeting_seen(by),
            slots=[slot(21, 14), slot(22, 10), slot(24, 16)],
            answer_until_on=days(7),
            needed=[],
            by=by,
        )
    with acting(story.cast.doctor) as by:
        replies = {
            date: Reply(mark, remark)
            for date, (mark, remark) in zip(
                DateCandidate.objects.visible_to(by).filter(poll=poll),
                (("no", "外来の日です"), ("yes", ""), ("maybe", "17時までなら")),
                strict=True,
            )
        }
        row: Any = get_visible(DatePoll, by, poll.pk)
        meetings.answer_dates(poll=row, replies=replies, by=by)
    return poll


def call(story: Story) -> None:
    """The members are called to the next sitting."""
    with acting(story.cast.coordinator) as by:
        planned = Sitting.objects.visible_to(by).of_case(story.case).planned()
        sitting = planned.filter(held_at__gte=timezone.now()).first()
        if sitting is not None:
            meetings.convene(sitting=sitting, topic="follow", link="", by=by)
