"""The register of sittings and 重層的支援会議: what is asked for, all of it codes, days and random ids.

Rows are those of one's own meetings (R4) and plan circles (R5); nobody has a register of more.
"""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min
from django.utils import timezone

from access.models import CaseFile
from cases.keyset import Order
from documents.wareki import fiscal_year, fiscal_year_label
from organizations.models import Body

from .doors import open_rows
from .models import (
    ConferenceState,
    DatePoll,
    MeetingMember,
    Minutes,
    PlanConference,
    Sitting,
    SittingState,
)
from .words import support_meeting_name

SUPPORT, CONFERENCE = "support", "conference"
SITTINGS = Order("", "開催日（新しい順）", ("held_at", "id"), is_descending=True)
CONFERENCES = Order("conference", "開催日（新しい順）", ("held_on", "id"), is_descending=True)
NUMBER = re.compile(r"(?:R|令和)?(?P<year>\d{1,2})年?-?(?P<serial>\d{1,5})")
Options = list[tuple[str, str]]
ALL = ("", "すべて")


@dataclass(frozen=True)
class Register:
    """A question to the register; what is unknown or not one's own counts as not asked."""

    kind: str
    state: str
    year: str
    body: str
    part: str
    case: str
    since: datetime.date | None
    until: datetime.date | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Register":
        kind = CONFERENCE if given.get("kind") == CONFERENCE else SUPPORT
        states = (SittingState if kind == SUPPORT else ConferenceState).values
        state, year = given.get("state", ""), given.get("year", "")
        return cls(
            kind,
            state if state in states and state != ConferenceState.SUSPENDED else "",
            year if re.fullmatch(r"20\d\d", year) else "",
            _uuid(given.get("body", "")),
            given.get("part", "") if given.get("part") in MeetingMember.Part.values else "",
            _uuid(given.get("case", "")),
            _day(given.get("since", "")),
            _day(given.get("until", "")),
        )

    @property
    def is_support(self) -> bool:
        return self.kind == SUPPORT

    @property
    def order(self) -> Order:
        return SITTINGS if self.is_support else CONFERENCES

    def period(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day asked for: by the fiscal year, or from and to, or both."""
        first, last = self.since, self.until
        if self.year:
            begins = datetime.date(int(self.year), 4, 1)
            ends = datetime.date(int(self.year) + 1, 3, 31)
            first, last = max(begins, first or begins), min(ends, last or ends)
        return first, last

    def rows(self, user: Any) -> Any:
        """The rows that the user sees and asks for."""
        found = self._sittings(user) if self.is_support else self._conferences(user)
        if self.case:
            found = found.filter(compartment__case=self.case)
        if self.state:
            found = found.filter(state=self.state)
        return found.select_related("compartment__case")

    def _sittings(self, user: Any) -> Any:
        found = open_rows(Sitting, user).select_related("meeting")
        found = found.with_state(Minutes.objects.visible_to(user))
        members = MeetingMember.objects.visible_to(user)
        if self.body:
            of_body = members.taking_part().filter(appointment__role_group__body=self.body)
            found = found.filter(meeting__in=of_body.values("meeting"))
        if self.part:
            mine = members.of_user(user).current().filter(part=self.part)
            found = found.filter(meeting__in=mine.values("meeting"))
        first, last = self.period()
        if first:
            found = found.filter(held_at__gte=_midnight(first))
        if last:
            found = found.filter(held_at__lt=_midnight(last + datetime.timedelta(days=1)))
        return found

    def _conferences(self, user: Any) -> Any:
        found = PlanConference.objects.visible_to(user)
        found = found.with_dates_asked(DatePoll.objects.visible_to(user))
        if self.body:
            found = found.filter(attendances__body=self.body)
        first, last = self.period()
        if first:
            found = found.filter(held_on__gte=first)
        if last:
            found = found.filter(held_on__lte=last)
        return found


def _uuid(text: str) -> str:
    return text if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) else ""


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def groups(user: Any, asked: Register, conference_name: str) -> list[tuple[str, str, Options]]:
    """Filters: label, name in the address, values with their words."""
    states = SittingState.choices if asked.is_support else ConferenceState.choices
    shown = [(str(v), str(w)) for v, w in states if v != ConferenceState.SUSPENDED]
    found: list[tuple[str, str, Options]] = [
        (
            "会議の種類",
            "kind",
            [("", f"{support_meeting_name()}・ほかの法律の会議"), (CONFERENCE, conference_name)],
        ),
        ("状態", "state", [ALL, *shown]),
        ("年度", "year", [ALL, *_years(user)]),
        ("機関", "body", [ALL, *_bodies(user, asked)]),
    ]
    if asked.is_support:
        parts = [(str(v), str(w)) for v, w in MeetingMember.Part.choices]
        found.append(("自分の役割", "part", [ALL, *parts]))
    return found


def _years(user: Any) -> Options:
    """From the year of one's first sitting to the next one."""
    first = open_rows(Sitting, user).aggregate(first=Min("held_at"))["first"]
    now = fiscal_year(timezone.localdate())
    begins = min(fiscal_year(timezone.localdate(first)), now) if first else now
    return [(str(y), fiscal_year_label(y)) for y in range(now + 1, begins - 1, -1)]


def _bodies(user: Any, asked: Register) -> Options:
    """Bodies that sit in one's own meetings, or in the conferences of one's plans."""
    if asked.is_support:
        members = MeetingMember.objects.visible_to(user).taking_part()
        ids = members.values("appointment__role_group__body")
    else:
        ids = PlanConference.objects.visible_to(user).values("attendances__body")
    return [(str(b.pk), b.name) for b in Body.objects.filter(pk__in=ids).order_by("name")]


def case_of_number(user: Any, typed: str) -> CaseFile | None:
    """The case with this number, if the user sees one."""
    plain = unicodedata.normalize("NFKC", typed).upper().replace(" ", "")
    found = NUMBER.fullmatch(re.sub(r"[‐－ー―−]", "-", plain))
    if found is None:
        return None
    rows = CaseFile.objects.visible_to(user)
    return rows.filter(fiscal_year=int(found["year"]) + 2018, serial=int(found["serial"])).first()
