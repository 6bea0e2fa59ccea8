"""The monthly report of entrusted bodies (domain.md 3.5, 5): who owes it, what stands in it, what changed.

One definition of each: `owing` says which bodies owe the report of a month, and the home page, the alert and
the page of the report ask it; the figures are those of `reports.indicators`, of the body's own rows.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from access.rounds import Asking, part
from organizations.figures import Figures
from organizations.models import Appointment, Body

from .closing import Difference
from .counting import months_counted
from .entrusted_models import DESKS, BodyReport
from .figures import Line, OwnFigures, Shown
from .indicators import BY_KEY, Indicator, groups, month_of


def month_before(today: datetime.date) -> datetime.date:
    """The month that is to be reported now."""
    return (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def due_on(month: datetime.date, body: Any, figures: Figures) -> datetime.date:
    """Until when: a day of the next month, as the body has set it (domain.md 11.3)."""
    following = month_of(month).last + datetime.timedelta(days=1)
    return following.replace(day=figures.of(body, "monthly_close_day"))


def owing(month: datetime.date, *, bodies: Any, records: Any, reports: Any) -> set[Any]:
    """Ids of the entrusted bodies that kept a record in the month or before and have not reported it.

    The three are rows to look among: those that somebody sees, or those of scheduled work."""
    entrusted = set(bodies.filter(is_entrusted=True).order_by().values_list("pk", flat=True))
    if not entrusted:
        return set()
    kept, sent = _owing(month, entrusted=entrusted, records=records, reports=reports)
    return {body for (body,) in kept} - {body for (body,) in sent}


def _owing(
    month: datetime.date, *, entrusted: set[Any], records: Any, reports: Any
) -> tuple[Any, Any]:
    """Which of these bodies kept a record, and which have reported."""
    ends = month_of(month).moments[1]
    kept = records.filter(created_at__lt=ends, body_id__in=entrusted).order_by()
    sent = reports.filter(month=month, body_id__in=entrusted).order_by()
    return kept.values_list("body_id").distinct(), sent.values_list("body_id").distinct()


@part
def owed_by(request: Any, month: datetime.date) -> Asking[list[Body]]:
    """Own bodies of the user that owe the report of a month."""
    from cases.models import CaseRecord

    own = [body for body in request.acting.bodies_with(*DESKS) if body.is_entrusted]
    if not own:
        return []
    records, reports = _owing(
        month,
        entrusted={body.pk for body in own},
        records=CaseRecord.objects.visible_to(request.user),
        reports=BodyReport.objects.visible_to(request.user),
    )
    kept, sent = yield [records, reports]
    owed = {body for (body,) in kept} - {body for (body,) in sent}
    return [body for body in own if body.pk in owed]


@part
def forgotten_by(request: Any, month: datetime.date) -> Asking[list[tuple[Body, datetime.date]]]:
    """Earlier months than this one that own bodies have left out since their first report: they are owed still,
    though the month in which they were due is over."""
    own = [body for body in request.acting.bodies_with(*DESKS) if body.is_entrusted]
    if not own:
        return []
    rows = BodyReport.objects.visible_to(request.user).filter(body__in=own).order_by()
    [sent] = yield [rows.values_list("body_id", "month").distinct()]
    known: dict[Any, set[datetime.date]] = defaultdict(set)
    for body, on in sent:
        known[body].add(on)
    return [
        (body, on)
        for body in own
        for on in left_out(known[body.pk], timezone.localdate())
        if on < month
    ]


def left_out(known: set[datetime.date], today: datetime.date) -> list[datetime.date]:
    """Months that are over, lie after the first of these, and are none of them. Before the first nothing was owed
    yet: the ward had not begun."""
    if not known:
        return []
    first, now = min(known), today.replace(day=1)
    return [month for month in months_counted(today) if first < month < now and month not in known]


@dataclass(frozen=True)
class Reported:
    """An indicator in a report: the month, and the fiscal year until its end."""

    indicator: Indicator
    month: Decimal | None
    year: Decimal | None

    @property
    def month_words(self) -> str:
        return Shown(self.month).words

    @property
    def year_words(self) -> str:
        return "" if self.indicator.is_stock else Shown(self.year).words


Groups = list[tuple[str, str, list[Reported]]]


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def groups_of(kept: dict[str, Any]) -> Groups:
    """What was kept, in the order of the indicators."""
    found: Groups = []
    for letter, name, listed in groups():
        lines = [
            Reported(one, *(_number(text) for text in kept[one.key]))
            for one in listed
            if one.key in kept
        ]
        if lines:
            found.append((letter, name, lines))
    return found


class MonthOfOwnBody:
    """The month of one body as it stands now, and as it was reported."""

    def __init__(self, body: Body, month: datetime.date, acting: Any, user: Any) -> None:
        self.body, self.month, self.user = body, month, user
        roles = {a.role for a in acting.appointments if a.body == body}
        self._own = OwnFigures(user, roles, [body])

    @cached_property
    def figures(self) -> dict[str, Any]:
        """To be kept: of each indicator whose rows belong to a body, the month and the year."""
        lines: Iterable[Line] = (
            self._own.line(one, self.month) for one in self._own.indicators if one.is_of_a_body
        )
        return {
            line.indicator.key: [_text(line.month.number), _text(line.year.number)]
            for line in lines
        }

    @cached_property
    def reports(self) -> list[BodyReport]:
        """Every turn, the latest first."""
        rows = BodyReport.objects.visible_to(self.user).filter(body=self.body, month=self.month)
        return list(rows.select_related("created_by").order_by("-turn"))

    @property
    def report(self) -> BodyReport | None:
        return next(iter(self.reports), None)

    @property
    def is_over(self) -> bool:
        return month_of(self.month).last < timezone.localdate()

    @property
    def is_of_user(self) -> bool:
        """Whether the last report was counted from what the user sees: with another sight than that no number of it
        is compared, nor shown (R12, R14)."""
        return self.report is not None and self.report.created_by_id == self.user.pk

    @cached_property
    def is_left(self) -> bool:
        """Whether who made the last report keeps records of the body no more: then others correct it."""
        offices = Appointment.objects.current().filter(
            staff=self.report and self.report.created_by_id,
            role_group__body=self.body,
            role_group__role__in=DESKS,
        )
        return not self.is_of_user and self.report is not None and not offices.exists()

    @cached_property
    def differences(self) -> list[Difference]:
        """差異リスト: what is another number now than in the last report (R31); for who made it."""
        if self.report is None or not self.is_of_user:
            return []
        return differences(self.report, self.figures)


def differences(report: BodyReport, now: dict[str, Any]) -> list[Difference]:
    """Of indicators that both have: who reported may hold another office than who looks."""
    found = []
    for key, (month, _) in report.figures.items():
        if key in now and key in BY_KEY and _number(now[key][0]) != _number(month):
            found.append(Difference(BY_KEY[key], _number(month), _number(now[key][0])))
    return found


def received(months: list[datetime.date], user: Any) -> dict[tuple[Any, Any], BodyReport]:
    """The last turn of each body and month that the secretariat has; one question."""
    rows = BodyReport.objects.visible_to(user).filter(month__in=months).order_by("turn")
    return {(row.body_id, row.month): row for row in rows}
