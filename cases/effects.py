"""What the withdrawal of a consent closes, told before it is received (R8, R22).

Apps above cases add what rests on a consent (`register_effect`); each counts only what is visible to
the user, so nothing hidden is told (R14).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .models import Consent, ConsentPerson, Person, Referral, SharedExtract
from .services.consent_attempts import opened_without
from .services.consent_legs import legs_ending
from .services.consents import bodies_of
from .services.withdrawals import Withdrawn, remaining, series_of, who_withdraws

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
class Effect:
    """What closes, and what goes on."""

    bodies: list[BodyEffect]
    people: int
    extracts: int
    opens_basics: bool
    basics_of_others: int
    legs: list[Referral]
    persons_left: list[str]
    kinds_left: list[str]
    others: list[Consent]
    sentences: list[str]

    @property
    def is_all(self) -> bool:
        return not self.persons_left


def effect_of(consent: Consent, taken: Withdrawn, user: Any) -> Effect:
    """The effect of taking back a part of a consent, or all of it."""
    left = remaining(consent, taken, user)
    staying = {row.body_id for row in left.bodies} if left else set()
    people: dict[Any, set[Any]] = {}
    names: dict[Any, str] = {}
    rows = list(bodies_of(consent, user))
    for row in rows:
        people.setdefault(row.body_id, set()).add(row.appointment.staff_id)
        names[row.body_id] = row.body.name
    closing = [consent, *series_of(consent, user)]
    leaving = who_withdraws(closing, left, user)
    return Effect(
        bodies=[BodyEffect(names[key], len(held), key in staying) for key, held in people.items()],
        people=len({row.appointment.staff_id for row in rows}),
        extracts=SharedExtract.objects.visible_to(user).filter(consent__in=closing).count(),
        opens_basics=consent.opens_basics,
        basics_of_others=_basics_of_others(closing, leaving, user),
        legs=legs_ending(consent, leaving, taken.bodies, user),
        persons_left=[row.name for row in left.persons] if left else [],
        kinds_left=left.categories if left else [],
        others=other_consents(consent, closing, user),
        sentences=[words for provider in _providers for words in provider(user, closing)],
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
