"""The figures of the ward, counted by scheduled work into rows about nobody (reports.figure_models).

Counted are the months of this fiscal year and of the one before, whole: what is entered late shows in its
month within a minute. When nothing was written since, only the moment is noted.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from access.counting import (
    ROLE_FOR_COUNTING,
    Source,
    WholeWard,
    histories_counted,
    takes_its_turn,
)
from documents.wareki import fiscal_year

from .indicators import INDICATORS, Day, Fact, Indicator, Span, month_of, months_of, year_until
from .models import FigureCell, LastCount, Scope

# A row shows only when its transaction has ended: after a change it is counted again for so long.
LONGEST_TRANSACTION = datetime.timedelta(minutes=5)

Key = tuple[datetime.date, str, str, str, str]


@dataclass(frozen=True)
class Number:
    """A number, and from how many rows it comes."""

    number: Decimal | None
    base: int


def months_counted(today: datetime.date) -> list[datetime.date]:
    """From the beginning of the fiscal year before to this month."""
    year = fiscal_year(today)
    return [month for month in (*months_of(year - 1), *months_of(year)) if month <= today]


def fingerprint() -> str:
    """Changes with the indicators and the day."""
    words = [f"{one.key}:{one.definition}:{one.measure}" for one in INDICATORS]
    return hashlib.sha256("\n".join([str(timezone.localdate()), *words]).encode()).hexdigest()


def count_figures() -> bool:
    """Count anew if something was written; whether it was. A second scheduler leaves at once."""
    with transaction.atomic(using=ROLE_FOR_COUNTING):
        if not takes_its_turn():
            return False
        begun, how = timezone.now(), fingerprint()
        last = LastCount.objects.scheduled().first()
        is_due = last is None or last.fingerprint != how or _written_since(last.counted_at)
        if is_due:
            _keep(counted(WholeWard(), months_counted(timezone.localdate())))
        LastCount.objects.scheduled().update_or_create(
            of="ward", defaults={"counted_at": begun, "fingerprint": how}
        )
    return is_due


def _written_since(moment: datetime.datetime) -> bool:
    since = moment - LONGEST_TRANSACTION
    for history in histories_counted():
        latest = history.objects.using(ROLE_FOR_COUNTING).aggregate(at=Max("history_date"))["at"]
        if latest is not None and latest >= since:
            return True
    return False


def counted(source: Source, months: list[datetime.date]) -> dict[Key, Number]:
    """Every number of every month."""
    found: dict[Key, Number] = {}
    for indicator in INDICATORS:
        for month, facts in _by_month(indicator, source, months):
            _enter(found, indicator, month, facts)
        for month, facts in _by_year(indicator, source, months):
            key = (month, Scope.YEAR, indicator.key, "", "")
            found[key] = Number(indicator.count(facts), len(facts))
    return found


def _enter(
    found: dict[Key, Number], indicator: Indicator, month: datetime.date, facts: list[Fact]
) -> None:
    found[month, Scope.MONTH, indicator.key, "", ""] = Number(indicator.count(facts), len(facts))
    for breakdown in indicator.breakdowns:
        for value, number in indicator.parts(facts, breakdown).items():
            key = (month, Scope.MONTH, indicator.key, breakdown.key, value)
            found[key] = Number(number, 0)


Monthly = Iterator[tuple[datetime.date, list[Fact]]]


def _by_month(indicator: Indicator, source: Source, months: list[datetime.date]) -> Monthly:
    if indicator.day in (Day.LAST, Day.DURING):
        for month in months:
            yield month, indicator.rows(source, month_of(month))
        return
    by_month = _bucketed(indicator.rows(source, _whole(months)))
    for month in months:
        yield month, by_month[month]


def _by_year(indicator: Indicator, source: Source, months: list[datetime.date]) -> Monthly:
    if indicator.day is Day.LAST:
        yield from _by_month(indicator, source, months)
    elif indicator.day is Day.DURING:
        for month in months:
            yield month, indicator.rows(source, year_until(month))
    else:
        by_month = _bucketed(indicator.rows(source, _whole(months)))
        so_far: list[Fact] = []
        for month in months:
            so_far = [] if month.month == 4 else so_far
            so_far += by_month[month]
            yield month, list(so_far)


def _whole(months: list[datetime.date]) -> Span:
    return Span(months[0], month_of(months[-1]).last)


def _bucketed(facts: Iterable[Fact]) -> dict[datetime.date, list[Fact]]:
    found: dict[datetime.date, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.on.replace(day=1)].append(fact)
    return found


def _keep(numbers: dict[Key, Number]) -> None:
    """Write what differs from what stands there."""
    cells = FigureCell.objects.scheduled()
    new = dict(numbers)
    changed: list[Any] = []
    gone: list[Any] = []
    for cell in cells.all():
        key = (cell.month, cell.scope, cell.indicator, cell.breakdown, cell.code)
        number = new.pop(key, None)
        if number is None:
            gone.append(cell.pk)
        elif (number.number, number.base) != (cell.number, cell.base):
            cell.number, cell.base = number.number, number.base
            changed.append(cell)
    cells.filter(pk__in=gone).delete()
    cells.bulk_update(changed, ["number", "base"], batch_size=500)
    cells.bulk_create(
        [
            FigureCell(
                month=month,
                scope=scope,
                indicator=indicator,
                breakdown=breakdown,
                code=value,
                number=number.number,
                base=number.base,
            )
            for (month, scope, indicator, breakdown, value), number in new.items()
        ],
        batch_size=1000,
    )
