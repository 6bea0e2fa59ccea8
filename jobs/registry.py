"""Kinds of jobs. An app registers what it can make, from `ready` of its configuration; no app
is known here.

    register(JobKind("plan_pdf", "支援プランのPDF", gate=own_use,
                     gather=read, make=paper, may=visible_plan))

Everything that leaves passes the one output gate (S-91): a kind without `gate` is refused.
"""

import enum
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from access.output import Gate
from access.reading import ReadingLog


class NotPermitted(Exception):
    """Who asked does not see the object (any more)."""


class JobFailed(Exception):
    """The job cannot be done and trying again does not help. `code` is one of `JobKind.errors`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(Exception):
    """Another server is away and was handed nothing: the job waits and tries again, for a day (F-25)."""


@dataclass(frozen=True)
class Result:
    """What a job made. The file name holds no name of a person and no number (S-30, S-50)."""

    content: bytes
    content_type: str
    file_name: str


class Carries(enum.Enum):
    """Which case numbers stand in a finished PDF; the worker reads it again before it is kept (F-22)."""

    ITS_CASES = "the number of every case that the gate names, and no other"
    AT_MOST_ITS_CASES = "no number of another case; it may go without one"
    UNREAD = "a file of somebody else, handed out as it was kept"


def _whole(user: Any, content: bytes) -> bool:
    """What was made holds nothing but the row of `may`."""
    return True


def _no_page(object_id: uuid.UUID) -> str:
    return ""


def _nothing(user: Any, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {}


def page_at(route: str, *, of_object: bool = True) -> Callable[[uuid.UUID], str]:
    """The page with this name: that of the object, or the one on which many of its kind stand."""

    def page(object_id: uuid.UUID) -> str:
        return reverse(route, args=[object_id] if of_object else [])

    return page


@dataclass(frozen=True)
class JobKind:
    """What to do, in halves: nothing long happens in a transaction, nothing is read outside one.

    gather  (user, object_id, option, log): reads everything needed, in a transaction acting for
            the user, and notes the reading; what it leaves unnoted is entered as a print of the
            row of `may`. Raises NotPermitted. May run again after a crash: writes only what
            bears that.
    make    makes the result of what was gathered; has no database. `jobs.progress.report` tells
            how far it is.
    may     the row that the user sees now, through visible_to, or None; asked when the job runs,
            before its result is kept, and when the result is fetched (S-06)
    gate    (user, row of `may`, option): what kind of output it is, for whom, and which cases it
            names (access.output.Output); `access.output.own_use` for a paper that stays with who
            asked. Asked before anything is gathered and again when the result is fetched (S-91).
            Raises NotPermitted when it may not leave at all any more
    shows   (user, content): whether all of what was made may still be shown to who asked, for a
            result that holds more than the row of `may`; asked when the result is fetched (S-06)
    page    the page from which the job is asked for, to go back to (`page_at`)
    told    (user, ids of objects): what tells them apart in the list of their owner, by object, of those that she still
            sees, through visible_to; asked when the list is shown and kept nowhere. Names nobody
    errors  sentences for the codes of JobFailed
    is_listed  whether it stands among the things that its owner asked for
    sends   `make` hands it over itself: what was sent is not made again for a receiver who is called otherwise by then
    carries which case numbers a PDF of this kind holds (F-22)
    """

    name: str
    label: str
    gather: Callable[[Any, uuid.UUID, str, ReadingLog], Any]
    make: Callable[[Any], Result]
    may: Callable[[Any, uuid.UUID], Any]
    gate: Gate
    shows: Callable[[Any, bytes], bool] = _whole
    page: Callable[[uuid.UUID], str] = _no_page
    told: Callable[[Any, Collection[uuid.UUID]], dict[uuid.UUID, str]] = _nothing
    errors: dict[str, str] = field(default_factory=dict)
    carries: Carries = Carries.ITS_CASES
    is_listed: bool = True
    sends: bool = False


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    """Make a kind known. Its name stands in rows: it stays when the words change."""
    if kind.name in _kinds:
        raise ValueError(f"job kind {kind.name} is registered twice")
    if not callable(kind.gate):
        raise TypeError(f"job kind {kind.name} passes no output gate (S-91)")
    _kinds[kind.name] = kind
    return kind


def kind_of(name: str) -> JobKind:
    """The kind; KeyError when no app registered it."""
    return _kinds[name]


def all_kinds() -> tuple[JobKind, ...]:
    """Every kind that the running version makes."""
    return tuple(_kinds.values())


def known_kind(name: str) -> JobKind | None:
    """The kind, or None when the version that knew it is gone."""
    return _kinds.get(name)


def unlisted_kinds() -> list[str]:
    """Kinds for which nobody asked by herself, as the daily mail."""
    return [kind.name for kind in _kinds.values() if not kind.is_listed]
