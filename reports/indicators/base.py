"""What an indicator is: its words, the rule of its period, its rows and how they become a number.

Rows come as `Fact`s: which row, of which day, case and body, what is counted once (`unit`), how much it
weighs (`amount`), and the codes by which it is broken down. There is no word of content in a fact, and no
count looks at any (R34). The same facts are the drill-down (R30).
"""

import datetime
import enum
import functools
import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils import timezone

from access.counting import Question, Source
from documents.wareki import fiscal_year
from organizations.models import Role
from organizations.names import own_names

ONE_DAY = datetime.timedelta(days=1)
DESKS: tuple[str, ...] = (Role.CASEWORKER, Role.SUPERVISOR)
SECRETARIAT: tuple[str, ...] = (Role.COORDINATOR,)
TIES: tuple[str, ...] = (Role.RESOURCE_WORKER,)
COMMUNITY: tuple[str, ...] = (Role.COMMUNITY_WORKER,)


@dataclass(frozen=True)
class Span:
    """From a day to a day, both in it."""

    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        return self.first, self.last

    @property
    def moments(self) -> tuple[datetime.datetime, datetime.datetime]:
        """Half-open, for columns with a time."""
        return _midnight(self.first), _midnight(self.last + ONE_DAY)

    @property
    def last_day(self) -> datetime.date:
        """末日; while the period runs, today."""
        return min(self.last, timezone.localdate())

    def has(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


# The end of a period without end: no row of a later day is ever counted.
EVER = datetime.date(9999, 12, 30)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def month_of(first: datetime.date) -> Span:
    """The month that begins on a day."""
    following = (first + datetime.timedelta(days=32)).replace(day=1)
    return Span(first, following - ONE_DAY)


def year_until(first: datetime.date) -> Span:
    """From 1 April to the end of the month that begins on a day: 年度累計."""
    return Span(datetime.date(fiscal_year(first), 4, 1), month_of(first).last)


def months_of(year: int) -> list[datetime.date]:
    """First days of the twelve months of a fiscal year."""
    return [
        datetime.date(year + (number > 12), number if number <= 12 else number - 12, 1)
        for number in range(4, 16)
    ]


NO_CODES: Mapping[str, str] = MappingProxyType({})


class Fact(NamedTuple):
    """One row, as far as it counts. (A tuple: of a year there are tens of thousands.)"""

    row: uuid.UUID
    on: datetime.date
    case: uuid.UUID | None = None
    body: uuid.UUID | None = None
    unit: Hashable = None
    amount: int = 1
    codes: Mapping[str, str] = NO_CODES
    # From which day on it counts, where its period may be before that: a deadline that passes, a day to come.
    counts_from: datetime.date | None = None

    @property
    def counted_once(self) -> Hashable:
        return self.row if self.unit is None else self.unit


Labels = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Breakdown:
    """A way to break a number down: each row has exactly one value of it."""

    key: str
    name: str
    labels: Labels

    def label(self, value: str, known: Mapping[str, str] | None = None) -> str:
        words = self.labels() if known is None else known
        return str(words.get(value, value or "記入なし"))


class Day(enum.Enum):
    """Which day puts a row into a period."""

    RECEIVED = "受付日"
    DECIDED = "支援決定日"
    HELD = "開催日"
    DONE = "対応日"
    SENT = "送付日"
    REPORTED = "結果報告の日"
    ANSWERED = "受理・差戻しの日"
    ENDED = "終結・中断の日"
    DUE = "モニタリングの予定日"
    LAST = "期間の末日（途中の月は今日）"
    DURING = "期間中に1日でも続いていたこと"


@dataclass(frozen=True)
class Total:
    """What a number is made of: how many rows, the sum of their amounts, how many different units, and how
    often each amount."""

    rows: int = 0
    amount: int = 0
    units: int = 0
    amounts: Mapping[int, int] = field(default_factory=dict)


class Measure(enum.Enum):
    """How facts become a number."""

    EACH = "延べ"
    ONCE = "実"
    SUM = "合計"
    SHARE = "割合"
    MIDDLE = "中央値"
    MEAN = "平均"

    @property
    def adds_up(self) -> bool:
        """Parts add up to the whole, and months to the year."""
        return self in (Measure.EACH, Measure.SUM)

    def of(self, facts: Sequence[Fact]) -> Decimal | None:
        """The number of these facts."""
        once = self is Measure.ONCE
        return self.number(
            Total(
                len(facts),
                sum(fact.amount for fact in facts),
                len({fact.counted_once for fact in facts}) if once else 0,
                Counter(fact.amount for fact in facts) if self is Measure.MIDDLE else {},
            )
        )

    def number(self, total: Total) -> Decimal | None:
        """The number; None where there is nothing to divide by."""
        if self is Measure.EACH:
            return Decimal(total.rows)
        if self is Measure.ONCE:
            return Decimal(total.units)
        if self is Measure.SUM:
            return Decimal(total.amount)
        if not total.rows:
            return None
        if self is Measure.SHARE:
            return _rounded(Decimal(100 * total.amount) / total.rows)
        if self is Measure.MIDDLE:
            amounts = sorted(Counter(total.amounts).elements())
            return _rounded(Decimal(str(statistics.median(amounts))))
        return _rounded(Decimal(total.amount) / total.rows)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def number_words(number: Decimal | None) -> str:
    """1,234 or 12.5; a dash where there is nothing to count."""
    if number is None:
        return "―"
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number:,.1f}"


def whole(spans: Sequence[Span]) -> Span:
    """From the first day of some periods to the last."""
    return Span(min(span.first for span in spans), max(span.last for span in spans))


def since_april(spans: Sequence[Span]) -> Span:
    """The same, with the fiscal year so far: several numbers begin with these rows."""
    span = whole(spans)
    return Span(year_until(span.first).first, span.last)


Facts = Callable[[Source, Span], Iterable[Fact]]
# A question with which counts begin, and what it asks about some periods.
Begin = tuple[Question, Callable[[Sequence[Span]], Hashable]]
Standing = Iterable[tuple[Span, Fact]]


class OverTime:
    """Facts of how things stand (`Day.LAST`, `Day.DURING`): of any number of periods with each fact the one
    in which it counts. Of one period it is asked like all others."""

    def __call__(self, source: Source, span: Span) -> Iterator[Fact]:
        return (fact for _, fact in self.each(source, (span,)))

    def each(self, source: Source, spans: Sequence[Span]) -> Standing:
        raise NotImplementedError


class OneByOne(OverTime):
    """Of what is few, and asked for each period anew."""

    def __init__(self, count: Facts) -> None:
        self.count = count
        functools.update_wrapper(self, count)

    def each(self, source: Source, spans: Sequence[Span]) -> Standing:
        return ((span, fact) for span in spans for fact in self.count(source, span))


@dataclass(frozen=True, slots=True)
class Stay:
    """Something stands from a day on, until the day on which it does no more. It does not say of which day
    it is asked: nothing in it changes because a day is over."""

    fact: Fact
    since: datetime.date
    until: datetime.date | None = None

    @property
    def last(self) -> datetime.date:
        """The last day on which it stands."""
        return EVER if self.until is None else self.until - ONE_DAY


Standings = Callable[[Source, datetime.date, datetime.date], Iterable[Stay]]


class OnLastDay(OverTime):
    """What stands on the last day of a period. Asked are the stays that touch some day from a first to a
    last one; more may come."""

    def __init__(self, stays: Standings) -> None:
        self.stays = stays
        functools.update_wrapper(self, stays)

    def each(self, source: Source, spans: Sequence[Span]) -> Standing:
        days = [(span, span.last_day) for span in spans]
        first, last = min(day for _, day in days), max(day for _, day in days)
        for stay in self.stays(source, first, last):
            for span, day in days:
                if stay.since <= day <= stay.last:
                    yield span, stay.fact


class During(OnLastDay):
    """What stands on any day of a period."""

    def each(self, source: Source, spans: Sequence[Span]) -> Standing:
        first, last = min(span.first for span in spans), max(span.last for span in spans)
        for stay in self.stays(source, first, last):
            for span in spans:
                if stay.since <= span.last and stay.last >= span.first:
                    yield span, stay.fact


@dataclass(frozen=True)
class Indicator:
    """One number with its definition."""

    key: str
    written_name: str
    unit: str
    written_definition: str
    day: Day
    facts: Facts
    measure: Measure = Measure.EACH
    breakdowns: tuple[Breakdown, ...] = ()
    # Who sees figures of her own body; those of the ward are the secretariat's.
    readers: tuple[str, ...] = DESKS
    # Whether a small number might tell of a household (R20). Places and meetings about nobody do not.
    is_about_people: bool = True
    # Whether every row belongs to a body, and lies in a case: figures of one's own body are counted from
    # those alone, and those of the ward case by case (reports.counting).
    is_of_a_body: bool = True
    # Whether what is counted once (`Fact.unit`) may lie in several cases: an occasion, a person, a body.
    # Whatever else is counted once is the row, the case, or lies in one case as a whole.
    is_shared: bool = False
    # Whether a number of it changes when a body becomes of another kind, or an office another body's.
    is_told_by_bodies: bool = False
    # Whether less is better: a target is not to be passed, and no part of it is "reached".
    is_better_low: bool = False
    # What is asked for all numbers of a page at once.
    begins: tuple[Begin, ...] = ()

    @property
    def name(self) -> str:
        """As the ward calls it."""
        return own_names(self.written_name)

    @property
    def definition(self) -> str:
        """What is counted, in the ward's words."""
        return own_names(self.written_definition)

    @property
    def code(self) -> str:
        """A1 to H1 of domain.md 5."""
        return self.key.partition("-")[0]

    @property
    def is_stock(self) -> bool:
        """How things stand at the end of a period: the year's number is that of its last day."""
        return self.day is Day.LAST

    @property
    def is_rate(self) -> bool:
        return self.measure in (Measure.SHARE, Measure.MIDDLE, Measure.MEAN)

    def rows(self, source: Source, span: Span, bodies: Iterable[Any] | None = None) -> list[Fact]:
        """The facts of a period; of some bodies alone where the indicator has bodies."""
        today = timezone.localdate()
        facts = [
            fact
            for fact in source.once(self.facts, span)
            if fact.counts_from is None or fact.counts_from <= today
        ]
        if bodies is None or not self.is_of_a_body:
            return facts
        wanted = set(bodies)
        return [fact for fact in facts if fact.body in wanted]

    def by_month(
        self, source: Source, months: Sequence[datetime.date], bodies: Iterable[Any] | None = None
    ) -> dict[datetime.date, list[Fact]]:
        """The facts of each of some months that follow each other; their rows are asked for once."""
        spans = [month_of(month) for month in months]
        if isinstance(self.facts, OverTime):
            return dict(zip(months, self.of_each(source, spans, bodies), strict=True))
        found: dict[datetime.date, list[Fact]] = {month: [] for month in months}
        if spans:
            for fact in self.rows(source, Span(spans[0].first, spans[-1].last), bodies):
                found[fact.on.replace(day=1)].append(fact)
        return found

    def of_each(
        self, source: Source, spans: Sequence[Span], bodies: Iterable[Any] | None = None
    ) -> list[list[Fact]]:
        """The facts of each of some periods; of how things stand, their rows are asked for once."""
        if not isinstance(self.facts, OverTime):
            return [self.rows(source, span, bodies) for span in spans]
        found: dict[Span, list[Fact]] = {span: [] for span in spans}
        wanted = None if bodies is None or not self.is_of_a_body else set(bodies)
        for span, fact in self.facts.each(source, spans) if spans else ():
            if wanted is None or fact.body in wanted:
                found[span].append(fact)
        return [found[span] for span in spans]

    def count(self, facts: Sequence[Fact]) -> Decimal | None:
        return self.measure.of(facts)

    def parts(self, facts: Sequence[Fact], breakdown: Breakdown) -> dict[str, Decimal | None]:
        """The number of each value of a break-down."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            found[fact.codes.get(breakdown.key, "")].append(fact)
        return {value: self.count(rows) for value, rows in found.items()}

    def breakdown(self, key: str) -> Breakdown | None:
        return next((one for one in self.breakdowns if one.key == key), None)
