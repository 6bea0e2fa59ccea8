"""Figures as they may leave the ward: of a fiscal year that is over and closed, small numbers hidden (R20,
R32).

- Only whole years of which all twelve months are closed. Two papers differ where a month was corrected in between: a
  paper says which month was closed how often.
- Months are given only of what adds up, together with the year as one row (`access.small_numbers.hide`), and
  of what stands on last days, where nothing adds up.
- A break-down gives the numbers of the year alone, of places and hosts how they stood on its last day; of these,
  none that the pages of the secretariat hide, so that a paper and a page together tell no more than each.
- The same year may be asked for with another smallest number. What is hidden with a smaller one is hidden with a larger
  one as well, so that two papers together tell no more than the one that shows most: a total that is safe where more is
  hidden in its row would give the number away that the other paper hides alone.
"""

import datetime
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from access.small_numbers import HIDDEN, SMALLEST, hide, protect
from community.models import STANDING_TARGET
from organizations.models import Area

from .beside import Beside
from .figure_services import LEAST
from .figure_tables import protected, values_of
from .figures import WardFigures
from .indicators import BY_KEY, Indicator, groups, months_of, number_words
from .indicators.base import Breakdown
from .indicators.community import BASES
from .models import Scope
from .reached import kept_below, percent_of

OPEN_PLACES = BY_KEY["F1"]


@dataclass(frozen=True)
class YearLine:
    """One indicator in a year: what is written in each month and of the whole."""

    indicator: Indicator
    months: list[str]
    year: str
    target: str
    percent: str  # how much of it is reached, or, of what is to stay below it, whether it does
    # For the picture; None is hidden or nothing.
    numbers: list[Decimal | None]


@dataclass(frozen=True)
class YearPart:
    """A break-down of the year."""

    indicator: Indicator
    breakdown: Breakdown
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class BasesLine:
    """Standing bases of one area on the last day of the year, beside what the ward wants there."""

    area: str
    number: int
    target: int = STANDING_TARGET

    @property
    def words(self) -> str:
        missing = self.target - self.number
        return f"あと{missing}か所" if missing > 0 else "目標に届いている"


class PublishedYear:
    """One fiscal year as it may be published."""

    def __init__(self, user: Any, year: int, least: int) -> None:
        self.year, self.least = year, max(least, SMALLEST)
        self.ward = WardFigures(user)
        self.months: list[datetime.date] = months_of(year)
        self.ward.load(self.months)

    @property
    def corrected_words(self) -> str:
        """Months that were closed more than once: who has an older paper finds out why it differs."""
        return "、".join(f"{on.month}月（{turn}回目）" for on, turn in self.ward.corrected)

    def groups(self) -> list[tuple[str, str, list[YearLine]]]:
        return [
            (letter, name, [self.line(one) for one in listed]) for letter, name, listed in groups()
        ]

    def line(self, indicator: Indicator) -> YearLine:
        months, year = self._numbers(indicator)
        target = self.ward.line(indicator, self.months[-1]).target
        reached = None if year is hidden else year
        percent = percent_of(indicator, target, reached)
        return YearLine(
            indicator,
            [_words(number) for number in months],
            _words(year),
            number_words(target) if target is not None else "",
            kept_below(indicator, target, reached) if percent is None else f"{percent}％",
            [None if number is hidden else number for number in months],
        )

    def _numbers(self, indicator: Indicator) -> tuple[list[Any], Any]:
        """Of each month and of the year, as they may be written."""
        shown = [self.ward.whole(indicator, month, Scope.MONTH) for month in self.months]
        whole = self.ward.whole(indicator, self.months[-1], Scope.YEAR)
        months = [hidden if one.is_hidden else one.number for one in shown]
        year = hidden if whole.is_hidden else whole.number
        if not indicator.is_about_people:
            return months, year
        if indicator.is_rate:
            return [None] * len(months), self._of_many(indicator, year)
        if indicator.is_stock:
            return [self._large(number) for number in months], self._large(year)
        if not indicator.measure.adds_up:
            return [None] * len(months), self._large(year)
        counts = [int(one.number or 0) for one in shown]
        cells, total = hide_months(counts, self.least)
        return (
            [hidden if cell is None else Decimal(cell) for cell in cells],
            hidden if total is None else Decimal(total),
        )

    def _large(self, number: Any) -> Any:
        is_small = isinstance(number, Decimal) and 0 < number < self.least
        return hidden if is_small else number

    def _of_many(self, indicator: Indicator, number: Any) -> Any:
        cell = self.ward.cell(indicator, self.months[-1], Scope.YEAR)
        return hidden if cell is not None and 0 < cell.base < self.least else number

    def parts(self) -> list[YearPart]:
        return [
            part
            for *_, listed in groups()
            for indicator in listed
            for breakdown in indicator.breakdowns
            if (part := self.part(indicator, breakdown)) is not None
        ]

    def part(self, indicator: Indicator, breakdown: Breakdown) -> YearPart | None:
        """Nothing where the year itself is hidden, or nothing is to be broken down."""
        _, year = self._numbers(indicator)
        is_of_people = indicator.is_stock and indicator.is_about_people
        if is_of_people or year is hidden or not year:
            return None
        months = self.months[-1:] if indicator.is_stock else self.months
        self.ward.load(months, indicator)
        parts = [self.ward.parts(indicator, breakdown, month) for month in months]
        is_open = not indicator.is_about_people
        beside = Beside() if is_open else self.ward.beside(indicator, breakdown, months)
        values = values_of(breakdown, parts, beside.values)
        if not values:
            return None
        counts = [
            int(sum((part.get(value) or Decimal(0) for part in parts), Decimal(0)))
            for value, _ in values
        ]
        if is_open:
            written = [str(count) for count in counts]
        else:
            listed = [value for value, _ in values]
            inside = protected(indicator, parts, listed, SMALLEST, beside)
            cells = hide_parts(counts, inside.rows, self.least, inside.known)
            written = [HIDDEN if cell is None else f"{cell:,}" for cell in cells]
        return YearPart(
            indicator,
            breakdown,
            [(label, words) for (_, label), words in zip(values, written, strict=True)],
        )

    def bases(self) -> list[BasesLine]:
        """Of every area, those without any as well; nothing where the year was closed before they were told apart."""
        last = self.months[-1]
        self.ward.load([last], OPEN_PLACES)
        found = self.ward.parts(OPEN_PLACES, BASES, last)
        if not found and self.ward.whole(OPEN_PLACES, last, Scope.MONTH).number:
            return []
        return [
            BasesLine(area.name, int(found.get(str(area.pk)) or 0))
            for area in Area.objects.order_by("order", "pk")
        ]


def _up_to(least: int) -> list[int]:
    """The smallest number of a paper, and those below it with which there may be another one of the same year."""
    return [*(number for number in LEAST if number < least), least]


def hide_months(counts: Sequence[int], least: int) -> tuple[list[int | None], int | None]:
    """Months and their year as they may leave: the year only where a paper with a smaller number gives it as well."""
    cells, total = hide(counts, least)
    is_given = all(hide(counts, number)[1] is not None for number in _up_to(least))
    return cells, total if is_given else None


def hide_parts(
    counts: Sequence[int],
    hidden_inside: set[int],
    least: int,
    known: AbstractSet[int] = frozenset(),
) -> list[int | None]:
    """Parts of a year whose total is given, as they may leave: none that a page of the secretariat hides, or a paper
    with a smaller number. `known`: parts that stand elsewhere as well."""
    also = {(row, 0) for row in hidden_inside}
    for number in _up_to(least):
        column = [[count] for count in counts]
        table = protect(column, number, has_sums=False, also=also, known=known)
        also = table.cells
    return [table.cell(row, 0) for row in range(len(counts))]


class _Hidden:
    """A number that is not shown; not None, which is no number."""


hidden = _Hidden()


def _words(number: Any) -> str:
    return HIDDEN if number is hidden else number_words(number)
