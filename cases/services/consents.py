"""Consent of the person: recorded, put in writing, used to share (R3, R8; domain.md R04-R07)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Compartment, Disclosure
from access.shortcuts import save_changed
from cases import codes
from cases.consent_states import somebody_against
from cases.deadlines import end_of
from cases.merged_rows import all_rows_of
from cases.models import (
    CaseRecord,
    Consent,
    ConsentBody,
    ConsentPerson,
    Note,
    Person,
    SharedExtract,
)
from cases.own_consent import why_not_alone
from organizations.models import Appointment, LegalBasis, Role, StandingText

from .consent_legs import renew_legs
from .records import require_going_on, require_office
from .restrictions import refuse_kept_out
from .talks import settle_explaining, settle_talks

# Roles whose holders may be staff in charge at a body that a consent names (R3).
OFFICES = (Role.CASEWORKER, Role.COORDINATOR, Role.MEMBER)


class Evidence(TypedDict, total=False):
    """How a consent was given and what shows it (domain.md 2.1 R05, R07)."""

    oral_place: str
    oral_witness: str
    oral_words: str
    oral_time: datetime.time | None
    giver: str
    giver_name: str
    giver_basis: str
    own_will: str
    paper_number: str
    paper_place: str
    paper_due_on: datetime.date | None
    is_partial: bool


@transaction.atomic
def record_consent(
    *,
    record: CaseRecord,
    persons: Sequence[Person],
    staff_in_charge: Sequence[Appointment],
    how: str,
    given_on: datetime.date,
    valid_until_on: datetime.date,
    purpose: str,
    categories: Sequence[str],
    by: Any,
    renews: Consent | None = None,
    **evidence: Unpack[Evidence],
) -> Consent:
    """Record a consent: whose, for which bodies, for what, until when, how it was given.

    What is shared under it opens to the named staff in charge (R3); so does the basic information
    of the household, when the consent names what it consists of (domain.md 2.1 R06). Who consented
    need not be talked to again: what reminds of it is done.
    """
    face = _writable_face(record, by)
    if face is None or not persons:
        raise DomainError("同意した人を選んでください")
    if not staff_in_charge:
        raise DomainError("共有先の機関と担当者を、1人以上選んでください")
    refuse_kept_out(staff_in_charge, record.compartment.case)
    require_going_on(record)
    _require_period(given_on, valid_until_on)
    _require_known(categories)
    _require_giver(persons, given_on, evidence)
    consent = open_consent(
        record=record,
        face=face if may_open_basics(record, persons, categories, by) else None,
        persons=[(person.pk, str(person)) for person in persons],
        staff=staff_in_charge,
        by=by,
        how=how,
        given_on=given_on,
        valid_until_on=valid_until_on,
        purpose=purpose,
        categories=list(categories),
        explained_by_id=by.pk,
        explanation=StandingText.objects.on(given_on).filter(kind="consent").first(),
        series_id=renews.series if renews else None,
        **evidence,
    )
    what = "世帯の基本情報" if consent.opens_basics else "同意した人の氏名"
    words = f"本人の同意による共有の開始（{what}）"
    _enter_in_ledger(consent, record, consent, staff_in_charge, by, words)
    settle_talks(record=record, persons=persons, by=by)
    settle_explaining(record=record, persons=persons, by=by)
    renew_legs(record, by)
    return consent


def open_consent(
    *,
    record: CaseRecord,
    face: Compartment | None,
    persons: Iterable[tuple[uuid.UUID, str]],
    staff: Sequence[Appointment],
    by: Any,
    **fields: Any,
) -> Consent:
    """Write a consent in a compartment of its own and open it to the named staff (R3)."""
    consent_id = uuid.uuid4()
    compartment = grants.open_consented(
        case=record.compartment.case, face=face, body=record.body, source=consent_id, by=by
    )
    consent: Consent = Consent.objects.create(
        id=consent_id,
        compartment=compartment,
        created_by=by,
        body=record.body,
        opens_basics=face is not None,
        **fields,
    )
    _name_parties(consent, persons, staff, by)
    grants.open_to_consented_bodies(
        consented=compartment,
        face=face,
        staff_in_charge=staff,
        source=consent.pk,
        valid_until=end_of(consent.valid_until_on),
        by=by,
    )
    return consent


def may_open_basics(
    record: CaseRecord, persons: Sequence[Person], categories: Sequence[str], by: Any
) -> bool:
    """Whether a consent goes so far as to open the basic information of the household.

    It names what that consists of, and nobody else of the household has refused or withdrawn: the
    basic information names everybody (domain.md 2.1 R03, R06).
    """
    if not set(categories) >= codes.BASICS:
        return False
    return not somebody_against(by, record.compartment.case_id, [p.pk for p in persons])


def _writable_face(record: CaseRecord, by: Any) -> Compartment | None:
    return (
        Compartment.objects.writable_by(by)
        .filter(case=record.compartment.case, kind="face")
        .first()
    )


def _require_period(given_on: datetime.date, valid_until_on: datetime.date) -> None:
    today = timezone.localdate()
    if given_on > today:
        raise DomainError("同意の日は、今日までの日付にしてください")
    if valid_until_on < today:
        raise DomainError("期限が過ぎています。今日か、今日より後の日付にしてください")


def _require_known(categories: Sequence[str]) -> None:
    known = dict(codes.choices(codes.CATEGORY))
    if not categories or any(value not in known for value in categories):
        raise DomainError("共有する情報の種類を、一覧から選んでください")


def _require_giver(persons: Sequence[Person], given_on: datetime.date, evidence: Evidence) -> None:
    """Who says it for another states on what basis, and what the person wants (R07)."""
    giver = evidence.get("giver", Consent.Giver.SELF)
    if giver != Consent.Giver.SELF:
        stated = (evidence.get("giver_name"), evidence.get("giver_basis"), evidence.get("own_will"))
        if not all(stated):
            raise DomainError("代わりの人の氏名、代わりに伝える根拠、本人の意向を書いてください")
    if giver == Consent.Giver.PARENT:
        return
    for person in persons:
        if why := why_not_alone(person, given_on):
            raise DomainError(why)


def _name_parties(
    consent: Consent,
    persons: Iterable[tuple[uuid.UUID, str]],
    staff: Sequence[Appointment],
    by: Any,
) -> None:
    for person_id, name in persons:
        ConsentPerson.objects.create(
            compartment_id=consent.compartment_id,
            created_by=by,
            consent=consent,
            person_id=person_id,
            name=name,
        )
    for appointment in staff:
        ConsentBody.objects.create(
            compartment_id=consent.compartment_id,
            created_by=by,
            consent=consent,
            body=appointment.body,
            appointment=appointment,
        )


def _enter_in_ledger(
    consent: Consent,
    record: CaseRecord,
    obj: Any,
    staff: Iterable[Appointment],
    by: Any,
    purpose: str,
) -> None:
    """What leaves the body is entered in the record that it leaves (R21)."""
    bodies = {a.body.pk: a.body.name for a in staff} | {consent.body_id: consent.body.name}
    bodies.pop(record.body_id, None)
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.CONSENTED,
        obj=obj,
        recipients="、".join(bodies.values()),
        purpose=purpose,
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )


@transaction.atomic
def receive_paper(
    *,
    consent: Consent,
    received_on: datetime.date,
    paper_number: str,
    paper_place: str,
    by: Any,
    version: int | None = None,
) -> Consent:
    """An oral consent is put in writing afterwards (domain.md 2.1 R05)."""
    require_office(by, consent.body, f"同意書は、同意を受けた{consent.body.name}が受け取ります")
    if consent.is_on_paper or not consent.is_valid:
        raise DomainError("この同意には、あとから受け取る書面はありません")
    if not consent.given_on <= received_on <= timezone.localdate():
        raise DomainError("受け取った日は、同意の日から今日までの日付にしてください")
    fields = {
        "paper_received_on": received_on,
        "paper_number": paper_number,
        "paper_place": paper_place,
    }
    return save_changed(consent, by=by, fields=fields, version=version)


@transaction.atomic
def share_note(
    *, note: Note, consent: Consent, by: Any, category: str, person_id: uuid.UUID | None = None
) -> SharedExtract:
    """Share a note under a consent: a copy, for the bodies that the consent names (R3).

    `person_id`: whom it is about, one of those who consented; none for the household as a whole.
    """
    if Note.objects.visible_to(by).filter(corrects=note).exists():
        raise DomainError("この記録は訂正されています。新しいほうの記録を共有してください")
    content = {
        "note_id": note.pk,
        "recorded_on": timezone.localdate(note.occurred_at),
        "nature": note.nature,
        "source": note.source,
        "text": note.words,
    }
    scope = {"category": category, "person_id": person_id}
    return share_copy(consent, note.record_id, scope, content, by, "支援経過の共有")


def require_holding(consent: Consent) -> None:
    """Raises DomainError unless a consent holds, and goes on holding until what rests on it is saved (R3)."""
    if not grants.hold(consent.pk) or not consent.is_valid:
        raise DomainError("この同意は、期限が切れたか、撤回されています")


def share_copy(
    consent: Consent,
    record_id: uuid.UUID,
    scope: dict[str, Any],
    content: dict[str, Any],
    by: Any,
    purpose: str,
) -> SharedExtract:
    """A copy in the compartment of the consent, once for each origin, and its line in the ledger."""
    require_holding(consent)
    require_in_scope(consent, scope["category"], scope["person_id"], by)
    record = (
        CaseRecord.objects.visible_to(by).select_related("body", "compartment").get(pk=record_id)
    )
    origin = {name: content[name] for name in ("note_id", "block_id") if name in content}
    if SharedExtract.objects.visible_to(by).filter(consent=consent, **origin).exists():
        raise DomainError("この記録は、すでにこの同意で共有しています")
    extract: SharedExtract = SharedExtract.objects.create(
        compartment_id=consent.compartment_id,
        created_by=by,
        consent=consent,
        body=record.body,
        **scope,
        **content,
    )
    named = [b.appointment for b in bodies_of(consent, by)]
    _enter_in_ledger(consent, record, extract, named, by, purpose)
    return extract


def require_in_scope(consent: Consent, category: str, person_id: uuid.UUID | None, by: Any) -> None:
    """Nothing outside of the consent is shared; the message says what to do (domain.md R06)."""
    if category not in consent.categories:
        words = codes.label(codes.CATEGORY, category)
        raise DomainError(
            f"「{words}」は、この同意に含まれていません。共有してよいか本人に確かめ、"
            "この種類を入れて同意を記録し直してから、共有してください"
        )
    persons = ConsentPerson.objects.visible_to(by).filter(consent=consent)
    if not person_id:
        return
    hers = all_rows_of([person_id], consent.compartment.case_id, by)
    if not persons.filter(person_id__in=hers).exists():
        raise DomainError(
            "この人は、この同意で同意していません。この人の同意を記録してから、共有してください"
        )


def bodies_of(consent: Consent, by: Any) -> Any:
    """The bodies that a consent names, with their staff in charge."""
    return (
        ConsentBody.objects.visible_to(by)
        .filter(consent=consent)
        .select_related("body", "appointment__role_group__body", "appointment__staff")
    )


def uncovered_bodies(*, consent: Consent, bodies: Iterable[Any], by: Any) -> list[Any]:
    """Bodies that the consent does not name (R3, R8): nothing may be shared with them."""
    covered = {b.body_id for b in bodies_of(consent, by)} | {consent.body_id}
    return [body for body in bodies if body.pk not in covered]


def consent_covers(*, consent: Consent, bodies: Iterable[Any], by: Any) -> bool:
    """Whether the consent holds now and names every one of the bodies (R3, R8)."""
    holds = Consent.objects.visible_to(by).valid().filter(pk=consent.pk).exists()
    return holds and not uncovered_bodies(consent=consent, bodies=bodies, by=by)
