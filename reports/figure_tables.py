"""Break-downs of an indicator as tables: values by months, open or with small numbers hidden (R20)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from access.small_numbers import HIDDEN, Protected, protect

from .beside import Beside
from .indicators import Indicator, number_words
from .indicators.base import Breakdown


@dataclass(frozen=True)
class TableRow:
    """One value of a break-down through the months."""

    label: str
    value: str
    cells: list[str]
    total: str
    months: list[datetime.date]

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """Each number with its month, for a narrow screen."""
        return [(f"{on.month}月", cell) for on, cell in zip(self.months, self.cells, strict=True)]


@dataclass(frozen=True)
class Table:
    """One break-down: values by months."""

    breakdown: Breakdown
    months: list[datetime.date]
    rows: list[TableRow]
    totals: list[str]
    total: str

    @property
    def labelled(self) -> list[tuple[str, str]]:
        return [(f"{on.month}月", cell) for on, cell in zip(self.months, self.totals, strict=True)]


Parts = Sequence[Mapping[str, Decimal | None]]
MONTHS = 12


def values_of(
    breakdown: Breakdown, parts: Parts, more: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Values that occur, and some more, in the order of their list, with words."""
    known = breakdown.labels()
    order = {value: place for place, value in enumerate(known)}
    values = {value for part in parts for value in part} | set(more)
    listed = sorted(values, key=lambda value: (order.get(value, len(order)), value))
    return [(value, breakdown.label(value, known)) for value in listed]


def open_table(
    indicator: Indicator, breakdown: Breakdown, months: list[datetime.date], parts: Parts
) -> Table:
    """Nothing is hidden: one's own rows, or places and groups."""
    nought = Decimal(0)
    rows = []
    for value, label in values_of(breakdown, parts):
        numbers = [part.get(value) or nought for part in parts]
        rows.append(
            TableRow(
                label,
                value,
                [number_words(number) for number in numbers],
                "" if indicator.is_stock else number_words(sum(numbers, nought)),
                months,
            )
        )
    totals = [sum((n or nought for n in part.values()), nought) for part in parts]
    total = "" if indicator.is_stock else number_words(sum(totals, nought))
    return Table(breakdown, months, rows, [number_words(n) for n in totals], total)


def protected(
    indicator: Indicator, parts: Parts, values: Sequence[str], least: int, beside: Beside
) -> Protected:
    """The table as it may be shown; how things stand on last days is not added up, nor is a year that is not over
    and closed: with each month more, the sums would tell what the new month adds."""
    known = {row for row, value in enumerate(values) if value in beside.known}
    also: set[tuple[int, int]] = set()
    for column, turns in enumerate(beside.earlier):
        for part in turns:
            # A correction hides what was hidden before it.
            before = protect(_counts([part], values), least, has_sums=False, known=known)
            also |= {(row, column) for row, _ in before.cells}
    has_sums = not indicator.is_stock and len(parts) == MONTHS
    return protect(_counts(parts, values), least, has_sums=has_sums, also=also, known=known)


def _counts(parts: Parts, values: Sequence[str]) -> list[list[int]]:
    return [[int(part.get(value) or 0) for part in parts] for value in values]


def closed_table(
    indicator: Indicator,
    breakdown: Breakdown,
    months: list[datetime.date],
    parts: Parts,
    least: int,
    beside: Beside,
) -> Table:
    """With the sums of the values when all months of the year are closed."""
    values = values_of(breakdown, parts, beside.values)
    table = protected(indicator, parts, [value for value, _ in values], least, beside)
    has_sums = not indicator.is_stock and len(months) == MONTHS
    rows = []
    for place, (value, label) in enumerate(values):
        cells = [table.cell(place, column) for column in range(len(months))]
        total = table.sum_of(place)
        rows.append(
            TableRow(
                label,
                value,
                [HIDDEN if cell is None else f"{cell:,}" for cell in cells],
                ("" if not has_sums else HIDDEN if total is None else f"{total:,}"),
                months,
            )
        )
    totals = [
        sum(table.counts[row][column] for row in range(len(values)))
        for column in range(len(months))
    ]
    whole = f"{sum(totals):,}" if has_sums else ""
    return Table(breakdown, months, rows, [f"{number:,}" for number in totals], whole)
