"""What apps above cases have sent on 本人同意 and ends while it waits for its answer: with a withdrawal or a refusal
(R3, R8; domain.md 2.1 R08 b)."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from access.models import CaseFile
from cases.models import Consent, Person
from organizations.models import Body


@dataclass(frozen=True)
class Leaving:
    """Who consents to nothing any more, as a body was told; the bodies that are taken out; the sheets that close, and
    what is left of them."""

    case: CaseFile
    body: Body
    people: Collection[Person]
    bodies: Collection[uuid.UUID] = ()
    closing: Collection[Consent] = ()
    left: Collection[Any] = ()


@dataclass(frozen=True)
class Ending:
    """Something that ends: in words, and the act."""

    words: str
    end: Callable[[], object]


_endings: list[Callable[[Leaving, Any], list[Ending]]] = []


def register_ending(provider: Callable[[Leaving, Any], list[Ending]]) -> None:
    """Add what an app has sent on a consent; asked before the consent closes."""
    _endings.append(provider)


def endings_of(leaving: Leaving, by: Any) -> list[Ending]:
    """What ends besides つなぎ."""
    return [one for provider in _endings for one in provider(leaving, by)]
