"""Keeping what was counted: by case, in sums, and as the figures that are read (reports.counting).

Written is what differs from what stands there. Everything here runs for the role for scheduled work, while
nobody else counts.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from access.shared_sets import among

from . import shares
from .counted_models import KEPT, Kept
from .models import FigureCell, Scope
from .shares import Key, Number, Share, Shares, Unit

AT_ONCE = 1000
CELL = ("month", "scope", "indicator", "breakdown", "code")


def remember(
    kept: Kept, cases: Collection[uuid.UUID], found: Shares, live: Collection[str]
) -> Share:
    """Keep what these cases add; by how much it differs from what stood there, and units that came or went.
    Of indicators that are not `live` it stays as it was."""
    rows = kept.shares()
    before = dict(rows.filter(case__in=among(cases)).values_list("case", "numbers"))
    change = Share()
    changed = []
    for case in cases:
        old = before.get(case, {})
        new = {name: number for name, number in old.items() if shares.key_of(name) not in live}
        for name, number in found[case].numbers.items() if case in found else ():
            if number and shares.key_of(name) in live:
                new[name] = number
        if old == new and case in before:
            continue
        change.numbers.update(new)
        change.numbers.subtract(old)
        changed.append(rows.model(case=case, numbers=new))
    _upsert(rows, changed, ["case"], ["numbers"])
    change.units = _remember_units(kept, cases, found, live)
    return change


def _remember_units(
    kept: Kept, cases: Collection[uuid.UUID], found: Shares, live: Collection[str]
) -> set[Unit]:
    rows = kept.units()
    there = rows.filter(case__in=among(cases), indicator__in=live)
    before: dict[uuid.UUID, dict[Unit, uuid.UUID]] = defaultdict(dict)
    for pk, case, *unit in there.values_list("pk", "case", "indicator", "month", "unit"):
        before[case][tuple(unit)] = pk
    gone, new, changed = [], [], set[Unit]()
    for case in cases:
        old = before.get(case, {})
        units = {unit for unit in found[case].units if unit[0] in live} if case in found else set()
        gone += [old[unit] for unit in old.keys() - units]
        new += [
            rows.model(case=case, indicator=key, month=month, unit=unit)
            for key, month, unit in units - old.keys()
        ]
        changed |= old.keys() ^ units
    if gone:
        rows.filter(pk__in=gone).delete()
    rows.bulk_create(new, batch_size=AT_ONCE)
    return changed


def forget(cases: Collection[uuid.UUID]) -> None:
    """Of cases that are not there any more nothing is kept."""
    for kept in KEPT:
        for rows in (kept.shares(), kept.units()):
            rows.filter(case__in=among(cases)).delete()


def empty(kept: Kept) -> None:
    """Whatever stands in a place."""
    for rows in (kept.shares(), kept.units(), kept.totals()):
        rows.delete()


def counted_of(kept: Kept, cases: Collection[uuid.UUID] | None = None) -> set[uuid.UUID]:
    """Which cases were counted, of some or of all."""
    rows = kept.shares()
    if cases is not None:
        rows = rows.filter(case__in=among(cases))
    return set(rows.values_list("case", flat=True))


def cases_with_units(indicator: str) -> set[uuid.UUID]:
    """Cases with a unit of an indicator that others may have."""
    found: set[uuid.UUID] = set()
    for kept in KEPT:
        rows = kept.units().filter(indicator=indicator)
        found |= set(rows.values_list("case", flat=True).distinct())
    return found


def numbers_of_units(kept: Kept, indicators: Collection[str] = ()) -> Counter[str]:
    """Sums of what several cases may have, of some indicators or of all."""
    rows = kept.units()
    if indicators:
        rows = rows.filter(indicator__in=list(indicators))
    return shares.numbers_of_units(rows.values_list("indicator", "month", "unit").distinct())


def add_up(kept: Kept) -> Counter[str]:
    """The sums of all that stands in a place, kept there."""
    numbers: Counter[str] = Counter()
    rows = kept.shares().values_list("numbers", flat=True)
    for share in rows.iterator(chunk_size=AT_ONCE):
        numbers.update(share)
    numbers.update(numbers_of_units(kept))
    _keep_totals(kept, {}, numbers)
    return numbers


def totals(kept: Kept) -> Counter[str]:
    """All sums."""
    return Counter(dict(kept.totals().values_list("mark", "number")))


def totals_after(kept: Kept, change: Mapping[str, int], units: Collection[str]) -> Counter[str]:
    """The sums after a change, kept: of whole numbers, and of those parts that changed. Of the indicators in
    `units` those of units are made anew."""
    rows = kept.totals()
    parts = [name for name in change if shares.is_part(name)]
    whole = rows.exclude(mark__contains=shares.PART_IN_A_MARK)
    known = dict(whole.values_list("mark", "number"))
    for some in _batches(parts):
        known |= dict(rows.filter(mark__in=some).values_list("mark", "number"))
    numbers = Counter(known)
    numbers.update(change)
    if units:
        for name in [name for name in numbers if shares.is_shared(name, units)]:
            del numbers[name]
        numbers.update(numbers_of_units(kept, units))
    _keep_totals(kept, known, numbers)
    return numbers


def _keep_totals(kept: Kept, known: Mapping[str, int], numbers: Mapping[str, int]) -> None:
    rows = kept.totals()
    for some in _batches([name for name in known if not numbers.get(name)]):
        rows.filter(mark__in=some).delete()
    changed = [
        rows.model(mark=name, number=number)
        for name, number in numbers.items()
        if number and known.get(name) != number
    ]
    _upsert(rows, changed, ["mark"], ["number"])


def keep_wholes(numbers: Mapping[Key, Number], indicators: Collection[str] | None = None) -> None:
    """The numbers of indicators as a whole, of all or of some alone."""
    rows = _cells_of(indicators).filter(breakdown="")
    _keep(_known(rows), numbers)


def keep_parts(parts: Mapping[Key, int], indicators: Collection[str] | None = None) -> None:
    """All parts of numbers."""
    rows = _cells_of(indicators).exclude(breakdown="")
    _keep(_known(rows), {key: Number(Decimal(number), 0) for key, number in parts.items()})


def _cells_of(indicators: Collection[str] | None) -> Any:
    rows = FigureCell.objects.scheduled()
    return rows if indicators is None else rows.filter(indicator__in=list(indicators))


def change_parts(change: Mapping[Key, int]) -> None:
    """Parts of numbers, by so much more or less."""
    rows = FigureCell.objects.scheduled().filter(
        scope=Scope.MONTH,
        month__in={key[0] for key in change},
        indicator__in={key[2] for key in change},
    )
    known = {key: cell for key, cell in _known(rows).items() if key in change}
    new: dict[Key, Number] = {}
    for key, more in change.items():
        before = known[key][1].number if key in known else None
        if number := (before or 0) + more:
            new[key] = Number(Decimal(number), 0)
    _keep(known, new)


Known = dict[Key, tuple[uuid.UUID, Number]]


def _known(rows: Any) -> Known:
    return {
        tuple(key): (pk, Number(number, base))
        for pk, number, base, *key in rows.values_list("pk", "number", "base", *CELL)
    }


def _keep(known: Known, numbers: Mapping[Key, Number]) -> None:
    gone = [pk for key, (pk, _) in known.items() if key not in numbers]
    changed = [
        FigureCell(**dict(zip(CELL, key, strict=True)), number=number.number, base=number.base)
        for key, number in numbers.items()
        if key not in known or known[key][1] != number
    ]
    cells = FigureCell.objects.scheduled()
    cells.filter(pk__in=among(gone)).delete()
    _upsert(cells, changed, list(CELL), ["number", "base"])


def _batches(names: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(names), AT_ONCE):
        yield names[first : first + AT_ONCE]


def _upsert(rows: Any, changed: list[Any], keys: list[str], numbers: list[str]) -> None:
    rows.bulk_create(
        changed,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=keys,
        update_fields=numbers,
    )
