"""Figures as somebody reads them: those of her own body, counted now from the rows that she sees, or those
of the ward, as they were counted last (reports.counting), small numbers hidden (R20).

    sight = sight_of(acting, user)        # OwnFigures or WardFigures
    sight.lines(month)                    # the table of all indicators
    sight.series(indicator, year)         # twelve months of one
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from access.seen_by import Key, SeenBy
from access.small_numbers import HIDDEN, SMALLEST
from documents.wareki import fiscal_year
from organizations.models import Body, Role

from .beside import BY_BODY, ELSEWHERE, Beside, bodies_that_tell
from .closing import Cell, kept_cells, parts_among, turns_of
from .definitions import definitions, still_counted
from .figure_tables import Table, closed_table, open_table
from .indicators import (
    Day,
    Fact,
    Indicator,
    groups,
    month_of,
    months_of,
    number_words,
    year_until,
)
from .indicators.base import Breakdown
from .kept import kept
from .models import FigureCell, FigureTarget, LastCount, MonthClose, Scope
from .reached import kept_below, percent_of

READERS = (
    *(Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR),
    *(Role.RESOURCE_WORKER, Role.COMMUNITY_WORKER),
)
# How things stood on 31 March is carried over (R33).
CARRIED = ("K1", "B4", "K2")
FIGURES = "figures"
RECOUNTED = "数え直し中"
# Scope, indicator, break-down, value.
CellKey = tuple[Any, ...]


@dataclass(frozen=True)
class Shown:
    """A number as it may be read."""

    number: Decimal | None
    is_hidden: bool = False
    is_recounted: bool = False  # it is counted otherwise by now, and not yet everywhere

    @property
    def words(self) -> str:
        if self.is_recounted:
            return RECOUNTED
        return HIDDEN if self.is_hidden else number_words(self.number)

    @property
    def has_unit(self) -> bool:
        """Whether a unit follows: not on a dash, and not on words."""
        return not self.is_recounted and (self.is_hidden or self.number is not None)


@dataclass(frozen=True)
class Line:
    """One indicator in the table."""

    indicator: Indicator
    month: Shown
    year: Shown
    target: Decimal | None = None

    @property
    def percent(self) -> int | None:
        """How much of the target is reached, where there is a part of it."""
        return percent_of(self.indicator, self.target, self.year.number)

    @property
    def kept_below(self) -> str:
        """Of what is to stay below its target: whether it does."""
        return kept_below(self.indicator, self.target, self.year.number)

    @property
    def bar(self) -> int:
        return min(self.percent or 0, 100)

    @property
    def target_words(self) -> str:
        return number_words(self.target) if self.target is not None else ""


@dataclass(frozen=True)
class Group:
    letter: str
    name: str
    lines: list[Line]


def figures_of(month: datetime.date) -> str:
    """The code of kept figures of a month."""
    return f"{FIGURES} {month:%Y-%m}"


def carried_from(month: datetime.date) -> datetime.date:
    """The last month of the fiscal year before."""
    return datetime.date(fiscal_year(month), 3, 1)


def offered(months: Iterable[datetime.date], today: datetime.date) -> list[datetime.date]:
    """Months of a year that have begun."""
    return [month for month in months if month <= today]


def recounted(last: LastCount | None) -> frozenset[str]:
    """Indicators that are counted otherwise by now than at the last count of the ward, or not kept up to date."""
    if last is None:
        return frozenset()
    return frozenset(definitions()) - still_counted(last.fingerprint, last.definitions)


class OwnFigures:
    """Counted at this moment from the rows of one's own bodies, as far as one sees them (R2, R9)."""

    is_of_ward = False
    recounted: frozenset[str] = frozenset()

    def __init__(self, user: Any, roles: Iterable[str], bodies: Sequence[Body]) -> None:
        self.user, self.roles, self.bodies = user, frozenset(roles), list(bodies)
        self.source = SeenBy(user, [body.pk for body in bodies])
        self.counted_at = timezone.now()
        self._kept: dict[str, Any] = {}  # lines by month and indicator

    @cached_property
    def indicators(self) -> list[Indicator]:
        return [one for _, _, listed in groups() for one in listed if self.roles & set(one.readers)]

    def may_read(self, indicator: Indicator) -> bool:
        return indicator in self.indicators

    def facts(self, indicator: Indicator, span: Any) -> list[Fact]:
        return indicator.rows(self.source, span, self._keys)

    @property
    def _keys(self) -> list[Any]:
        return [body.pk for body in self.bodies]

    def keep(self, month: datetime.date) -> None:
        """The lines of a month, and what was carried over into its year, as they were counted at most a
        minute ago, or now; `counted_at` says when."""
        how = [*sorted(self.roles), *sorted(str(body.pk) for body in self.bodies), month]
        found = kept(self.user, figures_of(month), how, lambda: self._numbers(month))
        self._kept, self.counted_at = found.numbers, found.counted_at

    def _begin(self, month: datetime.date) -> None:
        """Ask at once with what the numbers of a month begin."""
        keys: list[Key] = []
        for one in self.indicators:
            spans = [month_of(month), year_until(month)]
            if one.key in CARRIED:
                spans = [month_of(carried_from(month)), month_of(month)]
            elif one.day is Day.LAST:
                spans = [month_of(month)]
            keys += [(question, (period(spans),)) for question, period in one.begins]
        self.source.ask_first(keys)

    def _numbers(self, month: datetime.date) -> dict[str, Any]:
        self._begin(month)
        lines: dict[str, Line] = {}
        for one in self.indicators:
            if one.key in CARRIED:
                for on, facts in self.by_month(one, [carried_from(month), month]).items():
                    now = Shown(one.count(facts))
                    lines[f"{on:%Y-%m} {one.key}"] = Line(one, now, now)
            else:
                lines[f"{month:%Y-%m} {one.key}"] = self.line(one, month)
        return {
            key: [None if n is None else str(n) for n in (line.month.number, line.year.number)]
            for key, line in lines.items()
        }

    def line(self, indicator: Indicator, month: datetime.date) -> Line:
        known = self._kept.get(f"{month:%Y-%m} {indicator.key}")
        if known is not None:
            shown, whole = (Shown(None if n is None else Decimal(n)) for n in known)
            return Line(indicator, shown, whole)
        span, so_far = month_of(month), year_until(month)
        if indicator.day is Day.LAST:
            now = Shown(indicator.count(self.facts(indicator, span)))
            return Line(indicator, now, now)
        if indicator.day is Day.DURING:
            own, year = indicator.of_each(self.source, [span, so_far], self._keys)
        else:
            year = self.facts(indicator, so_far)
            own = [fact for fact in year if span.has(fact.on)]
        return Line(indicator, Shown(indicator.count(own)), Shown(indicator.count(year)))

    def groups(self, month: datetime.date) -> list[Group]:
        known = set(self.indicators)
        found = [
            Group(letter, name, [self.line(one, month) for one in listed if one in known])
            for letter, name, listed in groups()
        ]
        return [group for group in found if group.lines]

    def series(self, indicator: Indicator, year: int) -> list[tuple[datetime.date, Shown]]:
        months = offered(months_of(year), timezone.localdate())
        by_month = self.by_month(indicator, months)
        return [(month, Shown(indicator.count(by_month[month]))) for month in months]

    def tables(self, indicator: Indicator, year: int) -> list[Table]:
        months = offered(months_of(year), timezone.localdate())
        by_month = self.by_month(indicator, months)
        found = []
        for breakdown in indicator.breakdowns:
            parts = [indicator.parts(by_month[month], breakdown) for month in months]
            found.append(open_table(indicator, breakdown, months, parts))
        return found

    def by_month(
        self, indicator: Indicator, months: Sequence[datetime.date]
    ) -> Mapping[datetime.date, list[Fact]]:
        return indicator.by_month(self.source, months, self._keys)


@dataclass
class WardFigures:
    """As counted last; read by the secretariat (R6), who sees neither all records nor small parts."""

    user: Any
    least: int = SMALLEST
    is_of_ward: bool = True
    _closes: dict[datetime.date, MonthClose | None] = field(default_factory=dict)
    _earlier: dict[datetime.date, list[MonthClose]] = field(default_factory=dict)
    _known: dict[tuple[datetime.date, str], dict[CellKey, Cell]] = field(default_factory=dict)

    @cached_property
    def _last(self) -> LastCount | None:
        return LastCount.objects.visible_to(self.user).first()

    @property
    def counted_at(self) -> datetime.datetime | None:
        return self._last.counted_at if self._last else None

    @cached_property
    def recounted(self) -> frozenset[str]:
        """Indicators of which no number is shown until the whole ward has been counted, but for closed months: they
        are counted otherwise by now, or told apart by what bodies were, and an old number would say what is not so."""
        return recounted(self._last)

    def _is_recounted(self, indicator: Indicator, month: datetime.date) -> bool:
        return indicator.key in self.recounted and self._closes[month] is None

    @cached_property
    def indicators(self) -> list[Indicator]:
        return [one for _, _, listed in groups() for one in listed]

    def may_read(self, indicator: Indicator) -> bool:
        return True

    def load(self, months: Sequence[datetime.date], indicator: Indicator | None = None) -> None:
        """Whole numbers of months, or all parts of one indicator: of closed months as they were closed
        (R31), of the others as they were counted last. Two questions, however many months."""
        part = indicator.key if indicator else ""
        wanted = [month for month in months if (month, part) not in self._known]
        if not wanted:
            return
        unknown = [month for month in wanted if month not in self._closes]
        if unknown:
            turns = turns_of(unknown, self.user)
            self._earlier |= {month: turns.get(month, [])[:-1] for month in unknown}
            self._closes |= {
                month: turns[month][-1] if month in turns else None for month in unknown
            }
        for month in wanted:
            close = self._closes[month]
            kept = kept_cells(close) if close else {}
            self._known[month, part] = {
                key: cell for key, cell in kept.items() if (key[1] if part else key[2]) == part
            }
        rows = FigureCell.objects.visible_to(self.user).filter(
            month__in=[month for month in wanted if self._closes[month] is None],
            **({"indicator": part} if part else {"breakdown": ""}),
        )
        for month, *key, number, base in rows.values_list(
            *("month", "scope", "indicator", "breakdown", "code", "number", "base")
        ):
            self._known[month, part][tuple(key)] = Cell(number, base)

    def cell(self, indicator: Indicator, month: datetime.date, scope: str) -> Cell | None:
        """The number of an indicator as a whole."""
        self.load([month])
        return self._known[month, ""].get((scope, indicator.key, "", ""))

    @cached_property
    def _targets(self) -> dict[tuple[int, str], Decimal | None]:
        rows = FigureTarget.objects.visible_to(self.user)
        return {
            (year, key): number
            for year, key, number in rows.values_list("fiscal_year", "indicator", "number")
        }

    def whole(self, indicator: Indicator, month: datetime.date, scope: str) -> Shown:
        cell = self.cell(indicator, month, scope)
        if self._is_recounted(indicator, month):
            return Shown(None, is_recounted=True)
        if cell is None:
            return Shown(None)
        # An average of a few is the number of each of them, nearly.
        is_of_few = indicator.is_rate and indicator.is_about_people and 0 < cell.base < self.least
        return Shown(None if is_of_few else cell.number, is_of_few)

    def line(self, indicator: Indicator, month: datetime.date) -> Line:
        target = self._targets.get((fiscal_year(month), indicator.key))
        return Line(
            indicator,
            self.whole(indicator, month, Scope.MONTH),
            self.whole(indicator, month, Scope.YEAR),
            target,
        )

    def groups(self, month: datetime.date) -> list[Group]:
        return [
            Group(letter, name, [self.line(one, month) for one in listed])
            for letter, name, listed in groups()
        ]

    def series(self, indicator: Indicator, year: int) -> list[tuple[datetime.date, Shown]]:
        months = offered(months_of(year), timezone.localdate())
        self.load(months)
        return [(month, self.whole(indicator, month, Scope.MONTH)) for month in months]

    def parts(
        self, indicator: Indicator, breakdown: Breakdown, month: datetime.date
    ) -> dict[str, Decimal | None]:
        self.load([month], indicator)
        return parts_among(self._known[month, indicator.key], indicator, breakdown)

    def beside(
        self, indicator: Indicator, breakdown: Breakdown, months: Sequence[datetime.date]
    ) -> Beside:
        """What is to be reckoned with where these months are broken down (R20)."""
        earlier = [
            [parts_among(kept_cells(close), indicator, breakdown) for close in self._earlier[month]]
            for month in months
        ]
        known = ELSEWHERE.get((indicator.key, breakdown.key), frozenset())
        return Beside(self._told if breakdown.key == BY_BODY else known, earlier)

    @cached_property
    def _told(self) -> frozenset[str]:
        return bodies_that_tell(self.user)

    @property
    def corrected(self) -> list[tuple[datetime.date, int]]:
        """Months among those that were loaded that were closed more than once, and how often."""
        turns = {month: close.turn for month, close in self._closes.items() if close}
        return sorted((month, turn) for month, turn in turns.items() if turn > 1)

    def tables(self, indicator: Indicator, year: int) -> list[Table]:
        """Break-downs. Where a small number might tell of a household: months that are closed, no others,
        so that looking again tells nothing of what was entered meanwhile (R20)."""
        months = offered(months_of(year), timezone.localdate())
        self.load(months, indicator)
        if indicator.is_about_people or indicator.key in self.recounted:
            months = [month for month in months if self._closes[month] is not None]
        found = []
        for breakdown in indicator.breakdowns:
            parts = [self.parts(indicator, breakdown, month) for month in months]
            if indicator.is_about_people:
                beside = self.beside(indicator, breakdown, months)
                found.append(closed_table(indicator, breakdown, months, parts, self.least, beside))
            else:
                found.append(open_table(indicator, breakdown, months, parts))
        return found


Sight = OwnFigures | WardFigures


def sight_of(acting: Any, user: Any, *, of_own: bool = False) -> Sight:
    """The ward for the secretariat, one's own bodies for everybody else."""
    if acting.bodies_with(Role.COORDINATOR) and not of_own:
        return WardFigures(user)
    return OwnFigures(user, acting.roles, acting.bodies)
