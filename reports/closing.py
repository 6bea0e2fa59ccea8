"""Closed months: what stood in them, and what differs by now (R31)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .indicators import BY_KEY, Indicator, month_of, number_words
from .indicators.base import Breakdown
from .models import FigureCell, LastCount, MonthClose, Scope

Figures = dict[str, Any]


def figures_of_month(month: datetime.date, user: Any) -> Figures:
    """All cells of a month, to be kept: by scope, indicator, break-down and value."""
    rows = FigureCell.objects.visible_to(user).filter(month=month)
    return {
        "|".join((row.scope, row.indicator, row.breakdown, row.code)): [
            None if row.number is None else str(row.number),
            row.base,
        ]
        for row in rows
    }


def is_counted_out(month: datetime.date, last: LastCount | None) -> bool:
    """Whether the last count of the ward is one of after a month was over."""
    return last is not None and last.counted_at >= month_of(month).moments[1]


@dataclass(frozen=True)
class Cell:
    """A number that stands somewhere, and from how many rows it comes."""

    number: Decimal | None
    base: int


def kept_cells(close: MonthClose) -> dict[tuple[str, ...], Cell]:
    """What stands in a closed month, by scope, indicator, break-down and value."""
    return {
        tuple(key.split("|", 3)): Cell(None if number is None else Decimal(number), base)
        for key, (number, base) in close.figures.items()
    }


def parts_among(
    cells: Mapping[tuple[str, ...], Cell], indicator: Indicator, breakdown: Breakdown
) -> dict[str, Decimal | None]:
    """One break-down of an indicator, of a month."""
    wanted = (Scope.MONTH, indicator.key, breakdown.key)
    return {key[3]: cell.number for key, cell in cells.items() if key[:3] == wanted}


def turns_of(months: list[datetime.date], user: Any) -> dict[datetime.date, list[MonthClose]]:
    """The turns of each month that was closed, the last one last; in one question."""
    found: dict[datetime.date, list[MonthClose]] = {}
    for close in MonthClose.objects.visible_to(user).filter(month__in=months).order_by("turn"):
        found.setdefault(close.month, []).append(close)
    return found


def closes_of(months: list[datetime.date], user: Any) -> dict[datetime.date, MonthClose]:
    """The last turn of each month that was closed, in one question."""
    return {month: turns[-1] for month, turns in turns_of(months, user).items()}


def latest_close(month: datetime.date, user: Any) -> MonthClose | None:
    """The last turn of a month that was closed."""
    found: MonthClose | None = (
        MonthClose.objects.visible_to(user).filter(month=month).order_by("-turn").first()
    )
    return found


@dataclass(frozen=True)
class Difference:
    """A number of a closed month that is another one now."""

    indicator: Indicator
    before: Decimal | None
    now: Decimal | None

    @property
    def before_words(self) -> str:
        return number_words(self.before)

    @property
    def now_words(self) -> str:
        return number_words(self.now)


def _whole(figures: Figures, key: str) -> Decimal | None:
    kept = figures.get(f"{Scope.MONTH}|{key}||")
    return None if not kept or kept[0] is None else Decimal(kept[0])


def difference(close: MonthClose, figures: Figures) -> list[Difference]:
    """差異リスト: whole numbers of the month that differ; parts follow the whole (R20)."""
    found = []
    for key, indicator in BY_KEY.items():
        before, now = _whole(close.figures, key), _whole(figures, key)
        if before != now:
            found.append(Difference(indicator, before, now))
    return found


@dataclass(frozen=True)
class ClosingRow:
    """A month on the page of closings."""

    month: datetime.date
    close: MonthClose | None
    differences: list[Difference]
    is_over: bool


def closings(months: list[datetime.date], today: datetime.date, user: Any) -> list[ClosingRow]:
    """Months with their last turn and what differs since; two questions."""
    closes = closes_of(months, user)
    now: dict[datetime.date, Figures] = {}
    cells = FigureCell.objects.visible_to(user).filter(
        month__in=list(closes), scope=Scope.MONTH, breakdown=""
    )
    for month, key, number, base in cells.values_list("month", "indicator", "number", "base"):
        kept = [None if number is None else str(number), base]
        now.setdefault(month, {})[f"{Scope.MONTH}|{key}||"] = kept
    return [
        ClosingRow(
            month,
            closes.get(month),
            difference(closes[month], now.get(month, {})) if month in closes else [],
            month_of(month).last < today,
        )
        for month in months
    ]
