"""An intake is completed or corrected later: the intake itself, the person, how to reach her.

One page holds rows of two compartments; each is saved under its own version, or nothing is.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import protecting
from access.errors import DomainError
from access.models import Protection
from access.shortcuts import save_changed
from access.stale import stale_among
from cases.models import ContactPoint, Household, Intake, Person

from .household import change_household
from .intakes import (
    PERSON,
    IntakeFacts,
    MemberFacts,
    add_contact,
    intake_fields,
    person_fields,
    require_answers,
    with_own_number,
)
from .matching import find_elsewhere

# Ways to reach the person that the sheet holds: field of the facts, kind.
CONTACTS = {
    "phone": ContactPoint.Kind.PHONE,
    "other_phone": ContactPoint.Kind.PHONE,
    "mail": ContactPoint.Kind.MAIL,
    "address": ContactPoint.Kind.ADDRESS,
}


@dataclass(frozen=True)
class IntakeSheet:
    """The rows behind one intake sheet, as far as they are open to who asks."""

    intake: Intake
    subject: Person | None = None
    household: Household | None = None
    contacts: dict[str, ContactPoint] = field(default_factory=dict)
    # Versions of all contacts that ever were: ending one must not lower the sum.
    contact_versions: int = 0
    # Somebody of the case is protected, and her list does not name the user: who called, and from which
    # number, may lead to where she is (R11).
    withholds_phone: bool = False
    # Somebody of the case is protected: the 圏域 of the household lies behind the lock (R11).
    hides_area: bool = False

    @property
    def rows(self) -> list[Any]:
        """The rows whose content stands on the sheet."""
        found = [self.intake, self.subject, self.household, *self.contacts.values()]
        return [row for row in found if row is not None]

    @property
    def version(self) -> int:
        """Grows whenever one of the rows is changed, ends or is added; never falls."""
        rows = [self.intake, self.subject, self.household]
        return self.contact_versions + sum(row.version for row in rows if row is not None)

    @property
    def visitor_phone(self) -> str:
        """The number of who came, where the user may see it."""
        return "" if self.withholds_phone else self.intake.visitor_phone


def sheet_of(intake: Intake, user: Any) -> IntakeSheet:
    """The rows of an intake sheet: what is not open to the user is not in it (R2, R11)."""
    case = intake.compartment.case_id
    subject = (
        Person.objects.visible_to(user)
        .filter(compartment__case=case, is_subject=True)
        .select_related("compartment")
        .first()
    )
    homes = Household.objects.visible_to(user).filter(compartment__case=case)
    household = homes.select_related("area", "compartment").first()
    rows: list[ContactPoint] = []
    if subject is not None:
        known = ContactPoint.objects.visible_to(user).filter(person=subject)
        rows = list(known.order_by("created_at", "pk"))
    versions = sum(row.version for row in rows)
    withholds = bool(intake.visitor_phone) and protecting.withholds(case, user)
    hides_area = Protection.objects.in_force().filter(case=case).exists()
    return IntakeSheet(intake, subject, household, _in_use(rows), versions, withholds, hides_area)


def _in_use(rows: list[ContactPoint]) -> dict[str, ContactPoint]:
    """The first phone, a second one, mail and address in use."""
    found: dict[str, ContactPoint] = {}
    for row in (row for row in rows if row.ended_on is None):
        free = [name for name, kind in CONTACTS.items() if kind == row.kind and name not in found]
        if free:
            found[free[0]] = row
    return found


@transaction.atomic
def change_intake(
    *, intake: Intake, facts: IntakeFacts, by: Any, version: int | None = None
) -> Intake:
    """Complete or correct the intake itself; earlier wording stays in the history.

    The day on which it was received stays where none is given: it is the day from which everything is counted.
    Raises DomainError for a number of the 本人 that is to be kept here: it is one of her ways to be reached (R11).
    """
    require_answers(facts)
    facts = replace(facts, received_on=facts.received_on or intake.received_on)
    if facts.visitor == PERSON and facts.visitor_phone not in ("", intake.visitor_phone):
        raise DomainError(
            "本人の電話番号は、世帯の人の連絡先に加えてください。ここは空けておきます"
        )
    return save_changed(intake, by=by, fields=intake_fields(facts), version=version)


@transaction.atomic
def change_sheet(
    *,
    sheet: IntakeSheet,
    facts: IntakeFacts,
    subject: MemberFacts | None,
    by: Any,
    version: int | None = None,
) -> Intake:
    """Complete or correct the whole sheet; StaleError when any part was changed meanwhile."""
    if version is not None and version != sheet.version:
        raise stale_among(sheet.rows, by)
    if sheet.withholds_phone:
        facts = replace(facts, visitor_phone=sheet.intake.visitor_phone)
    elif subject is not None:
        facts = with_own_number(facts)
    change_intake(intake=sheet.intake, facts=facts, by=by, version=sheet.intake.version)
    if subject is None:
        return sheet.intake
    if sheet.household is not None:
        change_household(
            household=sheet.household,
            considerations=facts.considerations,
            area=None if sheet.hides_area else facts.area,
            by=by,
        )
    if sheet.subject is not None:
        _change_subject(sheet.subject, subject, by)
        for name, kind in CONTACTS.items():
            _change_contact(sheet, name, kind, facts, by)
    return sheet.intake


def _change_subject(person: Person, facts: MemberFacts, by: Any) -> None:
    fields = {n: v for n, v in person_fields(facts).items() if n not in _NOT_ON_THE_SHEET}
    if any(getattr(person, name) != value for name, value in fields.items()):
        save_changed(person, by=by, fields=fields)
        find_elsewhere(person, by=by)


_NOT_ON_THE_SHEET = ("relation", "lives_together", "note")


def _change_contact(sheet: IntakeSheet, name: str, kind: str, facts: IntakeFacts, by: Any) -> None:
    """Another number takes the place of the old one, which stays in the history as ended."""
    assert sheet.subject is not None
    known, value = sheet.contacts.get(name), getattr(facts, name)
    note = facts.phone_note if name == "phone" else (known.note if known else "")
    if known is not None and (known.value, known.note) == (value, note):
        return
    if known is not None and known.value == value:
        save_changed(known, by=by, fields={"note": note})
        return
    if known is not None:
        save_changed(known, by=by, fields={"ended_on": timezone.localdate()})
    if value:
        add_contact(person=sheet.subject, kind=kind, value=value, note=note, by=by)
