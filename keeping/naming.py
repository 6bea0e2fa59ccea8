"""By which names the other people of a household are known, and whether a text names one of them (S-93).

However it was typed: width, spaces, hiragana and katakana make no difference (documents.text.search_key).
"""

import math
import re
from dataclasses import dataclass
from typing import Any

from cases import models as cases
from documents.text import search_key
from meetings.models import CoordinationRequest

from .kept_besides import rows_of_her
from .models import DisclosureRequest

# What is shorter stands in too many words; readings do so sooner (はな in はなした).
SHORTEST, SHORTEST_READING = 2, 3
# From how many characters on a name without a space is taken to be the whole of one. Of what somebody is called
# (おばあちゃん) never.
SURE, NEVER = 4, math.inf


@dataclass(frozen=True)
class NamesOfOthers:
    """Folded. `certain`: nothing that holds one is given. `perhaps`: somebody looks whether it is meant. `own`: of the
    person herself. One may be a part of the other either way (架空花 in 架空花子): what stands inside one of hers is
    hers, what goes beyond it is not."""

    certain: frozenset[str]
    perhaps: frozenset[str]
    own: frozenset[str]

    def certainly_in(self, text: str) -> bool:
        return self._is_in(text, self.certain)

    def perhaps_in(self, text: str) -> bool:
        return self._is_in(text, self.certain | self.perhaps)

    def _is_in(self, text: str, names: frozenset[str]) -> bool:
        plain = search_key(text)
        hers = _places(plain, self.own)
        return any(
            not any(start <= begin and end <= stop for start, stop in hers)
            for begin, end in _places(plain, names)
        )


def _places(text: str, names: frozenset[str]) -> list[tuple[int, int]]:
    """Where each of them begins and ends, those that overlap as well."""
    return [
        (found.start(), found.start() + len(name))
        for name in names
        for found in re.finditer(f"(?={re.escape(name)})", text)
    ]


def names_of_others(request: DisclosureRequest, user: Any) -> NamesOfOthers:
    """Of the other people of the household: names and readings, former and other names, given names alone. Not those by
    which the person herself is known, nor of rows of hers that were entered twice."""
    case = request.compartment.case_id
    own, others = _Found(), _Found()
    own.add(request.subject)
    hers = rows_of_her(request, user)
    people = cases.Person.objects.visible_to(user).of_case(case)
    for pk, name, kana in people.values_list("pk", "name", "kana"):
        known = own if pk in hers else others
        known.add(name)
        known.add(kana, sure=SURE, shortest=SHORTEST_READING)
    called = cases.OtherName.objects.visible_to(user).of_case(case).filter(removed_on__isnull=True)
    for person, kind, name, kana in called.values_list("person", "kind", "name", "kana"):
        known = own if person in hers else others
        sure = SURE if kind in cases.OtherName.REGISTERED else NEVER
        known.add(name, sure=sure)
        known.add(kana, sure=sure, shortest=SHORTEST_READING)
    # A secretariat knows the household from the request that it received.
    told = CoordinationRequest.objects.visible_to(user).of_case(case)
    for household in told.values_list("household", flat=True):
        for member in household:
            others.add(member.get("name", ""))
    return NamesOfOthers(
        frozenset(others.certain - own.certain - own.perhaps),
        frozenset(others.perhaps - own.certain - own.perhaps),
        frozenset(own.certain),
    )


class _Found:
    """Names as they are found, told apart."""

    def __init__(self) -> None:
        self.certain: set[str] = set()
        self.perhaps: set[str] = set()

    def add(self, name: str, *, sure: float = SHORTEST, shortest: int = SHORTEST) -> None:
        """One that was written with its family name, or is as long as one, is nobody else's; a shorter one may be a
        word as well. Of a whole one the given name alone may stand somewhere."""
        parts, whole = name.split(), search_key(name)
        if len(whole) >= shortest:
            is_certain = len(parts) > 1 or len(whole) >= sure
            (self.certain if is_certain else self.perhaps).add(whole)
        given = [search_key(part) for part in parts[1:]]
        self.perhaps.update(one for one in given if len(one) >= shortest)
