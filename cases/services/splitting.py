"""A household splits: a file of its own for those who go, with what was chosen to go along.

Never less shielded than before: who is protected stays so in the new file (R11), who is kept out
stays out (R12), and a narrowed file begets a narrowed one (R2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access import explain, grants, protecting
from access.errors import DomainError
from access.models import CaseFile, Protection
from access.shortcuts import save_changed
from cases.models import (
    CaseRecord,
    ContactPoint,
    Household,
    HouseholdStay,
    OtherName,
    Person,
    ProtectedContact,
    ProtectionMeasure,
    RecordState,
    RelationCheck,
    SamePerson,
)
from documents.partial_dates import PartialDate
from organizations.models import Appointment

from .family import bonds_of
from .matching import find_elsewhere
from .memberships import leave_household
from .protection import MeasureFacts, add_protected_contact, protect_person
from .records import (
    assign_staff,
    enter_record,
    narrow_to_staff,
    offices_at,
    staff_in_charge,
    staff_version,
)
from .restrictions import without_kept_out
from .same_person import say_same_person

COPIED = (
    *("name", "kana", "name_kind", "search_key", "sex", "birth_on", "birth_estimate", "note"),
    *("is_deceased", "died_on", "died_precision", "is_key_person"),
)


@dataclass(frozen=True)
class SplitFacts:
    """Who goes, who of them is the person of the new file, and what goes along."""

    members: Sequence[Person]
    subject: Person
    contacts: Sequence[ContactPoint | ProtectedContact] = ()
    with_names: bool = True
    with_bonds: bool = True
    with_considerations: bool = False
    left: PartialDate | None = None
    reason: str = HouseholdStay.Reason.SPLIT


@transaction.atomic
def split_household(
    *, record: CaseRecord, facts: SplitFacts, by: Any, version: int | None = None
) -> CaseFile:
    """Open a file for those who go; they leave the old household. Returns the new file."""
    old = _held_household(record, by, version)
    people = _who_goes(old, facts, by)
    protections = _protections_of(record.compartment.case, people, by)
    case, face, compartment = grants.open_case(body=record.body, by=by)
    household = Household.objects.create(
        compartment=face,
        created_by=by,
        considerations=old.considerations if facts.with_considerations else "",
    )
    made = {
        person.pk: _copy_person(person, household, facts.subject, order, by)
        for order, person in enumerate(people)
    }
    # She was received in the old file: nothing waits for a first look here, and no reception would take one.
    new_record = enter_record(
        compartment=compartment, body=record.body, state=RecordState.SUPPORTING, by=by
    )
    _keep_out(record.compartment.case, case, by)
    measures = {
        person: _protect_again(new_record, made[person], lock, by)
        for person, lock in protections.items()
    }
    _keep_narrow(record, new_record, by)
    _carry(facts, made, measures, by)
    for person in people:
        leave_household(person=person, left=facts.left, reason=facts.reason, by=by)
        say_same_person(
            person=person, other=made[person.pk], reason="", kind=SamePerson.Kind.SPLIT, by=by
        )
    return case


def _held_household(record: CaseRecord, by: Any, version: int | None) -> Household:
    found = Household.objects.changeable_by(by).select_for_update(of=("self",))
    old = found.filter(compartment__case=record.compartment.case_id).first()
    if old is None:
        raise DomainError("この世帯には書き足せません")
    # A colleague who splits it at the same moment is told.
    made: Household = save_changed(old, by=by, fields={}, version=version)
    return made


def _who_goes(old: Household, facts: SplitFacts, by: Any) -> list[Person]:
    """Those chosen, as they are now, the new 本人 first."""
    wanted = {person.pk for person in facts.members}
    if not wanted:
        raise DomainError("新しい世帯に移る人を選んでください")
    if facts.subject.pk not in wanted:
        raise DomainError("新しい世帯の本人は、移る人から選んでください")
    present = Person.objects.changeable_by(by).in_household().filter(household=old)
    people = [person for person in present if person.pk in wanted]
    if len(people) < len(wanted):
        raise DomainError("いま世帯にいない人が選ばれています。選び直してください")
    if any(person.is_subject for person in people):
        raise DomainError(
            "本人は、今の世帯に残ります。本人が出ていくときは、残る人のほうを新しい世帯に移してください"
        )
    return sorted(people, key=lambda person: person.pk != facts.subject.pk)


def _protections_of(case: CaseFile, people: list[Person], by: Any) -> dict[Any, Protection]:
    """Protections of those who go. Only somebody on each list of the file splits it, whoever goes: she carries them
    over, and what binds the two files is for the lists only (R11)."""
    if protecting.withholds(case.pk, by):
        raise DomainError(
            "保護されている人のいる世帯を分けるのは、保護の名簿にある人が行います。名簿の人に頼んでください"
        )
    going = {person.pk for person in people}
    return {p.person_id: p for p in protecting.protections(case) if p.person_id in going}


def _copy_person(
    person: Person, household: Household, subject: Person, order: int, by: Any
) -> Person:
    is_subject = person.pk == subject.pk
    made: Person = Person.objects.create(
        compartment_id=household.compartment_id,
        created_by=by,
        household=household,
        is_subject=is_subject,
        # What she was to the old 本人 says nothing here.
        relation="本人" if is_subject else "",
        order=order,
        **{name: getattr(person, name) for name in COPIED},
    )
    return made


def _keep_out(old: CaseFile, new: CaseFile, by: Any) -> None:
    """Who is kept out of the old file is kept out of the new one (R12)."""
    for known in explain.restrictions(old):
        protecting.restrict(
            case=new,
            user=known.user,
            reason=known.reason,
            relation=known.relation,
            valid_until=known.valid_until,
            by=by,
        )


def _protect_again(
    record: CaseRecord, person: Person, lock: Protection, by: Any
) -> ProtectionMeasure:
    """The same list protects her in the new file, for the same reason, until the same day."""
    offices = [appointment for _, appointment in protecting.on_the_list(lock)]
    known = ProtectionMeasure.objects.visible_to(by).filter(compartment=lock.compartment_id).first()
    facts = MeasureFacts(known.kind, known.counterpart, known.proof, known.note) if known else None
    return protect_person(
        record=record,
        person=person,
        named=Appointment.objects.with_body().filter(pk__in=offices),
        is_provisional=lock.state == Protection.State.PROVISIONAL,
        review_on=lock.review_on,
        facts=facts,
        by=by,
    )


def _keep_narrow(old: CaseRecord, new: CaseRecord, by: Any) -> None:
    """A narrowed file begets a narrowed one, for the same staff in charge (R2, R23)."""
    for check in RelationCheck.objects.visible_to(by).filter(record=old):
        _copy(check, new, by, record=new, staff=check.staff)
    in_charge = {row.staff_id for row in staff_in_charge(old, by)}
    held = [office for office in offices_at(old.body) if office.staff_id in in_charge]
    named = without_kept_out(held, new.compartment.case)
    version = staff_version(staff_in_charge(new, by))
    if old.is_narrowed:
        narrow_to_staff(record=new, staff=named, version=version, by=by)
    elif named:
        assign_staff(record=new, staff=named, version=version, by=by)


def _carry(
    facts: SplitFacts, made: dict[Any, Person], measures: dict[Any, ProtectionMeasure], by: Any
) -> None:
    """What was chosen to go along, copied; the old file keeps its own."""
    for point in facts.contacts:
        if (
            point.person_id if isinstance(point, ContactPoint) else point.measure.person_id
        ) not in made:
            raise DomainError("連絡先は、移る人のものから選んでください")
        _copy_contact(point, made, measures, by)
    if facts.with_names:
        names = OtherName.objects.visible_to(by).filter(
            person__in=list(made), removed_on__isnull=True
        )
        for name in names:
            _copy(name, made[name.person_id], by, person=made[name.person_id])
    if facts.with_bonds:
        face = facts.subject.compartment
        for bond in bonds_of(face, by).filter(person_a__in=list(made), person_b__in=list(made)):
            ends = {"person_a": made[bond.person_a_id], "person_b": made[bond.person_b_id]}
            _copy(bond, ends["person_a"], by, **ends)
    for person in made.values():
        find_elsewhere(person, by=by)


def _copy_contact(
    point: ContactPoint | ProtectedContact,
    made: dict[Any, Person],
    measures: dict[Any, ProtectionMeasure],
    by: Any,
) -> None:
    if isinstance(point, ContactPoint):
        _copy(point, made[point.person_id], by, person=made[point.person_id])
        return
    measure = measures.get(point.measure.person_id)
    if measure is None:  # it would become an open one, or lie behind no lock
        raise DomainError(
            "保護が解除されているため、秘匿の連絡先は新しい世帯に移せません。秘匿の連絡先を選ばずに登録してください"
        )
    add_protected_contact(
        measure=measure, kind=point.kind, value=point.value, note=point.note, by=by
    )


NOT_COPIED = {"id", "compartment", "created_at", "created_by", "version"}


def _copy(row: Any, near: Person | CaseRecord, by: Any, **ends: Any) -> None:
    """The same row in the new file, with its ends there."""
    fields = {
        f.name: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.is_relation
    }
    kept = {name: value for name, value in fields.items() if name not in NOT_COPIED}
    model: Any = type(row)
    model.objects.create(compartment_id=near.compartment_id, created_by=by, **kept, **ends)
