"""The household as of today, and who belonged to it before: what its page shows."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from . import services, surroundings
from .models import ContactPoint, Household, HouseholdStay, OtherName, Person, PersonMerge
from .page import CasePage
from .services.same_person import Elsewhere


@dataclass(frozen=True)
class Member:
    """A person of the file with her names and her times in the household."""

    person: Person
    stays: list[HouseholdStay] = field(default_factory=list)
    names: list[OtherName] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    ended: list[ContactPoint] = field(default_factory=list)


@dataclass(frozen=True)
class Merged:
    """Two rows that were merged, and what keeps that from being taken back now: the survivor was merged into another
    later, which goes first, or is protected (R11)."""

    row: PersonMerge
    first: PersonMerge | None
    is_protected: bool


@dataclass(frozen=True)
class HouseholdView:
    """Who belongs to it today, and who did before; what is said of all of them."""

    home: Household | None
    present: list[Member]
    former: list[Member]
    merges: list[Merged]


def home_of(page: CasePage) -> Household | None:
    """What is said of the household as a whole, where the basic information is open."""
    return next(iter(page.rows(surroundings.home_of)), None)


def household_of(page: CasePage) -> HouseholdView:
    """Everybody of the file, in as many questions for one as for twenty."""
    user: Any = page.user
    people = list(
        Person.objects.visible_to(user)
        .standing()
        .filter(compartment=page.face)
        .prefetch_related(
            Prefetch("contact_points", queryset=ContactPoint.objects.visible_to(user))
        )
    )
    names: dict[Any, list[OtherName]] = {}
    for row in OtherName.objects.visible_to(user).filter(
        compartment=page.face, removed_on__isnull=True
    ):
        names.setdefault(row.person_id, []).append(row)
    stays = services.stays_of(people, user)
    assert page.face is not None
    known = services.elsewhere(page.face, user)
    members = [
        Member(p, stays.get(p.pk, []), names.get(p.pk, []), known.get(p.pk, []), _ended(p))
        for p in people
    ]
    return HouseholdView(
        home_of(page),
        [m for m in members if services.belongs(m.stays)],
        [m for m in members if not services.belongs(m.stays)],
        _merged(page),
    )


def _ended(person: Person) -> list[ContactPoint]:
    """Ways to reach her that are not used any more, the last first."""
    found = [(point.ended_on, point) for point in person.contact_points.all() if point.ended_on]
    return [point for _, point in sorted(found, key=lambda one: one[0], reverse=True)]


def _merged(page: CasePage) -> list[Merged]:
    assert page.face is not None
    rows: list[PersonMerge] = list(services.merges_of(page.face, page.user))
    later = {row.merged_id: row for row in rows}
    return [
        Merged(row, later.get(row.survivor_id), row.survivor_id in page.protections) for row in rows
    ]
