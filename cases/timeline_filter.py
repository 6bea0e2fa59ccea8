"""The time line by method, project and author of a note (domain.md 4.7).

Choices are what stands on the time line that this reader sees, so that none tells of anything
else (R7); the address holds values of code lists and ids of staff only (S-51).
"""

from typing import Any

from .page_parts import TimelineEntry
from .paging import filter_links

GROUPS = (("方法", "method"), ("事業", "project"), ("書いた人", "author"))
# A group is offered when there is something to choose between.
WORTH_CHOOSING = 2


def filtered(request: Any, entries: list[TimelineEntry]) -> tuple[list[TimelineEntry], list[Any]]:
    """Entries that were asked for, and the links to choose others; unknown values filter nothing."""
    groups = [(label, name, _options(entries, name)) for label, name in GROUPS]
    asked = {
        name: request.GET[name]
        for _, name, options in groups
        if request.GET.get(name) in dict(options)
    }
    offered = [
        (label, name, [("", "すべて"), *options])
        for label, name, options in groups
        if len(options) >= WORTH_CHOOSING or name in asked
    ]
    shown = [e for e in entries if all(_value(e, name) == v for name, v in asked.items())]
    return shown, filter_links(request, *offered, kept=("record",)) if offered else []


def _options(entries: list[TimelineEntry], name: str) -> list[tuple[str, str]]:
    """Values with their words, in the order of the words."""
    found = {entry.marks[name] for entry in entries if name in entry.marks}
    return sorted(found, key=lambda option: option[1])


def _value(entry: TimelineEntry, name: str) -> str:
    return entry.marks.get(name, ("", ""))[0]
