"""The pages of protections: which measure of a household belongs to which (R11)."""

from typing import Any

from access.models import Protection
from access.renewing import LeftAlone, left_alone_in

from . import codes
from .models import Person, ProtectionMeasure


def measures_of(user: Any, protections: list[Protection]) -> Any:
    """Compartment and measure of these protections, as far as she sees them."""
    return (
        ProtectionMeasure.objects.visible_to(user)
        .filter(compartment__in=[p.compartment_id for p in protections])
        .values_list("compartment_id", "pk")
    )


def lists_left_alone(page: Any) -> list[tuple[LeftAlone, Person | None]]:
    """Lists of a household on which nobody stands any more, and whose, for those who may renew them."""
    if not page.protections:
        return []
    people = {person.pk: person for person in page.people}
    whose = {row.pk: people.get(row.person_id) for row in page.protections.values()}
    return [(one, whose.get(one.protection)) for one in left_alone_in(page.case.pk)]


def suggests_protection(page: Any) -> bool:
    """Whether an intake spoke of DV or abuse and nobody's contacts are protected yet, to who may do it (R11)."""
    may_protect = page.may_add_to_record and page.may_write_face and page.subject
    if not may_protect or page.protections:
        return False
    return any(codes.ABUSE_TOPIC in intake.topics for intake in page.intakes)
