"""Kinds of jobs. An app registers what it can make; this package knows none of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from access.reading import ReadingLog


class NotPermitted(Exception):
    """Who asked does not see the object (any more)."""


@dataclass(frozen=True)
class Result:
    """What a job made. The file name holds no name and no number (S-50)."""

    content: bytes
    content_type: str
    file_name: str


@dataclass(frozen=True)
class JobKind:
    """Two halves: `gather` reads rows as who asked, inside a transaction, and notes the reading;
    `make` works on what was gathered, outside of any transaction."""

    name: str
    label: str
    gather: Callable[[Any, uuid.UUID, str, ReadingLog], Any]
    make: Callable[[Any], Result]
    may: Callable[[Any, uuid.UUID], bool]


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    _kinds[kind.name] = kind
    return kind


def kind_of(name: str) -> JobKind:
    """The kind; KeyError for one that no app registered."""
    return _kinds[name]
