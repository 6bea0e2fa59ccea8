"""The figures of the ward, counted by scheduled work into rows about nobody (reports.figure_models).

Counted are the months of this fiscal year and of the one before. Of each case it is kept what it adds to them
(reports.shares, counted_rows): after a change only the cases that were written in since are counted again,
and the sums change by the difference. A new day is read from the sums. When the definitions or the bodies change, the
whole ward is counted anew, some cases at a time and in the other place, while what is shown is kept up to date.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic

from django.db import transaction
from django.utils import timezone

from access.counting import (
    ROLE_FOR_COUNTING,
    PartOfWard,
    Source,
    all_cases,
    bodies_counted,
    cases_gone,
    cases_tied,
    takes_its_turn,
    written_since,
)
from documents.wareki import fiscal_year

from . import counted_rows, shares
from .counted_models import KEPT, CountAnew, Kept
from .definitions import OF_BODIES, are_others, definitions, fingerprint, still_counted
from .indicators import INDICATORS, months_of
from .models import LastCount
from .shares import NOBODY, Key, Number, Shares, shares_of

# A row shows only when its transaction has ended: what is written in a case counts it again for so long.
LONGEST_TRANSACTION = datetime.timedelta(minutes=5)
# How many cases are counted together: their rows lie in memory.
TOGETHER = 2000
# While the whole ward is counted anew, what was written is counted each so many seconds.
FRESH = 15

IN_CASES = tuple(one for one in INDICATORS if one.is_of_a_body)
IN_NO_CASE = tuple(one for one in INDICATORS if not one.is_of_a_body)


def months_counted(today: datetime.date) -> list[datetime.date]:
    """From the beginning of the fiscal year before to this month."""
    year = fiscal_year(today)
    return [month for month in (*months_of(year - 1), *months_of(year)) if month <= today]


@dataclass(frozen=True)
class Counting:
    """A count that is kept up to date: where, until when, and of which indicators. `change`: by how much the
    sums are to change, and of which indicators the units."""

    kept: Kept
    counted_at: datetime.datetime
    live: frozenset[str]
    change: Counter[str] = field(default_factory=Counter)
    units: set[str] = field(default_factory=set)

    def remember(self, cases: list[uuid.UUID], found: Shares) -> None:
        changed = counted_rows.remember(self.kept, cases, found, self.live)
        self.change.update(changed.numbers)
        self.units.update(key for key, _, _ in changed.units)


def count_figures(*, whole: bool = False) -> bool:
    """Count what was written since the last time, or all; whether there was anything. A second scheduler
    leaves at once."""
    with transaction.atomic(using=ROLE_FOR_COUNTING):
        if not takes_its_turn():
            return False
        is_due = _count_changes(is_whole_due=whole)
        is_anew = CountAnew.objects.scheduled().exists()
    rest = Rest()
    while is_anew and rest.step():
        pass
    return is_due or is_anew


def counted(source: Source, months: list[datetime.date]) -> dict[Key, Number]:
    """Every number of every month, of all rows of a source at once."""
    found = shares_of(source, months, INDICATORS).values()
    sums = shares.numbers_of_units(unit for share in found for unit in share.units)
    for share in found:
        sums.update(share.numbers)
    numbers = shares.by_month(sums, months, timezone.localdate())
    return shares.wholes_of(numbers, months, INDICATORS) | {
        key: Number(Decimal(number), 0) for key, number in shares.parts_of(numbers).items()
    }


# --- what was written ----------------------------------------------------------------------------


def _count_changes(*, is_whole_due: bool = False) -> bool:
    """Bring up to date what is shown, and what was counted anew; whether there was anything. Another way to count
    begins a count of the whole ward."""
    now, how, bodies = timezone.now(), fingerprint(), bodies_counted()
    last, anew = LastCount.objects.scheduled().first(), CountAnew.objects.scheduled().first()
    if last is not None:
        _let_stand(last, bodies)
    if anew is not None and (anew.fingerprint != how or are_others(anew.bodies, bodies)):
        _give_up(last)
        anew = None
    is_otherwise = last is None or last.is_partly_old or last.fingerprint != how
    if anew is None and (is_whole_due or is_otherwise):
        anew = _begin(last, now, how)
    shown = _shown(last)
    other = anew and Counting(_other(last), anew.counted_at, frozenset(definitions()))
    counts = [one for one in (shown, other) if one is not None]
    is_due = _count_written(counts, timezone.localdate(now))
    if shown is not None:
        _show_changes(shown, timezone.localdate(now))
        LastCount.objects.scheduled().update(counted_at=now)
    CountAnew.objects.scheduled().update(counted_at=now, bodies=bodies)
    return is_due


def _let_stand(last: LastCount, bodies: dict[str, str]) -> None:
    """What is counted otherwise by now, or told apart by bodies that are others by now, is not kept up to date any
    more, whatever comes back: a count of the whole ward makes it whole again."""
    live = still_counted(last.fingerprint, last.definitions)
    if are_others(last.bodies, bodies):
        live -= OF_BODIES
    kept = {key: how for key, how in last.definitions.items() if key in live or not key}
    if kept != last.definitions:
        last.definitions, last.is_partly_old = kept, True
    elif last.bodies == bodies:
        return
    last.bodies = bodies
    LastCount.objects.scheduled().update(
        definitions=last.definitions, is_partly_old=last.is_partly_old, bodies=bodies
    )


def _shown(last: LastCount | None) -> Counting | None:
    """What is shown, as far as it is kept up to date. Of all other indicators nothing is shown until the whole ward
    is counted (reports.figures)."""
    live = still_counted(last.fingerprint, last.definitions) if last else frozenset()
    return Counting(KEPT[last.kept_in], last.counted_at, live) if last and live else None


def _count_written(counts: Sequence[Counting], today: datetime.date) -> bool:
    """Count the cases again that were written in; whether there were any."""
    written = written_since(min(one.counted_at for one in counts) - LONGEST_TRANSACTION)
    gone = set[uuid.UUID]()
    for kept in KEPT:
        gone |= cases_gone(kept.shares().exclude(case=NOBODY))
    cases = written.cases | gone
    if written.has_ties or gone:
        # Who is known to be whom changes in files in which nobody wrote.
        cases |= cases_tied() | counted_rows.cases_with_units(shares.OF_TIES)
    is_nobody_due = written.is_beside_cases or any(_is_of_before(one, today) for one in counts)
    wanted = [*cases, NOBODY] if is_nobody_due else list(cases)
    for some in _together(wanted):
        found = _shares_of_cases(some, months_counted(today))
        for one in counts:
            one.remember(some, found)
    counted_rows.forget(gone)
    return bool(wanted)


def _is_of_before(one: Counting, today: datetime.date) -> bool:
    return timezone.localdate(one.counted_at) != today


def _show_changes(shown: Counting, today: datetime.date) -> None:
    """The figures after a change. On another day than the last time all of them are read from the sums."""
    if not shown.change and not shown.units and not _is_of_before(shown, today):
        return
    sums = counted_rows.totals_after(shown.kept, shown.change, shown.units)
    months = months_counted(today)
    if _is_of_before(shown, today):
        _show(counted_rows.totals(shown.kept), today, shown.live)
        return
    live = [one for one in INDICATORS if one.key in shown.live]
    numbers = shares.by_month(sums, months, today)
    counted_rows.keep_wholes(shares.wholes_of(numbers, months, live), shown.live)
    counted_rows.change_parts(shares.parts_of(shares.by_month(shown.change, months, today)))


def _show(sums: Counter[str], today: datetime.date, live: frozenset[str] | None = None) -> None:
    """All figures that follow from sums, of all indicators or of some alone."""
    months = months_counted(today)
    indicators = [one for one in INDICATORS if live is None or one.key in live]
    numbers = shares.by_month(sums, months, today)
    counted_rows.keep_wholes(shares.wholes_of(numbers, months, indicators), live)
    parts = shares.parts_of(numbers)
    counted_rows.keep_parts(
        {key: n for key, n in parts.items() if live is None or key[2] in live}, live
    )


# --- the whole ward ------------------------------------------------------------------------------


def _other(last: LastCount | None) -> Kept:
    return KEPT[1 - last.kept_in if last else 0]


def _begin(last: LastCount | None, now: datetime.datetime, how: str) -> CountAnew:
    counted_rows.empty(_other(last))
    begun: CountAnew = CountAnew.objects.scheduled().create(counted_at=now, fingerprint=how)
    return begun


def _give_up(last: LastCount | None) -> None:
    counted_rows.empty(_other(last))
    CountAnew.objects.scheduled().all().delete()


class Rest:
    """What is left of a count of the whole ward. Each step is a transaction of its own: between two of them others
    may go on with it, and what a process has counted stands when it ends."""

    def __init__(self) -> None:
        self._of: uuid.UUID | None = None
        self._cases: list[uuid.UUID] = []
        self._fresh_until = monotonic() + FRESH

    def step(self) -> bool:
        """Whether there may be another one."""
        with transaction.atomic(using=ROLE_FOR_COUNTING):
            if not takes_its_turn():
                return False
            anew = CountAnew.objects.scheduled().first()
            if anew is None or self._is_due(anew):
                _count_changes()
                self._fresh_until = monotonic() + FRESH
                return anew is not None
            self._go_on(anew, LastCount.objects.scheduled().first())
        return True

    def _is_due(self, anew: CountAnew) -> bool:
        return (
            monotonic() > self._fresh_until
            or anew.fingerprint != fingerprint()
            or are_others(anew.bodies, bodies_counted())
        )

    def _go_on(self, anew: CountAnew, last: LastCount | None) -> None:
        kept = _other(last)
        if self._of != anew.pk:
            known = counted_rows.counted_of(kept)
            self._of = anew.pk
            self._cases = [case for case in (*all_cases(), NOBODY) if case not in known]
        if not self._cases:
            _finish(anew, last)
            return
        some, self._cases = self._cases[:TOGETHER], self._cases[TOGETHER:]
        new = list(set(some) - counted_rows.counted_of(kept, some))
        found = _shares_of_cases(new, months_counted(timezone.localdate()))
        counted_rows.remember(kept, new, found, frozenset(definitions()))
        if not self._cases:
            self._fresh_until = 0  # adding up takes a while: what is shown is to be fresh before


def _finish(anew: CountAnew, last: LastCount | None) -> None:
    """From now on this is shown."""
    kept = _other(last)
    _show(counted_rows.add_up(kept), timezone.localdate(anew.counted_at))
    LastCount.objects.scheduled().update_or_create(
        of="ward",
        defaults={
            "counted_at": anew.counted_at,
            "fingerprint": anew.fingerprint,
            "definitions": definitions() | {"": anew.fingerprint},
            "bodies": anew.bodies,
            "kept_in": KEPT.index(kept),
            "is_partly_old": False,
        },
    )
    anew.delete(using=ROLE_FOR_COUNTING)
    if last is not None:
        counted_rows.empty(KEPT[last.kept_in])


def _together(cases: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    for first in range(0, len(cases), TOGETHER):
        yield cases[first : first + TOGETHER]


def _shares_of_cases(cases: list[uuid.UUID], months: list[datetime.date]) -> Shares:
    """What these cases add; with `NOBODY` among them, what lies in no case as well."""
    source = PartOfWard(cases)
    found = shares_of(source, months, IN_CASES)
    if NOBODY in cases:
        found |= shares_of(source, months, IN_NO_CASE)
    return found
