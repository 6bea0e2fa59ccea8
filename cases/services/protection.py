"""Protecting a member of a household (DV等支援措置 and the like, R11): the lock, the list by name,
what lies behind it, and lifting it by two people."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import protecting
from access.errors import DomainError
from access.models import CaseFile, Protection
from access.shortcuts import save_changed
from cases.models import (
    CaseRecord,
    ContactPoint,
    Household,
    Person,
    ProtectedContact,
    ProtectionMeasure,
)
from organizations.models import Appointment, Role

from .household import hold_home
from .restrictions import refuse_kept_out, without_kept_out
from .same_person import elsewhere

PROVISIONAL_DAYS = 14
FULL_DAYS = 365
ALERT_DAYS = (60, 30)
DECIDING_ROLES = (Role.SUPERVISOR, Role.COORDINATOR)
MAIL_STOPPED = "郵送停止（保護のため）"


@dataclass(frozen=True)
class MeasureFacts:
    """Why somebody is protected; at the first call nothing of it need be known."""

    kind: str = ProtectionMeasure.Kind.UNKNOWN
    counterpart: str = ""
    proof: str = ""
    note: str = ""


def day_of_review(is_provisional: bool) -> datetime.date:
    """When somebody must look again, unless another day is named."""
    days = PROVISIONAL_DAYS if is_provisional else FULL_DAYS
    return timezone.localdate() + datetime.timedelta(days=days)


def candidates(record: CaseRecord) -> list[Appointment]:
    """Who may be named on the list: those who keep the record of the body, and are not kept out of the case (R12)."""
    from .records import offices_at

    keepers = offices_at(record.body).select_related("staff")
    return without_kept_out(keepers, record.compartment.case)


def may_be_named(protection: Protection, by: Any) -> list[Appointment]:
    """Whom somebody on the list may name: who keeps the record of the body that protects. A coordinator who came on it by
    two, because that body has nobody left, names her colleagues as well (docs/decisions/0998)."""
    from .records import offices_at

    listed = dict(protecting.on_the_list(protection))
    hers = Appointment.objects.with_body().filter(pk=listed.get(by.pk)).first()
    keeper = protection.compartment.organization
    offices = list(offices_at(keeper).select_related("staff")) if keeper else []
    if hers is not None and hers.role == Role.COORDINATOR and hers.body != keeper:
        colleagues = offices_at(hers.body).filter(role_group__role=Role.COORDINATOR)
        offices += colleagues.select_related("staff")
    found = without_kept_out(offices, protection.case)
    return [office for office in found if office.staff_id not in listed]


@transaction.atomic
def protect_person(
    *,
    record: CaseRecord,
    person: Person,
    named: Iterable[Appointment],
    by: Any,
    is_provisional: bool = True,
    review_on: datetime.date | None = None,
    facts: MeasureFacts | None = None,
) -> ProtectionMeasure:
    """Withhold from now on how to find a person, from everybody but the named (R11).

    A provisional lock needs nothing but the names; it stays until somebody decides.
    """
    offices = list(named)
    _require_names(offices, by)
    case = record.compartment.case
    refuse_kept_out(offices, case)
    hold_home(case.pk, by)
    _require_standing(person, by)
    if any(p.person_id == person.pk for p in protecting.protections(case)):
        raise DomainError("この人は、すでに保護されています")
    protection = protecting.protect_person(
        case=case,
        person_id=person.pk,
        body=record.body,
        named=offices,
        review_on=review_on or day_of_review(is_provisional),
        by=by,
        is_provisional=is_provisional,
    )
    measure: ProtectionMeasure = ProtectionMeasure.objects.create(
        compartment=protection.compartment,
        created_by=by,
        person_id=person.pk,
        **vars(facts or MeasureFacts()),
    )
    _hide_area(person, measure, by)
    return measure


@transaction.atomic
def protect_everywhere(
    *,
    record: CaseRecord,
    person: Person,
    named: Iterable[Appointment],
    by: Any,
    is_provisional: bool = True,
    review_on: datetime.date | None = None,
    facts: MeasureFacts | None = None,
) -> list[ProtectionMeasure]:
    """Protect a person in this file, and in each other file of which it is said that it knows her and in which
    the user writes, for the same reason and the same list (R11): found under her address in one, she would be found.

    The measure of this file comes first. Raises DomainError as `protect_person`. Where the user does not write,
    `rows_elsewhere` tells what is not protected yet.
    """
    offices = list(named)
    how = {"is_provisional": is_provisional, "review_on": review_on, "facts": facts, "by": by}
    measures = [protect_person(record=record, person=person, named=offices, **how)]
    waiting, protected = rows_elsewhere(person, by), {person.pk}
    while waiting:
        row = waiting.pop()
        if row.is_protected or row.record is None or row.person.pk in protected:
            continue
        listed = {office.staff_id for office in offices}
        there = [a for a in candidates(row.record) if a.staff_id in listed]
        if _what_the_list_lacks(there, by):
            continue
        measures.append(protect_person(record=row.record, person=row.person, named=there, **how))
        protected.add(row.person.pk)
        waiting += rows_elsewhere(row.person, by)
    return measures


@dataclass(frozen=True)
class RowElsewhere:
    """What another file knows of a protected person: whether she is protected there, and the record of it in which
    the user could do it."""

    person: Person
    is_protected: bool
    record: CaseRecord | None


def rows_elsewhere(person: Person, by: Any) -> list[RowElsewhere]:
    """The rows of a person in other files, as far as the user sees both files (docs/decisions/0011)."""
    known = elsewhere(person.compartment, by).get(person.pk, [])
    found = {one.person.pk: one.person for one in known}.values()
    kept = Protection.objects.in_force().filter(person_id__in=[row.pk for row in found])
    protected = set(kept.values_list("person_id", flat=True))
    records = {
        record.compartment.case_id: record
        for record in CaseRecord.objects.changeable_by(by)
        .filter(compartment__case__in=[row.compartment.case_id for row in found])
        .select_related("body", "compartment__case")
    }
    return [
        RowElsewhere(row, row.pk in protected, records.get(row.compartment.case_id))
        for row in found
    ]


def _require_standing(person: Person, by: Any) -> None:
    """What tells how to find her lies under the row that goes on: a lock on the other would keep nothing."""
    if not Person.objects.visible_to(by).standing().filter(pk=person.pk).exists():
        raise DomainError(
            "この人は、同じ人としてほかの人にまとめられています。世帯の画面から、残っている人の連絡先を保護してください"
        )


def _require_names(offices: list[Appointment], by: Any) -> None:
    lacks = _what_the_list_lacks(offices, by)
    if lacks:
        raise DomainError(lacks)


def _what_the_list_lacks(offices: list[Appointment], by: Any) -> str:
    """The list holds who acts, and a second person who may decide (S-91)."""
    if by.pk not in {o.staff_id for o in offices}:
        return "名簿には、自分を含めてください"
    if not any(o.staff_id != by.pk and o.role in DECIDING_ROLES for o in offices):
        return (
            "名簿に、自分のほかの管理者（事務局では事務局の職員）を1人以上入れてください。"
            "解除と書類の確認は、もう1人が行います"
        )
    return ""


def _hide_area(person: Person, measure: ProtectionMeasure, by: Any) -> None:
    """The area of the household moves behind the lock (R11). The household is held: whoever writes an area at this
    moment waits, and sees the protection then."""
    found = Household.objects.changeable_by(by).filter(pk=person.household_id)
    household = found.select_related("area").first()
    if household is not None and household.area is not None:
        add_protected_contact(measure=measure, kind="area", value=household.area.name, by=by)
        save_changed(household, by=by, fields={"area": None})


@transaction.atomic
def add_protected_contact(
    *, measure: ProtectionMeasure, kind: str, value: str, by: Any, note: str = ""
) -> ProtectedContact:
    """Another way to find a protected person; it is never basic information by itself. Raises DomainError
    when the protection was lifted, as all that is entered behind the lock does."""
    _in_force(measure)
    made: ProtectedContact = ProtectedContact.objects.create(
        compartment_id=measure.compartment_id,
        created_by=by,
        measure=measure,
        kind=kind,
        value=value,
        note=note,
    )
    return made


@transaction.atomic
def end_protected_contact(*, contact: ProtectedContact, by: Any) -> ProtectedContact:
    """Not used any more; it stays in the history of the compartment."""
    return save_changed(contact, by=by, fields={"ended_on": timezone.localdate()})


@transaction.atomic
def reuse_protected_contact(*, contact: ProtectedContact, by: Any) -> ProtectedContact:
    """It was ended by mistake, or is used again. Raises DomainError when the protection was lifted, as writing another
    behind the lock does."""
    _in_force(contact.measure)
    return save_changed(contact, by=by, fields={"ended_on": None})


@transaction.atomic
def change_measure(
    *, measure: ProtectionMeasure, facts: MeasureFacts, by: Any, version: int | None = None
) -> ProtectionMeasure:
    """Complete or correct why somebody is protected."""
    _in_force(measure)
    return save_changed(measure, by=by, fields=dict(vars(facts)), version=version)


def protection_of(measure: ProtectionMeasure) -> Protection:
    """The protection that a measure explains, in force or lifted."""
    people = ("lift_asked_by", "created_by", "confirmed_by")
    made: Protection = Protection.objects.select_related("compartment", *people).get(
        compartment=measure.compartment_id
    )
    return made


def _in_force(measure: ProtectionMeasure) -> Protection:
    """The protection that a measure explains. Raises DomainError when it was lifted meanwhile."""
    found = protection_of(measure)
    if found.ended_at is not None:
        raise DomainError(
            "この保護は、すでに解除されています。続きは、世帯の画面で確かめてください"
        )
    return found


@transaction.atomic
def confirm_protection(
    *,
    measure: ProtectionMeasure,
    by: Any,
    review_on: datetime.date | None = None,
    version: int | None = None,
) -> None:
    """A supervisor makes a provisional lock a protection, or prolongs one; who had asked that it be lifted is
    answered by it. Raises StaleError when somebody decided about it since `version`."""
    _require_deciding(measure, by)
    if measure.kind == ProtectionMeasure.Kind.UNKNOWN:
        raise DomainError("先に、保護の種類を書いてください")
    protecting.make_full(
        protection=_in_force(measure),
        review_on=review_on or day_of_review(False),
        by=by,
        version=version,
    )


@transaction.atomic
def ask_to_release(*, measure: ProtectionMeasure, reason: str, by: Any) -> None:
    """Somebody on the list asks that the protection be lifted."""
    protecting.ask_to_release(protection=_in_force(measure), reason=reason, by=by)


@transaction.atomic
def release(
    *, measure: ProtectionMeasure, reason: str, by: Any, version: int | None = None
) -> None:
    """A supervisor on the list lifts what another has asked for, or a provisional lock. Raises StaleError when
    somebody decided about it, or asked, since `version`."""
    _require_deciding(measure, by)
    protecting.release(protection=_in_force(measure), reason=reason, by=by, version=version)


def may_decide(protection: Protection, by: Any) -> bool:
    """Whether the office in which somebody stands on the list is one that decides (R11): another that she holds
    elsewhere is of no account."""
    listed = [office for staff, office in protecting.on_the_list(protection) if staff == by.pk]
    held = Appointment.objects.current().filter(pk__in=listed)
    return bool(held.filter(role_group__role__in=DECIDING_ROLES).exists())


def _require_deciding(measure: ProtectionMeasure, by: Any) -> None:
    if not may_decide(protection_of(measure), by):
        raise DomainError("これを決めるのは、名簿にある管理者（事務局では事務局の職員）です")


@transaction.atomic
def admit_to_list(*, measure: ProtectionMeasure, appointment: Appointment, by: Any) -> None:
    """Name another person on the list."""
    protection = _in_force(measure)
    if any(staff == appointment.staff_id for staff, _ in protecting.on_the_list(protection)):
        raise DomainError("この人は、すでに名簿にあります")
    refuse_kept_out([appointment], protection.case)
    protecting.admit(protection=protection, appointment=appointment, by=by)


def is_short(offices: Iterable[Appointment]) -> bool:
    """Whether a list is too short for two to decide (S-91): alone, or nobody on it who may. Whose office is over, or
    who is kept out of the case, stands on it no more."""
    listed = list(offices)
    # One person may stand on it in two offices.
    return len({office.staff_id for office in listed}) < 2 or not any(
        office.role in DECIDING_ROLES for office in listed
    )


def has_short_list(case: CaseFile) -> bool:
    """Whether a protection of the case on whose list the acting user stands has too few on it by now."""
    lists = [protecting.on_the_list(one) for one in protecting.protections(case)]
    offices = Appointment.objects.select_related("role_group")
    return any(
        is_short(offices.filter(pk__in=[office for _, office in found])) for found in lists if found
    )


@transaction.atomic
def leave_list(*, measure: ProtectionMeasure, staff: Any) -> None:
    """Take a person off the list; who decides must remain on it."""
    protection = protection_of(measure)
    remaining = [a for who, a in protecting.on_the_list(protection) if who != staff.pk]
    if is_short(Appointment.objects.filter(pk__in=remaining).select_related("role_group")):
        raise DomainError(
            "名簿には、管理者を含む2人以上が残るようにしてください。先に、ほかの人を加えてください"
        )
    protecting.leave_list(protection=protection, user=staff)


@dataclass(frozen=True)
class PostalAddress:
    """What may stand on an envelope."""

    text: str
    is_stopped: bool = False


def postal_address(person: Person, by: Any) -> PostalAddress:
    """The one place from which letters and labels take an address (S-92).

    Protected: no letter, whoever asks; the newest address that is still used otherwise.
    """
    if Protection.objects.in_force().filter(person_id=person.pk).exists():
        return PostalAddress(MAIL_STOPPED, is_stopped=True)
    found = ContactPoint.objects.visible_to(by).filter(
        person=person, kind=ContactPoint.Kind.ADDRESS, ended_on__isnull=True
    )
    newest = found.order_by("-created_at", "-id").first()
    return PostalAddress(newest.value if newest else "")
