"""The figures of the ward, counted by scheduled work into rows about nobody (reports.figure_models).

Counted are the months of this fiscal year and of the one before. Of each case it is kept what it adds to them
(reports.shares, counted_rows): after a change only the cases that were written in since are counted again,
and the sums change by the difference. The whole ward is counted when the day or the definitions change; its
numbers are the same.
"""

import datetime
import functools
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

import community.figures
import outreach.figures
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
from .counted_models import CaseShare
from .indicators import INDICATORS, base, months_of
from .models import LastCount
from .shares import NOBODY, Key, Number, Shares, shares_of

# A row shows only when its transaction has ended: what is written in a case counts it again for so long.
LONGEST_TRANSACTION = datetime.timedelta(minutes=5)
# How many cases are counted together: their rows lie in memory.
TOGETHER = 2000

IN_CASES = tuple(one for one in INDICATORS if one.is_of_a_body)
IN_NO_CASE = tuple(one for one in INDICATORS if not one.is_of_a_body)


def months_counted(today: datetime.date) -> list[datetime.date]:
    """From the beginning of the fiscal year before to this month."""
    year = fiscal_year(today)
    return [month for month in (*months_of(year - 1), *months_of(year)) if month <= today]


def fingerprint() -> str:
    """Changes with the indicators, the day, and what bodies are."""
    words = [f"{one.key}:{one.definition}:{one.measure}" for one in INDICATORS]
    words += [str(timezone.localdate()), _code(), *bodies_counted()]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


@functools.cache
def _code() -> str:
    """Of the modules in which the definitions stand: another version counts anew."""
    folder = Path(base.__file__).parent
    files = [
        *folder.glob("*.py"),
        *(m.__file__ for m in (shares, outreach.figures, community.figures)),
    ]
    found = hashlib.sha256()
    for file in sorted(map(str, files)):
        found.update(Path(file).read_bytes())
    return found.hexdigest()


def count_figures(*, whole: bool = False) -> bool:
    """Count what was written since the last time, or all; whether there was anything. A second scheduler
    leaves at once."""
    with transaction.atomic(using=ROLE_FOR_COUNTING):
        if not takes_its_turn():
            return False
        begun, how = timezone.now(), fingerprint()
        months = months_counted(timezone.localdate())
        last = LastCount.objects.scheduled().first()
        if whole or last is None or last.fingerprint != how:
            _count_whole(months)
            is_due = True
        else:
            is_due = _count_changed(months, last.counted_at - LONGEST_TRANSACTION)
        LastCount.objects.scheduled().update_or_create(
            of="ward", defaults={"counted_at": begun, "fingerprint": how}
        )
    return is_due


def counted(source: Source, months: list[datetime.date]) -> dict[Key, Number]:
    """Every number of every month, of all rows of a source at once."""
    found = shares_of(source, months, INDICATORS).values()
    numbers = shares.numbers_of_units(unit for share in found for unit in share.units)
    for share in found:
        numbers.update(share.numbers)
    return shares.wholes_of(numbers, months, INDICATORS) | {
        key: Number(Decimal(number), 0) for key, number in shares.parts_of(numbers).items()
    }


def _count_whole(months: list[datetime.date]) -> None:
    numbers: Counter[str] = Counter()
    cases = [*all_cases(), NOBODY]
    for some in _together(cases):
        found = _shares_of_cases(some, months)
        counted_rows.remember(some, found)
        for share in found.values():
            numbers.update(share.numbers)
    counted_rows.forget_all_but(cases)
    numbers.update(counted_rows.numbers_of_units())
    counted_rows.keep_totals(numbers)
    counted_rows.keep_wholes(shares.wholes_of(numbers, months, INDICATORS))
    counted_rows.keep_parts(shares.parts_of(numbers))


def _count_changed(months: list[datetime.date], since: datetime.datetime) -> bool:
    """Count the cases again that were written in; whether there were any."""
    written = written_since(since)
    gone = cases_gone(CaseShare.objects.scheduled().exclude(case=NOBODY))
    cases = written.cases | gone
    if written.has_ties or gone:
        # Who is known to be whom changes in files in which nobody wrote.
        cases |= cases_tied() | counted_rows.cases_with_units(shares.OF_TIES)
    wanted = [*cases, NOBODY] if written.is_beside_cases else list(cases)
    if not wanted:
        return False
    change, units = Counter[str](), set[str]()
    for some in _together(wanted):
        changed = counted_rows.remember(some, _shares_of_cases(some, months))
        change.update(changed.numbers)
        units |= {key for key, _, _ in changed.units}
    numbers = counted_rows.totals(change, units)
    counted_rows.keep_wholes(shares.wholes_of(numbers, months, INDICATORS))
    counted_rows.change_parts(shares.parts_of(change))
    return True


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
