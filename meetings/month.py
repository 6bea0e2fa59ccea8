"""A month of one's own sittings, of candidate dates still open, and of 重層的支援会議 of one's plans.

Only what the user may open is there: no 「予定あり」 of anybody else (S-25); and no day of a 重層的支援会議 that cannot be
held, because the consent it rests on is gone (R8): it is told of where somebody decides how it goes on.
"""

import calendar
import datetime
import re
from dataclasses import dataclass, field
from typing import Any

import jpholiday
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.sources import last_days
from documents.wareki import WEEKDAYS, era_of

from .doors import open_rows
from .models import (
    ConferenceState,
    DateCandidate,
    DatePoll,
    PlanConference,
    PollState,
    Sitting,
    SittingState,
)
from .words import kind_of_meeting

EARLIEST, LATEST = 2019, 2099


@dataclass(frozen=True)
class Entry:
    """Something on a day."""

    words: str
    url: str
    case_number: str
    at: datetime.datetime | None = None
    is_candidate: bool = False
    is_over: bool = False


@dataclass
class Day:
    """A day of the table; `is_inside`: of the month itself."""

    day: datetime.date
    is_inside: bool
    is_today: bool
    holiday: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]

    @property
    def is_off(self) -> bool:
        return bool(self.holiday) or self.day.weekday() >= 5


@dataclass(frozen=True)
class Month:
    """A month, in weeks from Sunday to Saturday."""

    first: datetime.date
    weeks: list[list[Day]]

    @property
    def title(self) -> str:
        era = era_of(self.first)
        year = era.year_of(self.first.year)
        return f"{era.name}{'元' if year == 1 else year}年{self.first.month}月"

    @property
    def before(self) -> str:
        return f"{self.first - datetime.timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + datetime.timedelta(days=31):%Y-%m}"

    @property
    def total(self) -> int:
        return sum(len(d.entries) for week in self.weeks for d in week if d.is_inside)


def month_of(asked: str) -> datetime.date:
    """The first day of the month in an address; of this month for what is none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", asked)
    if found and EARLIEST <= int(found[1]) <= LATEST and 1 <= int(found[2]) <= 12:
        return datetime.date(int(found[1]), int(found[2]), 1)
    return timezone.localdate().replace(day=1)


def month(user: Any, first: datetime.date, conference_name: str) -> Month:
    """As many questions however much there is."""
    weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    today = timezone.localdate()
    days = {
        day: Day(day, day.month == first.month, day == today, jpholiday.is_holiday_name(day) or "")
        for week in weeks
        for day in week
    }
    begins = timezone.make_aware(datetime.datetime.combine(weeks[0][0], datetime.time()))
    ends = timezone.make_aware(
        datetime.datetime.combine(weeks[-1][-1] + datetime.timedelta(days=1), datetime.time())
    )
    for day, entry in [
        *_sittings(user, begins, ends),
        *_candidates(user, begins, ends),
        *_candidates_of_conferences(user, begins, ends, conference_name),
        *_conferences(user, weeks[0][0], weeks[-1][-1], conference_name),
    ]:
        days[day].entries.append(entry)
    for found in days.values():
        found.entries.sort(key=lambda e: (e.at is None, e.at or begins))
    return Month(first, [[days[day] for day in week] for week in weeks])


Dated = list[tuple[datetime.date, Entry]]


def _sittings(user: Any, begins: datetime.datetime, ends: datetime.datetime) -> Dated:
    rows = open_rows(Sitting, user).filter(held_at__gte=begins, held_at__lt=ends)
    rows = rows.exclude(state=SittingState.CANCELLED).select_related("compartment__case", "meeting")
    return [
        (
            timezone.localdate(row.held_at),
            Entry(
                f"{kind_of_meeting(row.meeting.basis)} 第{row.number}回",
                reverse("meetings:sitting", args=[row.pk]),
                row.compartment.case.number,
                at=row.held_at,
                is_over=row.state != SittingState.PLANNED,
            ),
        )
        for row in rows
    ]


def _candidates(user: Any, begins: datetime.datetime, ends: datetime.datetime) -> Dated:
    rows = open_rows(DateCandidate, user).filter(
        starts_at__gte=begins, starts_at__lt=ends, poll__state=PollState.OPEN
    )
    return [
        (
            timezone.localdate(row.starts_at),
            Entry(
                f"候補（{kind_of_meeting(row.poll.meeting.basis)}）",
                reverse("meetings:date_poll", args=[row.poll_id]),
                row.compartment.case.number,
                at=row.starts_at,
                is_candidate=True,
            ),
        )
        for row in rows.select_related("compartment__case", "poll__meeting")
    ]


def _candidates_of_conferences(
    user: Any, begins: datetime.datetime, ends: datetime.datetime, name: str
) -> Dated:
    """Of plans that the user reads (R5, R6): these lie in other compartments than those of meetings."""
    rows = DateCandidate.objects.visible_to(user).filter(
        starts_at__gte=begins,
        starts_at__lt=ends,
        poll__state=PollState.OPEN,
        poll__conference__isnull=False,
    )
    found = list(rows.select_related("compartment__case", "poll__conference"))
    valid = grants.in_force({row.poll.conference.consent_id for row in found})
    return [
        (
            timezone.localdate(row.starts_at),
            Entry(
                f"候補（{name}）",
                reverse("meetings:date_poll", args=[row.poll_id]),
                row.compartment.case.number,
                at=row.starts_at,
                is_candidate=True,
            ),
        )
        for row in found
        if row.poll.conference.consent_id in valid
    ]


def _conferences(user: Any, first: datetime.date, last: datetime.date, name: str) -> Dated:
    """Those whose day is settled: of the others the dates that are asked about. A planned one only while its consent
    holds, as in the file of its day (`conference_calendar`)."""
    rows = PlanConference.objects.visible_to(user).filter(held_on__range=(first, last))
    rows = rows.with_dates_asked(DatePoll.objects.visible_to(user)).filter(asks_dates=False)
    found = list(rows.select_related("compartment__case"))
    consents = {row.consent_id for row in found}
    valid = grants.in_force(consents)
    until = last_days(consents)
    return [
        (
            row.held_on,
            Entry(
                name,
                reverse("meetings:conference", args=[row.pk]),
                row.compartment.case.number,
                is_over=row.state != ConferenceState.PLANNED,
            ),
        )
        for row in found
        if row.state != ConferenceState.PLANNED
        or (row.consent_id in valid and not row.is_beyond(until.get(row.consent_id)))
    ]
