"""What each case adds to the figures, and how the sums of it become numbers again.

Facts (reports.indicators) are put together by case into numbers under a mark: indicator, month, what is
counted, code. Marks add up over cases, so that a case that has changed is taken out of the sums as it was and
put in as it is. How facts become a number is said by `Measure` alone.
"""

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from access.counting import Source
from documents.wareki import fiscal_year

from .figure_models import Scope
from .indicators import Day, Fact, Indicator, Measure, year_until
from .indicators.base import OverTime, Standing, Total

# Month, scope, indicator, break-down, value: one cell of the figures.
Key = tuple[datetime.date, str, str, str, str]
# Indicator, month, unit.
Unit = tuple[str, str, str]
# In whose share stands what lies in no case.
NOBODY = uuid.UUID(int=0)
# Whose units are people, known to be one by ties between files.
OF_TIES = "A3-person"
# What is counted under a mark: rows, the sum of their amounts, an amount; different units, and those of them
# that the fiscal year had not had before; the same of units that several cases may have; rows and units of
# the year so far, where months do not add up to it; a value of a break-down.
ROWS, AMOUNT, OF_AMOUNT, UNITS, NEW = "rows", "amount", "of", "units", "new"
SHARED, SHARED_NEW = "shared", "shared-new"
YEAR_ROWS, YEAR_UNITS, PART = "year-rows", "year-units", "part"


@dataclass(frozen=True)
class Number:
    """A number, and from how many rows it comes."""

    number: Decimal | None
    base: int


@dataclass
class Share:
    """What one case adds: numbers by mark, and units that other cases may have as well."""

    numbers: Counter[str] = field(default_factory=Counter)
    units: set[Unit] = field(default_factory=set)


Shares = dict[uuid.UUID, Share]


def mark(key: str, month: str, what: str, code: str = "") -> str:
    return f"{key}|{month}|{what}|{code}"


def is_part(name: str) -> bool:
    return f"|{PART}-" in name


def is_shared(name: str, indicators: Collection[str]) -> bool:
    """Whether a mark is one of `numbers_of_units`, of one of these indicators."""
    key, _, what, _ = name.split("|", 3)
    return key in indicators and what in (SHARED, SHARED_NEW)


def shares_of(
    source: Source, months: Sequence[datetime.date], indicators: Iterable[Indicator]
) -> Shares:
    """By case, what its rows add to the months."""
    found: Shares = defaultdict(Share)
    for indicator in indicators:
        seen: dict[Hashable, set[Hashable]] = defaultdict(set)
        for month, facts in indicator.by_month(source, months).items():
            _add_rows(found, indicator, month, facts)
            if indicator.measure is Measure.ONCE:
                _add_units(found, indicator, month, facts, seen)
        if indicator.day is Day.DURING and isinstance(indicator.facts, OverTime):
            spans = [year_until(month) for month in months]
            _add_years(found, indicator, indicator.facts.each(source, spans))
    return found


def _add_rows(found: Shares, indicator: Indicator, month: datetime.date, facts: list[Fact]) -> None:
    code, measure = f"{month:%Y-%m}", indicator.measure
    rows, amount = mark(indicator.key, code, ROWS), mark(indicator.key, code, AMOUNT)
    sums = measure in (Measure.SUM, Measure.SHARE, Measure.MEAN)
    parts = [
        (one.key, mark(indicator.key, code, f"{PART}-{one.key}")) for one in indicator.breakdowns
    ]
    for fact in facts:
        numbers = found[fact.case or NOBODY].numbers
        numbers[rows] += 1
        if sums:
            numbers[amount] += fact.amount
        elif measure is Measure.MIDDLE:
            numbers[mark(indicator.key, code, OF_AMOUNT, str(fact.amount))] += 1
        for key, name in parts:
            more = fact.amount if measure is Measure.SUM else 1
            numbers[name + fact.codes.get(key, "")] += more


def _add_units(
    found: Shares,
    indicator: Indicator,
    month: datetime.date,
    facts: list[Fact],
    seen: dict[Hashable, set[Hashable]],
) -> None:
    """What is counted once; `seen`: by case and fiscal year, what earlier months had."""
    code, own = f"{month:%Y-%m}", defaultdict(set)
    for fact in facts:
        unit = fact.counted_once
        if indicator.is_shared and unit != fact.case:
            found[fact.case or NOBODY].units.add((indicator.key, code, _written(unit)))
        else:
            own[fact.case].add(unit)
    for case, units in own.items():
        numbers, before = found[case or NOBODY].numbers, seen[case, fiscal_year(month)]
        numbers[mark(indicator.key, code, UNITS)] += len(units)
        if not isinstance(indicator.facts, OverTime) and (new := units - before):
            numbers[mark(indicator.key, code, NEW)] += len(new)
            before |= new


def _written(unit: Hashable) -> str:
    parts = unit if isinstance(unit, tuple) else (unit,)
    return " ".join(str(part) for part in parts)


def _add_years(found: Shares, indicator: Indicator, standing: Standing) -> None:
    """The year so far, which months do not add up to: who took part in two of them is one."""
    units: dict[tuple[uuid.UUID, str], set[Hashable]] = defaultdict(set)
    for span, fact in standing:
        case, code = fact.case or NOBODY, f"{span.last:%Y-%m}"
        found[case].numbers[mark(indicator.key, code, YEAR_ROWS)] += 1
        units[case, code].add(fact.counted_once)
    for (case, code), different in units.items():
        found[case].numbers[mark(indicator.key, code, YEAR_UNITS)] += len(different)


def numbers_of_units(units: Iterable[Unit]) -> Counter[str]:
    """Of units that several cases may have: how many different ones, and how many new in the fiscal year."""
    found: Counter[str] = Counter()
    seen: set[tuple[str, int, str]] = set()
    for key, month, unit in sorted(set(units)):
        found[mark(key, month, SHARED)] += 1
        in_year = (key, fiscal_year(datetime.date.fromisoformat(f"{month}-01")), unit)
        if in_year not in seen:
            seen.add(in_year)
            found[mark(key, month, SHARED_NEW)] += 1
    return found


def parts_of(numbers: Mapping[str, int]) -> dict[Key, int]:
    """The cells of break-downs among sums by mark; where nothing is counted there is none."""
    found: dict[Key, int] = {}
    for name, number in numbers.items():
        if number and is_part(name):
            key, month, what, code = name.split("|", 3)
            on = datetime.date.fromisoformat(f"{month}-01")
            found[on, Scope.MONTH, key, what.removeprefix(f"{PART}-"), code] = number
    return found


def wholes_of(
    numbers: Mapping[str, int],
    months: Sequence[datetime.date],
    indicators: Iterable[Indicator],
) -> dict[Key, Number]:
    """The numbers of indicators as a whole, by month and for the year so far."""
    found: dict[Key, Number] = {}
    amounts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for name, times in numbers.items():
        key, in_month, what, code = name.split("|", 3)
        if what == OF_AMOUNT:
            amounts[key, in_month][int(code)] += times
    for indicator in indicators:
        so_far = Total()
        for month in months:
            here = _total(numbers, indicator, f"{month:%Y-%m}", amounts)
            so_far = _year(numbers, indicator, month, here, so_far)
            for scope, total in ((Scope.MONTH, here), (Scope.YEAR, so_far)):
                number = Number(indicator.measure.number(total), total.rows)
                found[month, str(scope), indicator.key, "", ""] = number
    return found


def _total(
    numbers: Mapping[str, int],
    indicator: Indicator,
    month: str,
    amounts: Mapping[tuple[str, str], Counter[int]],
) -> Total:
    rows, amount, units, shared = (
        numbers.get(mark(indicator.key, month, what), 0) for what in (ROWS, AMOUNT, UNITS, SHARED)
    )
    return Total(rows, amount, units + shared, amounts.get((indicator.key, month), {}))


def _year(
    numbers: Mapping[str, int],
    indicator: Indicator,
    month: datetime.date,
    here: Total,
    so_far: Total,
) -> Total:
    """The year so far, with this month."""
    code = f"{month:%Y-%m}"
    if indicator.day is Day.LAST:
        return here
    if indicator.day is Day.DURING:
        rows, units = (
            numbers.get(mark(indicator.key, code, what), 0) for what in (YEAR_ROWS, YEAR_UNITS)
        )
        return Total(rows, 0, units)
    before = Total() if month.month == 4 else so_far
    new = sum(numbers.get(mark(indicator.key, code, what), 0) for what in (NEW, SHARED_NEW))
    return Total(
        before.rows + here.rows,
        before.amount + here.amount,
        before.units + new,
        Counter(before.amounts) + Counter(here.amounts),
    )
