"""The time line by period, and by method, project and author of a note (domain.md 4.7, ui.md S08).

Choices are what stands on the time line that this reader sees, so that none tells of anything
else (R7); the address holds values of code lists and ids of staff only (S-51).
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from .page_parts import TimelineEntry
from .paging import filter_links

GROUPS = (("方法", "method"), ("事業", "project"), ("書いた人", "author"))
# Days back from today: the address holds the number, so that tomorrow it is still what was asked for.
PERIODS = (("30", "直近1か月"), ("90", "直近3か月"), ("365", "直近1年"))
# A group is offered when there is something to choose between.
WORTH_CHOOSING = 2


@dataclass(frozen=True)
class Filtered:
    """What of the time line was asked for, of how many, and the links to choose otherwise."""

    entries: list[TimelineEntry]
    of: int
    links: list[Any]
    is_narrowed: bool


def filtered(request: Any, entries: list[TimelineEntry]) -> Filtered:
    """Entries that were asked for; unknown values filter nothing."""
    groups = [("期間", "days", _periods(entries, request.GET.get("days", "")))]
    groups += [(label, name, _options(entries, name)) for label, name in GROUPS]
    asked = {
        name: request.GET[name]
        for _, name, options in groups
        if request.GET.get(name) in dict(options)
    }
    offered = [
        (label, name, [("", "すべて"), *options])
        for label, name, options in groups
        if len(options) >= WORTH_CHOOSING or name in asked or (name == "days" and options)
    ]
    shown = [e for e in entries if all(_fits(e, name, v) for name, v in asked.items())]
    links = filter_links(request, *offered, kept=("record",)) if offered else []
    return Filtered(shown, len(entries), links, bool(asked))


def _periods(entries: list[TimelineEntry], asked: str) -> list[tuple[str, str]]:
    """Those in which something stands and before which something stands as well, and the one that was asked for: an
    address that is kept says tomorrow what it says today, if it is that there is nothing."""
    within = {days: sum(_fits(entry, "days", days) for entry in entries) for days, _ in PERIODS}
    return [
        (days, words) for days, words in PERIODS if days == asked or 0 < within[days] < len(entries)
    ]


def _options(entries: list[TimelineEntry], name: str) -> list[tuple[str, str]]:
    """Values with their words, in the order of the words."""
    found = {entry.marks[name] for entry in entries if name in entry.marks}
    return sorted(found, key=lambda option: option[1])


def _fits(entry: TimelineEntry, name: str, value: str) -> bool:
    if name == "days":
        since = timezone.localdate() - datetime.timedelta(days=int(value))
        return timezone.localdate(entry.at) >= since
    return entry.marks.get(name, ("", ""))[0] == value
