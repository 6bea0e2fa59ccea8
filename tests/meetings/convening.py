"""Situations of convening: dates asked for, answered, chosen; members called to a sitting."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from jobs.models import Job
from meetings import services
from meetings.models import (
    Convocation,
    DateAnswer,
    DateCandidate,
    DatePoll,
    MeetingMember,
    MeetingNotice,
    Sitting,
    SupportMeeting,
)
from meetings.services import Reply, Slot
from organizations.models import Staff
from tests.world import acting, staff

from . import situations as s

DOMAIN = "example.lg.jp"


def at(day: int, hour: int = 14) -> datetime.datetime:
    """An hour so many days from today."""
    moment = datetime.datetime.combine(s.days(day), datetime.time(hour))
    return timezone.make_aware(moment)


def slots() -> list[Slot]:
    return [Slot(at(7), at(7, 16), "会議室B"), Slot(at(8)), Slot(at(9), None, "会議室C")]


def a_poll(
    meeting: SupportMeeting, by: str = s.COORDINATOR, needed: Sequence[str] = (), **changes: Any
) -> DatePoll:
    """Three dates are proposed."""
    with s.on(meeting, by) as (row, user):
        roster = {m.name: m for m in MeetingMember.objects.visible_to(user).with_names()}
        values: dict[str, Any] = {
            "slots": slots(),
            "answer_until_on": s.days(3),
            "needed": [roster[name] for name in needed],
        }
        return services.propose_dates(of=row, by=user, **values | changes)


def dates_of(poll: DatePoll, username: str) -> list[DateCandidate]:
    """The candidates; she must be acting."""
    return list(DateCandidate.objects.visible_to(staff(username)).filter(poll=poll))


def answered(poll: DatePoll, marks: str, by: str = s.DOCTOR) -> list[DateAnswer]:
    """A member answers for herself: one mark a date, as ○△×代."""
    with s.on(poll, by) as (row, user):
        return services.answer_dates(poll=row, replies=_replies(poll, marks, by), by=user)


def _replies(poll: DatePoll, marks: str, by: str) -> dict[DateCandidate, Reply]:
    words = {str(label): value for value, label in DateAnswer.Mark.choices}
    dates = dates_of(poll, by)
    return {date: Reply(words[mark]) for date, mark in zip(dates, marks, strict=True)}


def told(
    poll: DatePoll, member: MeetingMember, marks: str, by: str = s.COORDINATOR, **changes: Any
) -> list[DateAnswer]:
    """The secretary enters what she heard on the telephone."""
    with s.on(poll, by) as (row, user):
        values: dict[str, Any] = {"told_by": "診療所の受付", "told_how": "phone"} | changes
        return services.enter_answers(
            poll=row,
            who=s.seen(member, by),
            replies=_replies(poll, marks, by),
            by=user,
            **values,
        )


def chosen(poll: DatePoll, place: int = 0, by: str = s.COORDINATOR) -> Sitting:
    with s.on(poll, by) as (_, user):
        date = dates_of(poll, by)[place]
        return services.choose_date(candidate=date, agenda="声かけ", by=user)


def convened(sitting: Sitting, by: str = s.COORDINATOR, **changes: Any) -> Convocation:
    with s.on(sitting, by) as (row, user):
        values = {"topic": "direction", "link": ""} | changes
        return services.convene(sitting=row, by=user, **values)


def notices(sitting: Any, by: str = s.COORDINATOR) -> list[MeetingNotice]:
    with acting(by) as user:
        rows = MeetingNotice.objects.visible_to(user).filter(sitting=sitting)
        return list(rows.select_related("member__appointment__staff").order_by("number"))


def with_address(*usernames: str, domain: str = DOMAIN) -> None:
    """They have a work address; set as the administrator of accounts does."""
    for name in usernames:
        with acting("system1"):
            Staff.objects.filter(username=name).update(email=f"{name}@{domain}")


def jobs_of(kind: str, by: str = s.COORDINATOR) -> list[Job]:
    """Jobs that somebody asked for, oldest first."""
    with acting(by) as user:
        return list(Job.objects.visible_to(user).filter(kind=kind).order_by("created_at"))
