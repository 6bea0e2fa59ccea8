"""What the withdrawal of a consent closes, told before it is received (R8, R22).

Apps above cases add what rests on a consent (`register_effect`); each counts only what is visible to
the user, so nothing hidden is told (R14).
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from . import codes
from .models import Consent, ConsentPerson, Person, Referral, SharedExtract
from .services.consent_attempts import opened_without
from .services.consent_legs import handed_on_paper, legs_ending
from .services.consents import bodies_of
from .services.endings import Leaving, endings_of
from .services.withdrawals import (
    Remaining,
    Withdrawn,
    series_of,
    what_goes_on,
    who_withdraws,
)

_providers: list[Callable[[Any, list[Consent]], list[str]]] = []


def register_effect(provider: Callable[[Any, list[Consent]], list[str]]) -> None:
    """Add sentences about what rests on these consents and stops with them."""
    _providers.append(provider)


@dataclass(frozen=True)
class BodyEffect:
    """A named body, how many of its people lose sight, and how many go on seeing a part."""

    name: str
    people: int
    goes_on: bool


@dataclass(frozen=True)
class GoesOn:
    """A sheet that goes on: with whom, for whom, of what kinds, until when."""

    until: datetime.date
    persons: list[str]
    bodies: list[BodyEffect]
    kinds: list[str]


@dataclass(frozen=True)
class Effect:
    """What closes, and what goes on."""

    bodies: list[BodyEffect]
    people: int
    extracts: int
    opens_basics: bool
    basics_of_others: int
    legs: list[Referral]
    on_paper: set[Any]
    left: list[GoesOn]
    others: list[Consent]
    sentences: list[str]

    @property
    def is_all(self) -> bool:
        return not self.left


def effect_of(consent: Consent, taken: Withdrawn, user: Any) -> Effect:
    """The effect of taking back a part of a consent, or all of it, with the other sheets of its series."""
    closing = [consent, *series_of(consent, user)]
    left = what_goes_on(closing, taken, user)
    leaving = who_withdraws(closing, left, user)
    rows = [row for sheet in closing for row in bodies_of(sheet, user)]
    legs = legs_ending(consent, leaving, taken.bodies, user, closing=closing, left=left)
    going = Leaving(consent.compartment.case, consent.body, leaving, taken.bodies, closing, left)
    ends = [one.words for one in endings_of(going, user)]
    return Effect(
        bodies=_bodies(rows, {row.body_id for one in left for row in one.bodies}),
        people=len({row.appointment.staff_id for row in rows}),
        extracts=SharedExtract.objects.visible_to(user).filter(consent__in=closing).count(),
        opens_basics=any(sheet.opens_basics for sheet in closing),
        basics_of_others=_basics_of_others(closing, leaving, user),
        legs=legs,
        on_paper=handed_on_paper(legs, user),
        left=[_goes_on(one) for one in left],
        others=other_consents(consent, closing, user),
        sentences=ends + [words for provider in _providers for words in provider(user, closing)],
    )


def _bodies(rows: Iterable[Any], staying: Collection[Any]) -> list[BodyEffect]:
    """Each named body once, with how many of its people read."""
    people: dict[Any, set[Any]] = {}
    names: dict[Any, str] = {}
    for row in rows:
        people.setdefault(row.body_id, set()).add(row.appointment.staff_id)
        names[row.body_id] = row.body.name
    return [BodyEffect(names[key], len(held), key in staying) for key, held in people.items()]


def _goes_on(left: Remaining) -> GoesOn:
    return GoesOn(
        until=left.consent.valid_until_on,
        persons=[row.name for row in left.persons],
        bodies=_bodies(left.bodies, {row.body_id for row in left.bodies}),
        kinds=codes.labels(codes.CATEGORY, left.categories),
    )


def _basics_of_others(closing: list[Consent], leaving: list[Person], user: Any) -> int:
    """How many consents of others in the household stop opening the basic information: it names whoever
    withdraws (R3)."""
    opened = {row.pk for person in leaving for row in opened_without(person, user)}
    return len(opened - {row.pk for row in closing})


def other_consents(consent: Consent, closing: Iterable[Consent], user: Any) -> list[Consent]:
    """Consents of the same persons in other series, which the withdrawal does not touch."""
    persons = ConsentPerson.objects.visible_to(user)
    mine = persons.filter(consent=consent).values("person_id")
    same = persons.filter(person_id__in=mine).values("consent")
    rows = Consent.objects.visible_to(user).valid().of_case(consent.compartment.case)
    return list(
        rows.filter(pk__in=same)
        .exclude(pk__in=[row.pk for row in closing])
        .select_related("body")
        .distinct()
    )
