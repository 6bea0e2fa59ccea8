"""Keeping what was counted: by case, in sums, and as the figures that are read (reports.counting).

Written is what differs from what stands there. Everything here runs for the role for scheduled work, while
nobody else counts.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from access.querysets import among

from . import shares
from .counted_models import CaseShare, SharedUnit, WardTotal
from .models import FigureCell, Scope
from .shares import Key, Number, Share, Shares, Unit

AT_ONCE = 1000
CELL = ("month", "scope", "indicator", "breakdown", "code")


def remember(cases: Collection[uuid.UUID], found: Shares) -> Share:
    """Keep what these cases add; by how much it differs from what stood there, and units that came or went."""
    before = _kept_shares(cases)
    change = Share()
    changed, empty = [], []
    for case in cases:
        old, new = before.get(case, {}), found[case].numbers if case in found else {}
        if old == new:
            continue
        change.numbers.update(new)
        change.numbers.subtract(old)
        if new:
            changed.append(CaseShare(case=case, numbers=new))
        else:
            empty.append(case)
    CaseShare.objects.scheduled().filter(case__in=among(empty)).delete()
    _upsert(CaseShare.objects.scheduled(), changed, ["case"], ["numbers"])
    change.units = _remember_units(cases, found)
    return change


def _kept_shares(cases: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    rows = CaseShare.objects.scheduled().filter(case__in=among(cases))
    return dict(rows.values_list("case", "numbers"))


def _remember_units(cases: Collection[uuid.UUID], found: Shares) -> set[Unit]:
    rows = SharedUnit.objects.scheduled().filter(case__in=among(cases))
    before: dict[uuid.UUID, dict[Unit, int]] = defaultdict(dict)
    for pk, case, *unit in rows.values_list("pk", "case", "indicator", "month", "unit"):
        before[case][tuple(unit)] = pk
    gone, new, changed = [], [], set[Unit]()
    for case in cases:
        old, units = before.get(case, {}), found[case].units if case in found else set()
        gone += [old[unit] for unit in old.keys() - units]
        new += [
            SharedUnit(case=case, indicator=key, month=month, unit=unit)
            for key, month, unit in units - old.keys()
        ]
        changed |= old.keys() ^ units
    if gone:
        SharedUnit.objects.scheduled().filter(pk__in=gone).delete()
    SharedUnit.objects.scheduled().bulk_create(new, batch_size=AT_ONCE)
    return changed


def forget_all_but(cases: Collection[uuid.UUID]) -> None:
    """Of cases that are not there any more nothing is kept."""
    for rows in (CaseShare.objects.scheduled(), SharedUnit.objects.scheduled()):
        gone = set(rows.values_list("case", flat=True).distinct()) - set(cases)
        rows.filter(case__in=among(gone)).delete()


def cases_with_units(indicator: str) -> set[uuid.UUID]:
    """Cases with a unit of an indicator that others may have."""
    rows = SharedUnit.objects.scheduled().filter(indicator=indicator)
    return set(rows.values_list("case", flat=True).distinct())


def numbers_of_units(indicators: Collection[str] = ()) -> Counter[str]:
    """Sums of what several cases may have, of some indicators or of all."""
    rows = SharedUnit.objects.scheduled()
    if indicators:
        rows = rows.filter(indicator__in=list(indicators))
    return shares.numbers_of_units(rows.values_list("indicator", "month", "unit").distinct())


def totals(change: Mapping[str, int], units: Collection[str]) -> Counter[str]:
    """The sums after a change, kept; of the indicators in `units` those of units are made anew."""
    numbers = Counter(dict(WardTotal.objects.scheduled().values_list("mark", "number")))
    numbers.update(change)
    if units:
        for name in [name for name in numbers if shares.is_shared(name, units)]:
            del numbers[name]
        numbers.update(numbers_of_units(units))
    keep_totals(numbers)
    return numbers


def keep_totals(numbers: Mapping[str, int]) -> None:
    """The sums; those of parts are figures themselves."""
    rows = WardTotal.objects.scheduled()
    known = dict(rows.values_list("mark", "number"))
    new = {name: number for name, number in numbers.items() if number and not shares.is_part(name)}
    rows.filter(mark__in=[name for name in known if name not in new]).delete()
    changed = [
        WardTotal(mark=name, number=number)
        for name, number in new.items()
        if known.get(name) != number
    ]
    _upsert(rows, changed, ["mark"], ["number"])


def keep_wholes(numbers: Mapping[Key, Number]) -> None:
    """The numbers of indicators as a whole."""
    _keep(_known(FigureCell.objects.scheduled().filter(breakdown="")), numbers)


def keep_parts(parts: Mapping[Key, int]) -> None:
    """All parts of numbers."""
    rows = FigureCell.objects.scheduled().exclude(breakdown="")
    _keep(_known(rows), {key: Number(Decimal(number), 0) for key, number in parts.items()})


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


def _upsert(rows: Any, changed: list[Any], keys: list[str], numbers: list[str]) -> None:
    rows.bulk_create(
        changed,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=keys,
        update_fields=numbers,
    )
