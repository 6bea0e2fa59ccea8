"""A week of visits, Monday to Sunday, of what the user sees; and whoever is not back."""

import datetime
import re
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jpholiday
from django.db.models import Q
from django.utils import timezone

from documents.wareki import WEEKDAYS

from .models import PlannedVisit, VisitState
from .names import names_of

MOST = 200


def week_of(asked: str) -> datetime.date:
    """The Monday of the week in an address (2026-W48); of this week for what is none."""
    found = re.fullmatch(r"(20\d{2})-W(\d{2})", asked)
    if found:
        try:
            return datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            pass
    today = timezone.localdate()
    return today - datetime.timedelta(days=today.weekday())


@dataclass(frozen=True)
class Entry:
    """A visit, and what its target is called."""

    visit: PlannedVisit
    name: str
    # Of the button that says who is back: the same click twice is one.
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def is_over(self) -> bool:
        return self.visit.state == VisitState.DONE


@dataclass
class Day:
    day: datetime.date
    entries: list[Entry] = field(default_factory=list)

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]

    @property
    def holiday(self) -> str:
        return jpholiday.is_holiday_name(self.day) or ""

    @property
    def is_off(self) -> bool:
        return bool(self.holiday) or self.day.weekday() >= 5

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()


class Week:
    """Three questions, however much there is."""

    def __init__(self, monday: datetime.date, user: Any, *, own: bool = False) -> None:
        self.monday, self.user, self.own = monday, user, own
        self.last = monday + datetime.timedelta(days=6)

    @cached_property
    def _rows(self) -> tuple[list[PlannedVisit], list[PlannedVisit]]:
        rows = PlannedVisit.objects.visible_to(self.user).for_list()
        of_week = rows.between(self.monday, self.last).exclude(state=VisitState.CANCELLED)
        if self.own:
            of_week = of_week.filter(Q(visitor=self.user) | Q(companion=self.user))
        return list(of_week[:MOST]), list(rows.not_back()[:MOST])

    @cached_property
    def _names(self) -> dict[Any, str]:
        of_week, late = self._rows
        return names_of([visit.outreach for visit in (*of_week, *late)], self.user)

    @cached_property
    def entries(self) -> list[Entry]:
        return [Entry(visit, self._names[visit.outreach_id]) for visit in self._rows[0]]

    @cached_property
    def not_back(self) -> list[Entry]:
        return [Entry(visit, self._names[visit.outreach_id]) for visit in self._rows[1]]

    @cached_property
    def days(self) -> list[Day]:
        days = [Day(self.monday + datetime.timedelta(days=n)) for n in range(7)]
        for entry in self.entries:
            days[(entry.visit.on - self.monday).days].entries.append(entry)
        return days

    @property
    def before(self) -> str:
        return f"{self.monday - datetime.timedelta(days=7):%G-W%V}"

    @property
    def after(self) -> str:
        return f"{self.monday + datetime.timedelta(days=7):%G-W%V}"

    @property
    def code(self) -> str:
        return f"{self.monday:%G-W%V}"
