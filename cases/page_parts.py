"""What apps above cases add to the page of a case: boxes, events of the time line, buttons.

Each decides by its own `visible_to` whether there is anything to show, so a reader without basis gets
neither a part nor a gap (R1, R7).
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from access.models import CaseFile


@dataclass(frozen=True)
class Panel:
    """A box on the case page, rendered from a template with its own context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class TimelineEntry:
    """One event of the time line; `level` is the audience's (org, case, meeting)."""

    at: datetime.datetime
    title: str
    text: str = ""
    url: str = ""
    level: str = "org"
    level_label: str = "自機関のみ"
    icon: str = "doc"
    meta: str = ""
    nature: str = ""
    struck: bool = False
    struck_words: str = "訂正前の記録"
    note: str = ""  # a remark below the text, e.g. why it was corrected
    correct_url: str = ""
    share_url: str = ""
    attach_url: str = ""
    files: tuple[Any, ...] = ()  # attachments of the event
    chronology_url: str = ""
    # What the time line is filtered by: name -> (value, words); see cases.timeline_filter.
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Whether the hour is known, or the day alone: a record names no hour that nobody wrote.
    has_hour: bool = True
    # When it came here and who wrote it, which is not when it happened; without, it is never new (cases.unread).
    came_at: datetime.datetime | None = None
    came_by: uuid.UUID | None = None
    is_new: bool = False
    is_first_new: bool = False

    @property
    def clock(self) -> str:
        """The hour, where one is known."""
        words = f"{timezone.localtime(self.at):%H:%M}"
        return words if self.has_hour and words != "00:00" else ""


@dataclass(frozen=True)
class Action:
    """A button in the head of the case page."""

    label: str
    url: str
    order: int = 50


_panels: list[Callable[[Any, CaseFile], Panel | None]] = []
_timelines: list[Callable[[Any, CaseFile], list[TimelineEntry]]] = []
_actions: list[Callable[[Any, CaseFile], Action | None]] = []
_pages_of_tasks: dict[str, str] = {}


def register_panel(provider: Callable[[Any, CaseFile], Panel | None]) -> None:
    _panels.append(provider)


def register_timeline(provider: Callable[[Any, CaseFile], list[TimelineEntry]]) -> None:
    _timelines.append(provider)


def register_action(provider: Callable[[Any, CaseFile], Action | None]) -> None:
    _actions.append(provider)


def register_page_of_tasks(route: str, *words: str) -> None:
    """Tasks in these words, which a service of an app wrote, are done on this page of the case."""
    _pages_of_tasks.update(dict.fromkeys(words, route))


def page_of_task(what: str) -> str:
    """The route on which it is done; the page of the case for what somebody wrote herself."""
    return _pages_of_tasks.get(what, "cases:detail")


def panels_of(request: Any, case: CaseFile) -> list[Panel]:
    """Boxes that there are for the user of the request, in their order."""
    found = [panel for provider in _panels if (panel := provider(request, case))]
    return sorted(found, key=lambda panel: panel.order)


def actions_of(request: Any, case: CaseFile) -> list[Action]:
    """Buttons in the head, in their order."""
    found = [action for provider in _actions if (action := provider(request, case))]
    return sorted(found, key=lambda action: action.order)


def entries_of(request: Any, case: CaseFile) -> list[TimelineEntry]:
    """Events that apps above cases tell of."""
    return [entry for provider in _timelines for entry in provider(request, case)]
