"""What apps above cases have sent on 本人同意 and ends while it waits for its answer: with a withdrawal or a refusal
(R3, R8; domain.md 2.1 R08 b)."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from access.models import CaseFile
from cases.models import CaseRecord, Consent, Person
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
_renewals: list[Callable[[CaseRecord, Any], None]] = []


def register_ending(provider: Callable[[Leaving, Any], list[Ending]]) -> None:
    """Add what an app has sent on a consent; asked before the consent closes."""
    _endings.append(provider)


def register_renewal(act: Callable[[CaseRecord, Any], None]) -> None:
    """Add what moves the end of what an app has sent on a consent, once that was renewed or another goes on in its
    place (R3, R17)."""
    _renewals.append(act)


def renew_others(record: CaseRecord, by: Any) -> None:
    """What was sent besides つなぎ on consents of this body ends with them as they are now."""
    for act in _renewals:
        act(record, by)


def endings_of(leaving: Leaving, by: Any) -> list[Ending]:
    """What ends besides つなぎ."""
    return [one for provider in _endings for one in provider(leaving, by)]
