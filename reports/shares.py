"""What each case adds to the figures, and how the sums of it become numbers again.

Facts (reports.indicators) are put together by case into numbers under a mark: indicator, when, what is
counted, code. Marks add up over cases, so that a case that has changed is taken out of the sums as it was and
put in as it is. How facts become a number is said by `Measure` alone.

**No share depends on the day on which it is counted.** A mark says when it counts: in a month, in a month from
some day on, or, of how things stand, from a day on in every month (and when it ends, as many less). What the
numbers are on a day is read from the sums alone (`by_month`), so that a new day counts no case again.
"""

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from access.counting import Source
from documents.wareki import fiscal_year

from .figure_models import Scope
from .indicators import Day, Fact, Indicator, Measure, Span, month_of
from .indicators.base import EVER, ONE_DAY, During, OnLastDay, Stay, Total

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
PART_IN_A_MARK = f"|{PART}-"


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


def mark(key: str, when: str, what: str, code: str = "") -> str:
    """`when`: a month (2026-11), a month and a day (2026-11/2026-11-21), a day (2026-11-21)."""
    return f"{key}|{when}|{what}|{code}"


def key_of(name: str) -> str:
    """The indicator of a mark."""
    return name.partition("|")[0]


def is_part(name: str) -> bool:
    return PART_IN_A_MARK in name


def is_shared(name: str, indicators: Collection[str]) -> bool:
    """Whether a mark is one of `numbers_of_units`, of one of these indicators."""
    key, _, what, _ = name.split("|", 3)
    return key in indicators and what in (SHARED, SHARED_NEW)


def shares_of(
    source: Source, months: Sequence[datetime.date], indicators: Iterable[Indicator]
) -> Shares:
    """By case, what its rows add to the months and to all that follow. What lies in no case is few, and counted
    for these months as of today."""
    found: Shares = defaultdict(Share)
    for one in indicators:
        if not one.is_of_a_body:
            _add_facts(found, one, one.by_month(source, months))
        elif isinstance(one.facts, OnLastDay):
            _add_stays(found, one, months[0], one.facts.stays(source, months[0], EVER))
        else:
            facts: dict[datetime.date, list[Fact]] = defaultdict(list)
            for fact in source.once(one.facts, Span(months[0], EVER)):
                facts[fact.on.replace(day=1)].append(fact)
            _add_facts(found, one, facts)
    return found


def _add_facts(
    found: Shares, indicator: Indicator, by_month: Mapping[datetime.date, list[Fact]]
) -> None:
    seen: dict[Hashable, set[Hashable]] = defaultdict(set)
    for month in sorted(by_month):
        _add_rows(found, indicator, month, by_month[month])
        if indicator.measure is Measure.ONCE:
            _add_units(found, indicator, month, by_month[month], seen)


def _when(month: datetime.date, since: datetime.date | None) -> str:
    return f"{month:%Y-%m}" if since is None else f"{month:%Y-%m}/{since}"


def _add_rows(found: Shares, indicator: Indicator, month: datetime.date, facts: list[Fact]) -> None:
    measure = indicator.measure
    sums = measure in (Measure.SUM, Measure.SHARE, Measure.MEAN)
    for fact in facts:
        key, when = indicator.key, _when(month, fact.counts_from)
        numbers = found[fact.case or NOBODY].numbers
        numbers[mark(key, when, ROWS)] += 1
        if sums and fact.amount:
            numbers[mark(key, when, AMOUNT)] += fact.amount
        elif measure is Measure.MIDDLE:
            numbers[mark(key, when, OF_AMOUNT, str(fact.amount))] += 1
        more = fact.amount if measure is Measure.SUM else 1
        for one in indicator.breakdowns:
            code = fact.codes.get(one.key, "")
            numbers[mark(key, when, f"{PART}-{one.key}", code)] += more


def _add_units(
    found: Shares,
    indicator: Indicator,
    month: datetime.date,
    facts: list[Fact],
    seen: dict[Hashable, set[Hashable]],
) -> None:
    """What is counted once; `seen`: by case and fiscal year, what earlier months had. What counts from a later
    day on (`Fact.counts_from`) does so on its own day, so that the first of a unit is the first to count."""
    key, own = indicator.key, defaultdict[Any, dict[Hashable, datetime.date | None]](dict)
    for fact in sorted(facts, key=lambda fact: fact.on):
        unit = fact.counted_once
        if indicator.is_shared and unit != fact.case:
            found[fact.case or NOBODY].units.add((key, f"{month:%Y-%m}", _written(unit)))
        else:
            own[fact.case].setdefault(unit, fact.counts_from)
    for case, units in own.items():
        numbers, before = found[case or NOBODY].numbers, seen[case, fiscal_year(month)]
        for unit, since in units.items():
            numbers[mark(key, _when(month, since), UNITS)] += 1
            if unit not in before:
                numbers[mark(key, _when(month, since), NEW)] += 1
        before.update(units)


def _written(unit: Hashable) -> str:
    parts = unit if isinstance(unit, tuple) else (unit,)
    return " ".join(str(part) for part in parts)


Spell = tuple[datetime.date, datetime.date | None]


def _add_stays(
    found: Shares, indicator: Indicator, first: datetime.date, stays: Iterable[Stay]
) -> None:
    """How things stand: as many more from a day on, and as many less from another. What stood before the first
    day stands on it."""
    during = isinstance(indicator.facts, During)
    units: dict[Any, list[Spell]] = defaultdict(list)
    for stay in stays:
        fact, case = stay.fact, stay.fact.case or NOBODY
        spells = _in_months(stay) if during else {(ROWS, UNITS): (stay.since, stay.until)}
        for (rows, once), (begins, ends) in spells.items():
            spell = (max(begins, first), ends)
            if ends is not None and ends <= spell[0]:
                continue
            _add_spell(found[case], indicator.key, rows, "", spell)
            if indicator.measure is Measure.ONCE:
                units[case, once, fact.counted_once].append(spell)
            if rows == ROWS:
                for one in indicator.breakdowns:
                    code = fact.codes.get(one.key, "")
                    _add_spell(found[case], indicator.key, f"{PART}-{one.key}", code, spell)
    for (case, once, _), several in units.items():
        for spell in _together(several):
            _add_spell(found[case], indicator.key, once, "", spell)


def _in_months(stay: Stay) -> dict[tuple[str, str], Spell]:
    """What stands on any day of a month, and of the year so far: who took part in two months of it is one."""
    begins, ends, year_ends = stay.since.replace(day=1), None, None
    if stay.until is not None:
        ends = month_of(stay.last.replace(day=1)).last + ONE_DAY
        year_ends = datetime.date(fiscal_year(stay.last) + 1, 4, 1)
    return {(ROWS, UNITS): (begins, ends), (YEAR_ROWS, YEAR_UNITS): (begins, year_ends)}


def _add_spell(share: Share, key: str, what: str, code: str, spell: Spell) -> None:
    begins, ends = spell
    share.numbers[mark(key, str(begins), what, code)] += 1
    if ends is not None:
        share.numbers[mark(key, str(ends), what, code)] -= 1


def _together(spells: list[Spell]) -> Iterator[Spell]:
    """The same days, none of them twice."""
    ordered = sorted(spells, key=lambda spell: spell[0])
    begins, ends = ordered[0]
    for following, until in ordered[1:]:
        if ends is not None and following > ends:
            yield begins, ends
            begins, ends = following, until
        elif ends is not None:
            ends = until and max(ends, until)
    yield begins, ends


def by_month(
    sums: Mapping[str, int], months: Sequence[datetime.date], today: datetime.date
) -> Counter[str]:
    """What sums by mark are on a day: under marks of months alone, of these months."""
    found: Counter[str] = Counter()
    ends = {f"{month:%Y-%m}": str(min(month_of(month).last, today)) for month in months}
    steps: dict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
    for name, number in sums.items():
        key, when, what, code = name.split("|", 3)
        month, _, since = when.partition("/")
        if month in ends and since <= str(today):
            found[mark(key, month, what, code)] += number
        elif month not in ends and not since and len(when) > len("2026-11"):
            steps[key, what, code].append((when, number))
    for (key, what, code), changes in steps.items():
        changes.sort()
        standing, next_one = 0, 0
        for month, end in ends.items():
            while next_one < len(changes) and changes[next_one][0] <= end:
                standing += changes[next_one][1]
                next_one += 1
            if standing:
                found[mark(key, month, what, code)] += standing
    return found


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
