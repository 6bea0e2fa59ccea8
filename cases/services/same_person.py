"""Two files know one person: said by somebody who writes in both, seen by those who see both.

Nothing of either file goes to the other. While anybody of either is protected, the row is there
only for her list (R11); see docs/decisions/0011.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from access import protecting
from access.errors import DomainError
from access.models import Compartment, Protection
from access.shortcuts import save_changed
from cases.merged_rows import standing_keys
from cases.models import Person, SamePerson


@dataclass(frozen=True)
class Elsewhere:
    """The other row of a person of this file."""

    link: SamePerson
    person: Person


def elsewhere(face: Compartment, by: Any) -> dict[Any, list[Elsewhere]]:
    """What else is known of the people of a file, by person; two questions.

    What was said of a row that was merged since is true of the one into which it was merged, in either file.
    """
    links = (
        SamePerson.objects.visible_to(by)
        .filter(Q(compartment=face) | Q(other_compartment=face), ended_on__isnull=True)
        .order_by("created_at", "pk")
    )
    ends = [
        (link, link.person_id, link.other_person_id)
        if link.compartment_id == face.pk
        else (link, link.other_person_id, link.person_id)
        for link in links
    ]
    if not ends:
        return {}
    files = {pk for link in links for pk in (link.compartment_id, link.other_compartment_id)}
    rows = Person.objects.visible_to(by).filter(compartment__in=files)
    known = {row.pk: row for row in rows.select_related("compartment__case")}
    merged = standing_keys(known.values())
    found: dict[Any, list[Elsewhere]] = {}
    for link, *both in ends:
        ours, other = (merged.get(key, key) for key in both)
        if ours in known and other in known:
            found.setdefault(ours, []).append(Elsewhere(link, known[other]))
    return found


@transaction.atomic
def say_same_person(
    *, person: Person, other: Person, reason: str, by: Any, kind: str = SamePerson.Kind.FOUND
) -> SamePerson:
    """Two rows of two files are one person."""
    if person.compartment_id == other.compartment_id:
        raise DomainError("同じ世帯の中の人は、「同じ人をまとめる」で1人にします")
    if kind == SamePerson.Kind.FOUND and not reason.strip():
        raise DomainError("同じ人と分かったわけを書いてください")
    _require_both(by, [person, other])
    _require_on_each_list(by, [person, other])
    _require_equally_protected([person, other])
    known = elsewhere(person.compartment, by).get(person.pk, [])
    if any(one.person.pk == other.pk for one in known):
        raise DomainError("すでに、同じ人として登録されています")
    try:
        with transaction.atomic():
            made: SamePerson = SamePerson.objects.create(
                compartment_id=person.compartment_id,
                created_by=by,
                person=person,
                other_compartment_id=other.compartment_id,
                other_person_id=other.pk,
                kind=kind,
                reason=reason,
            )
            return made
    except IntegrityError as error:
        raise DomainError("すでに、同じ人として登録されています") from error


def _require_both(by: Any, people: Iterable[Person]) -> None:
    wanted = {person.pk for person in people}
    if Person.objects.changeable_by(by).standing().filter(pk__in=wanted).count() < len(wanted):
        raise DomainError("二つの世帯の、どちらにも書き込める人だけが登録できます")


def _require_on_each_list(by: Any, people: Iterable[Person]) -> None:
    """The row is for the lists only while anybody of either file is protected (R11): who is off one neither sees
    whether it is there already, nor may write it."""
    if any(protecting.withholds(person.compartment.case_id, by) for person in people):
        raise DomainError(
            "どちらかの世帯に、保護されている人がいます。同じ人の登録は、保護の名簿にある人が行います。"
            "名簿の人に頼んでください"
        )


def _require_equally_protected(people: list[Person]) -> None:
    """Whoever is protected in one file is protected in the other first: said to be one, she could be found under
    what the other still shows (R11)."""
    kept = Protection.objects.in_force().filter(person_id__in=[person.pk for person in people])
    protected = set(kept.values_list("person_id", flat=True))
    if 0 < len(protected) < len(people):
        raise DomainError(
            "一方の記録で、連絡先が保護されています。先に、もう一方の記録でも「連絡先を保護する」を行ってください"
        )


@transaction.atomic
def unsay_same_person(
    *, link: SamePerson, reason: str, by: Any, version: int | None = None
) -> SamePerson:
    """They are two people after all; that it was said stays in the history."""
    if not reason.strip():
        raise DomainError("取り消すわけを書いてください")
    fields = {"ended_on": timezone.localdate(), "ended_reason": reason}
    return save_changed(link, by=by, fields=fields, version=version)
