"""Lines about several 重層的支援会議 of one case and day: what tells each from the others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from documents.wareki import format_date

from .models import PlanConference


def apart(rows: Iterable[PlanConference], about: Mapping[Any, list[str]]) -> dict[Any, str]:
    """Of those on one case, of one day and about the same: the hour at which it begins, and which of them it is
    where that does not tell. Nothing of one that is alone."""
    same: dict[Any, list[PlanConference]] = {}
    for row in rows:
        key = (row.compartment.case_id, row.held_on, tuple(about.get(row.pk, [])))
        same.setdefault(key, []).append(row)
    found: dict[Any, str] = {}
    for group in same.values():
        if len(group) == 1:
            continue
        hours = Counter(row.starts_at for row in group)
        for number, row in enumerate(sorted(group, key=lambda row: (row.created_at, row.pk)), 1):
            by_hour = row.starts_at is not None and hours[row.starts_at] == 1
            found[row.pk] = f"{row.starts_at:%H:%M}から" if by_hour else f"{number}件目"
    return found


def days_of(rows: Iterable[PlanConference]) -> dict[Any, str]:
    """The day of each, and which of that day it is."""
    known = list(rows)
    which = apart(known, {})
    return {row.pk: f"{format_date(row.held_on)} {which.get(row.pk, '')}".strip() for row in known}
