"""The figures of a month (D1 to D4 of domain.md 5), counted from rows and never from texts."""

import datetime
import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from cases import codes
from documents.wareki import era_of
from organizations.models import Body

from . import figures
from .models import MET, Method, Outreach, OutreachStep, Result, VisitAttempt
from .month_models import ReportedMonth
from .states import OutreachState

EARLIEST, LATEST = 2019, 2099


def month_of(asked: str) -> datetime.date:
    """The first day of the month in an address; of the month before this one for what is none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", asked)
    if found and EARLIEST <= int(found[1]) <= LATEST and 1 <= int(found[2]) <= 12:
        return datetime.date(int(found[1]), int(found[2]), 1)
    return before(timezone.localdate().replace(day=1))


def before(first: datetime.date) -> datetime.date:
    """The first day of the month before."""
    return (first - datetime.timedelta(days=1)).replace(day=1)


def after(first: datetime.date) -> datetime.date:
    """The first day of the next month."""
    return (first + datetime.timedelta(days=32)).replace(day=1)


def month_words(month: datetime.date) -> str:
    """令和8年10月"""
    era = era_of(month)
    year = era.year_of(month.year)
    return f"{era.name}{'元' if year == 1 else year}年{month.month}月"


@dataclass
class Line:
    """One outreach in a month: what counts, and no name."""

    outreach: Outreach
    is_new: bool
    state: str
    attempts: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    closing_reason: str = ""

    @property
    def contacts(self) -> int:
        return sum(self.results[result] for result in MET)

    @property
    def figures(self) -> dict[str, Any]:
        """What is kept of the line when the month is reported."""
        return {
            "is_new": self.is_new,
            "state": self.state,
            "attempts": self.attempts,
            "contacts": self.contacts,
            "methods": dict(sorted(self.methods.items())),
            "results": dict(sorted(self.results.items())),
            "consented": OutreachState.CONSENTED in self.reached,
            "planned": OutreachState.PLANNED in self.reached,
            "closed": OutreachState.CLOSED in self.reached,
            "closing_reason": self.closing_reason,
        }


class MonthOfBody:
    """The outreach of one body in one month, as the user sees it; five questions, however much."""

    def __init__(self, body: Body, month: datetime.date, user: Any) -> None:
        self.body, self.month, self.user = body, month, user
        self.until = after(month)

    @cached_property
    def lines(self) -> list[Line]:
        rows = self._rows().for_list().order_by("identified_on", "created_at", "pk")
        found = {
            row.pk: Line(row, row.identified_on >= self.month, str(OutreachState.IDENTIFIED))
            for row in rows
        }
        self._steps(found)
        self._attempts(found)
        return list(found.values())

    def _rows(self) -> Any:
        """What went on in the month: noticed before its end, and not closed before its beginning."""
        rows = Outreach.objects.visible_to(self.user).filter(body=self.body)
        return rows.filter(identified_on__lt=self.until).exclude(closed_on__lt=self.month)

    def _steps(self, found: dict[uuid.UUID, Line]) -> None:
        steps = OutreachStep.objects.visible_to(self.user)
        for step in steps.filter(outreach__in=list(found), on__lt=self.until):
            line = found[step.outreach_id]
            line.state = step.state
            if step.on >= self.month:
                line.reached.add(step.state)
            if step.state == OutreachState.CLOSED:
                line.closing_reason = line.outreach.closing_reason

    def _attempts(self, found: dict[uuid.UUID, Line]) -> None:
        rows = VisitAttempt.objects.visible_to(self.user).filter(outreach__in=list(found))
        counted = figures.attempts(rows, self.month, self.until)
        for outreach, method, result in counted.values_list("outreach", "method", "result"):
            line = found[outreach]
            line.attempts += 1
            line.methods[method] += 1
            line.results[result] += 1

    @property
    def figures(self) -> list[dict[str, Any]]:
        return [line.figures for line in self.lines]

    @cached_property
    def reported(self) -> list[ReportedMonth]:
        """What was reported last of this month, one row an outreach: of the last turn, for who fell out of the month
        since the one before is in none after it."""
        rows = ReportedMonth.objects.visible_to(self.user).filter(
            outreach__body=self.body, month=self.month
        )
        found = list(rows.select_related("compartment__case", "outreach").order_by("turn", "pk"))
        return [row for row in found if row.turn == found[-1].turn]

    @property
    def is_over(self) -> bool:
        return timezone.localdate() >= self.until

    @cached_property
    def changed(self) -> list[str]:
        """Numbers of cases of which the month is not as it was reported: other figures now, or in the month no more, for
        the day on which it was noticed or ended was put right (domain.md R31)."""
        known = {row.outreach_id: row.figures for row in self.reported}
        if not known:
            return []
        now = {line.outreach.pk for line in self.lines}
        return [
            line.outreach.compartment.case.number
            for line in self.lines
            if known.get(line.outreach.pk) != line.figures
        ] + [row.compartment.case.number for row in self.reported if row.outreach_id not in now]


def totals(figures: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Code, words and number of each indicator."""

    def people(name: str) -> int:
        return sum(1 for row in figures if row.get(name))

    return [
        ("D1", "新しく把握した件数", people("is_new")),
        ("D2", "働きかけの延べ回数", sum(row.get("attempts", 0) for row in figures)),
        ("D3", "接触できた件数（本人・家族）", people("contacts")),
        ("D3", "同意に至った件数", people("consented")),
        ("D4", "プランを作った件数", people("planned")),
        ("D4", "終結した件数", people("closed")),
    ]


def breakdown(figures: list[dict[str, Any]], name: str) -> list[tuple[str, int]]:
    """Number of attempts by method or by result, in the order of the form."""
    words = Method.choices if name == "methods" else Result.choices
    counted: Counter[str] = Counter()
    for row in figures:
        counted.update(row.get(name, {}))
    return [(str(label), counted[value]) for value, label in words]


def reasons(figures: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Number of ends by their reason (D4, CL-15), in the order of the list; those that there are."""
    counted = Counter(row.get("closing_reason", "") for row in figures if row.get("closed"))
    known = dict(codes.every_label(codes.CLOSING))
    return [(words, counted[code]) for code, words in known.items() if counted[code]]


def state_words(value: str, reason: str = "") -> str:
    """The state in words, of an end with its reason (CL-15); empty for what is none."""
    words = str(dict(OutreachState.choices).get(value, ""))
    return f"{words}（{codes.label(codes.CLOSING, reason)}）" if words and reason else words
