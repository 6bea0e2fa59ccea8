"""Receiving somebody: intake, household and persons."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants
from access.context import within
from access.errors import DomainError
from access.models import CaseFile, Compartment, Protection
from access.shortcuts import save_changed
from cases import codes
from cases.models import ContactPoint, Household, Intake, Person, RecordState
from documents.text import search_key
from organizations.models import Body

from .family import hold_household
from .household import area_called
from .matching import find_elsewhere, mark
from .own_number import plain_number
from .records import enter_record
from .shield import Known


@dataclass(frozen=True)
class MemberFacts:
    """What is known of a member of the household."""

    name: str = ""
    kana: str = ""
    name_kind: str = Person.NameKind.REAL
    sex: str = ""
    birth_on: datetime.date | None = None
    birth_estimate: str = ""
    relation: str = ""
    lives_together: bool = True
    note: str = ""


# Who decided, and when, is not known here: day and name of the 見立て stay empty, and no statistics of a month count it.
DECIDED_BEFORE = {
    "screening_result": codes.KEEPS_SUPPORTING,
    "screening_note": "取り込む前から支援中",
}
PERSON = "person"  # who came, of `codes.VISITORS`


@dataclass(frozen=True)
class IntakeFacts:
    """What was told at the counter. Method, visitor, topics and urgency are required."""

    method: str
    visitor: str
    topics: Sequence[str]
    urgency: str
    received_on: datetime.date | None = None
    route: str = ""
    visitor_name: str = ""
    main_topic: str = ""
    words: str = ""
    earlier: str = ""
    consent_state: str = "00"
    considerations: str = ""
    phone: str = ""
    phone_note: str = ""
    other_phone: str = ""
    mail: str = ""
    address: str = ""
    visitor_phone: str = ""
    # The sign of the 圏域; "" for none, None where it was not asked.
    area: str | None = None


@transaction.atomic
def receive_intake(
    *,
    body: Body,
    facts: IntakeFacts,
    subject: MemberFacts,
    others: Sequence[MemberFacts],
    by: Any,
    case: CaseFile | None = None,
    is_supported_already: bool = False,
    own_number: str = "",
) -> Intake:
    """Receive a consultation: a case, its basic information, the record of the body (R2).

    `case`: the file that was opened when somebody noticed the household at a place. `is_supported_already`: the body
    decided to support before this was entered (a list brought in); no 見立て is due, now or later. `own_number`: of the
    case in the body's own system.
    """
    require_answers(facts)
    facts = with_own_number(facts)
    opened, face, compartment = grants.open_case(body=body, by=by, case=case)
    # Each row asks whether it may lie there: among the grants of this case, not of all that she sees.
    with within([opened.pk]):
        household, people = _enter_household(face, facts, subject, others, by)
        record = enter_record(
            compartment=compartment,
            body=body,
            state=RecordState.RECEIVED,
            by=by,
            # A file that a memo opened may hold more: then it is asked for (R12, R23).
            known=Known.of_new_case(people, household) if case is None else None,
            own_number=plain_number(own_number),
        )
        made: Intake = Intake.objects.create(
            compartment=compartment,
            created_by=by,
            record=record,
            receiver_id=by.pk,
            **intake_fields(facts),
            **(DECIDED_BEFORE if is_supported_already else {}),
        )
        return made


def _enter_household(
    face: Compartment,
    facts: IntakeFacts,
    subject: MemberFacts,
    others: Sequence[MemberFacts],
    by: Any,
) -> tuple[Household, list[Person]]:
    """The household and who belongs to it, the person first, with the ways to reach her."""
    household = Household.objects.create(
        compartment=face,
        created_by=by,
        considerations=facts.considerations,
        area=area_called(facts.area or ""),
    )
    first = _enter_person(household, subject, 0, by, is_subject=True)
    _enter_contacts(first, facts, by)
    rest = [_enter_person(household, member, n, by) for n, member in enumerate(others, start=1)]
    return household, [first, *rest]


def require_answers(facts: IntakeFacts) -> None:
    """The four answers without which there is no intake."""
    if not (facts.method and facts.visitor and facts.topics and facts.urgency):
        raise DomainError("相談方法、来た人、困りごと、緊急度を選んでください")


def with_own_number(facts: IntakeFacts) -> IntakeFacts:
    """Whoever came for herself and left a number is reached under it: it stands among her contacts, where it is
    found and, should she be protected, withheld (R11). Raises DomainError when two others stand there already."""
    if facts.visitor != PERSON or not facts.visitor_phone:
        return facts
    known = (facts.phone, facts.other_phone)
    if facts.visitor_phone in known:
        return replace(facts, visitor_phone="")
    if all(known):
        raise DomainError(
            "本人の電話番号が3つあります。「来た人の電話番号」は空けて、登録のあとに、世帯の人の連絡先に加えてください"
        )
    if facts.phone:
        return replace(facts, visitor_phone="", other_phone=facts.visitor_phone)
    return replace(facts, visitor_phone="", phone=facts.visitor_phone)


def intake_fields(facts: IntakeFacts) -> dict[str, Any]:
    """Columns of the intake itself."""
    main = facts.main_topic if facts.main_topic in facts.topics else ""
    return {
        "received_on": facts.received_on or timezone.localdate(),
        "route": facts.route,
        "method": facts.method,
        "visitor": facts.visitor,
        "visitor_name": facts.visitor_name,
        "visitor_phone": facts.visitor_phone,
        "topics": list(facts.topics),
        "main_topic": main or (facts.topics[0] if len(facts.topics) == 1 else ""),
        "urgency": facts.urgency,
        "words": facts.words,
        "earlier": facts.earlier,
        "consent_state": facts.consent_state,
    }


def _enter_person(
    household: Household, facts: MemberFacts, order: int, by: Any, *, is_subject: bool = False
) -> Person:
    person: Person = Person.objects.create(
        compartment_id=household.compartment_id,
        created_by=by,
        household=household,
        name=facts.name,
        kana=facts.kana,
        name_kind=_name_kind(facts),
        search_key=person_key(facts.name, facts.kana),
        sex=facts.sex,
        birth_on=facts.birth_on,
        birth_estimate=facts.birth_estimate,
        relation=facts.relation or ("本人" if is_subject else ""),
        is_subject=is_subject,
        lives_together=facts.lives_together,
        note=facts.note,
        order=order,
    )
    mark(person)
    return person


def _enter_contacts(person: Person, facts: IntakeFacts, by: Any) -> None:
    for kind, value, note in (
        (ContactPoint.Kind.PHONE, facts.phone, facts.phone_note),
        (ContactPoint.Kind.PHONE, facts.other_phone, ""),
        (ContactPoint.Kind.MAIL, facts.mail, ""),
        (ContactPoint.Kind.ADDRESS, facts.address, ""),
    ):
        if value:
            _enter_contact(person, kind, value, note, by)


@transaction.atomic
def add_contact(*, person: Person, kind: str, value: str, by: Any, note: str = "") -> ContactPoint:
    """Another way to reach a person: of the row that goes on, which her protection keeps (R11). A colleague who merges it
    at this moment is waited for."""
    hold_household(person.compartment_id, by)
    _require_standing(person, by)
    if Protection.objects.in_force().filter(person_id=person.pk).exists():
        raise DomainError("保護されている人の連絡先は、名簿の人が、保護の画面から書き加えます")
    return _enter_contact(person, kind, value, note, by)


def _require_standing(person: Person, by: Any) -> None:
    if not Person.objects.visible_to(by).standing().filter(pk=person.pk).exists():
        raise DomainError(
            "この人は、同じ人としてほかの人にまとめられています。残っている人の連絡先に加えてください"
        )


def _enter_contact(person: Person, kind: str, value: str, note: str, by: Any) -> ContactPoint:
    made: ContactPoint = ContactPoint.objects.create(
        compartment_id=person.compartment_id,
        created_by=by,
        person=person,
        kind=kind,
        value=value,
        search_key=search_key(value)[:200],
        note=note,
    )
    return made


@transaction.atomic
def end_contact(*, contact: ContactPoint, by: Any, version: int | None = None) -> ContactPoint:
    """A number or an address is not used any more; it stays in the history."""
    return save_changed(contact, by=by, fields={"ended_on": timezone.localdate()}, version=version)


@transaction.atomic
def reuse_contact(*, contact: ContactPoint, by: Any, version: int | None = None) -> ContactPoint:
    """It was ended by mistake, or is used again. Raises DomainError for one of a row that was merged."""
    hold_household(contact.compartment_id, by)
    _require_standing(contact.person, by)
    return save_changed(contact, by=by, fields={"ended_on": None}, version=version)


def _name_kind(facts: MemberFacts) -> str:
    """Without a name there is no 通称 or 仮名 either: she chose to be anonymous, or her name is not known yet."""
    if facts.name or facts.name_kind == Person.NameKind.ANONYMOUS:
        return facts.name_kind
    return str(Person.NameKind.REAL)


def person_key(name: str, kana: str) -> str:
    """Folded name and reading for searching; the name itself is kept as typed."""
    return f"{search_key(name)} {search_key(kana)}".strip()


@transaction.atomic
def add_person(*, face: Compartment, facts: MemberFacts, by: Any) -> Person:
    """Enter another member of the household."""
    household = Household.objects.changeable_by(by).filter(compartment=face).first()
    if household is None:
        raise DomainError("この世帯には書き足せません")
    order = Person.objects.visible_to(by).filter(household=household).count()
    return _enter_person(household, facts, order, by)


@transaction.atomic
def change_person(*, person: Person, facts: MemberFacts, version: int | None, by: Any) -> Person:
    """Complete or correct what is known of a person; earlier wording stays in the history."""
    row = save_changed(person, by=by, fields=person_fields(facts), version=version)
    find_elsewhere(row, by=by)
    return row


def person_fields(facts: MemberFacts) -> dict[str, Any]:
    """Columns of a person, with what she is found by."""
    return dict(vars(facts)) | {
        "search_key": person_key(facts.name, facts.kana),
        "name_kind": _name_kind(facts),
    }
