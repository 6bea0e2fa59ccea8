"""Who might be the person that is being typed: offered among what the user may see, and nobody else.

The same people are found as by the search (R1, R11): by name, reading and other names; what is
protected is how to find somebody, and nothing of that is asked or shown here.
"""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from documents.births import Estimate, read_birth
from documents.text import search_key
from documents.wareki import DateInputError

from .models import CaseRecord, Person, RecordState

SHORTEST = 2  # letters of a name from which on it is worth looking
LOOKED_AT, OFFERED = 60, 5


@dataclass(frozen=True)
class Likely:
    """Somebody who may be the person, and what is alike."""

    person: Person
    alike: list[str]
    is_of_household: bool = False
    has_ended: bool = False


@dataclass(frozen=True)
class Typed:
    """What stands in the fields so far."""

    name: str = ""
    kana: str = ""
    birth_on: datetime.date | None = None

    @classmethod
    def of(cls, name: str, kana: str, birth: str) -> "Typed":
        try:
            read = read_birth(birth[:40]) if birth.strip() else None
        except DateInputError:
            read = None
        day = None if isinstance(read, Estimate) else read
        return cls(search_key(name[:100]), search_key(kana[:150]), day)


def likely_people(user: Any, typed: Typed, household: Any = None) -> list[Likely]:
    """At most five, those first of whom most is alike; two questions, however many there are, and one where somebody
    is offered."""
    wanted = Q(pk__in=[])
    for key in (typed.name, typed.kana):
        if len(key) >= SHORTEST:
            wanted |= Q(pk__in=Person.objects.visible_to(user).called(key).values("pk"))
    if typed.birth_on:
        wanted |= Q(birth_on=typed.birth_on)
    if not wanted.children[1:]:
        return []
    rows = Person.objects.visible_to(user).standing().filter(wanted)
    found = rows.select_related("compartment__case").order_by("-created_at", "pk")[:LOOKED_AT]
    offered = [_compared(person, typed, household) for person in found]
    first = sorted(offered, key=lambda one: (-len(one.alike), not one.is_of_household))[:OFFERED]
    ended = _ended(user, {one.person.compartment.case_id for one in first})
    return [replace(one, has_ended=one.person.compartment.case_id in ended) for one in first]


def _ended(user: Any, cases: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these cases those in which every record that the user sees is closed; of what she does not see nothing is
    told (R14), and so nothing of a case of whose records she sees none."""
    if not cases:
        return set()
    rows = CaseRecord.objects.visible_to(user).filter(compartment__case__in=cases)
    states = list(rows.values_list("compartment__case", "state"))
    going_on = {case for case, state in states if state != RecordState.CLOSED}
    return {case for case, _ in states} - going_on


def _compared(person: Person, typed: Typed, household: Any) -> Likely:
    alike = []
    by_name, by_kana = search_key(person.name), search_key(person.kana)
    if len(typed.name) >= SHORTEST and typed.name in by_name:
        alike.append("氏名")
    if len(typed.kana) >= SHORTEST and typed.kana in by_kana:
        alike.append("ふりがな")
    if typed.birth_on and person.birth_on == typed.birth_on:
        alike.append("生年月日")
    return Likely(person, alike or ["ほかの名前"], person.compartment_id == household)
