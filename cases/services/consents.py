"""Consent of the person: recorded, used to share, withdrawn (R3, R8; domain.md 2.1 R04-R08)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Compartment, Disclosure
from access.shortcuts import save_changed
from cases.models import (
    CaseRecord,
    Consent,
    ConsentBody,
    ConsentPerson,
    Note,
    Person,
    SharedExtract,
)
from organizations.models import Appointment, LegalBasis, StandingText

from .records import keep_narrow, require_going_on, require_office


def end_of(day: datetime.date) -> datetime.datetime:
    """The moment at which a period that includes `day` is over (half-open, ward's time)."""
    next_day = day + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time.min))


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
    oral_place: str = "",
    oral_witness: str = "",
    oral_words: str = "",
) -> Consent:
    """Record a consent: whose, for which bodies, for what, until when, how it was given.

    What is shared under it, and the basic information, open to the named staff in charge (R3).
    """
    face = (
        Compartment.objects.writable_by(by)
        .filter(case=record.compartment.case, kind="face")
        .first()
    )
    if face is None or not persons:
        raise DomainError("同意した人を選んでください")
    if not staff_in_charge:
        raise DomainError("共有先の機関と担当者を、1人以上選んでください")
    require_going_on(record)
    _require_period(given_on, valid_until_on)
    consent_id = uuid.uuid4()
    compartment = grants.open_consented(
        case=record.compartment.case, face=face, body=record.body, source=consent_id, by=by
    )
    keep_narrow(record=record, by=by)
    consent = Consent.objects.create(
        id=consent_id,
        compartment=compartment,
        created_by=by,
        how=how,
        given_on=given_on,
        purpose=purpose,
        categories=list(categories),
        valid_until_on=valid_until_on,
        explained_by_id=by.pk,
        explanation=StandingText.objects.on(given_on).filter(kind="consent").first(),
        oral_place=oral_place,
        oral_witness=oral_witness,
        oral_words=oral_words,
        body=record.body,
    )
    _name_parties(consent, persons, staff_in_charge, by)
    grants.open_to_consented_bodies(
        consented=compartment,
        face=face,
        staff_in_charge=staff_in_charge,
        source=consent.pk,
        valid_until=end_of(valid_until_on),
        by=by,
    )
    _enter_in_ledger(
        consent,
        record,
        consent,
        staff_in_charge,
        by,
        "本人の同意による共有の開始（世帯の基本情報）",
    )
    return consent


def _require_period(given_on: datetime.date, valid_until_on: datetime.date) -> None:
    today = timezone.localdate()
    if given_on > today:
        raise DomainError("同意の日は、今日までの日付にしてください")
    if valid_until_on < today:
        raise DomainError("期限が過ぎています。今日か、今日より後の日付にしてください")


def _name_parties(
    consent: Consent, persons: Sequence[Person], staff: Sequence[Appointment], by: Any
) -> None:
    for person in persons:
        ConsentPerson.objects.create(
            compartment_id=consent.compartment_id,
            created_by=by,
            consent=consent,
            person_id=person.pk,
            name=str(person),
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
def withdraw_consent(
    *, consent: Consent, note: str, by: Any, version: int | None = None
) -> Consent:
    """The person withdraws: everything that rests on the consent closes at once (R3, R5, R8)."""
    require_office(by, consent.body, f"撤回は、同意を受けた{consent.body.name}が受け付けます")
    if consent.withdrawn_at is not None:
        raise DomainError("この同意は、すでに撤回されています")
    save_changed(
        consent,
        by=by,
        fields={"withdrawn_at": timezone.now(), "withdrawal_note": note},
        version=version,
    )
    grants.withdraw_consent(source=consent.pk)
    return consent


@transaction.atomic
def share_note(*, note: Note, consent: Consent, by: Any, category: str) -> SharedExtract:
    """Share a note under a consent: a copy, for the bodies that the consent names (R3)."""
    if not consent.is_valid:
        raise DomainError("この同意は、期限が切れたか、撤回されています")
    if category not in consent.categories:
        raise DomainError("この種類の情報は、同意に含まれていません。同意を受け直してください")
    if Note.objects.visible_to(by).filter(corrects=note).exists():
        raise DomainError("この記録は訂正されています。新しいほうの記録を共有してください")
    record = (
        CaseRecord.objects.visible_to(by)
        .select_related("body", "compartment")
        .get(pk=note.record_id)
    )
    known = SharedExtract.objects.visible_to(by).filter(consent=consent, note_id=note.pk)
    if known.exists():
        raise DomainError("この記録は、すでにこの同意で共有しています")
    extract = SharedExtract.objects.create(
        compartment_id=consent.compartment_id,
        created_by=by,
        consent=consent,
        body=record.body,
        note_id=note.pk,
        recorded_on=timezone.localdate(note.occurred_at),
        category=category,
        nature=note.nature,
        source=note.source,
        text=note.text,
    )
    named = [b.appointment for b in _bodies_of(consent, by)]
    _enter_in_ledger(consent, record, extract, named, by, "支援経過の共有")
    return extract


def _bodies_of(consent: Consent, by: Any) -> Any:
    return (
        ConsentBody.objects.visible_to(by)
        .filter(consent=consent)
        .select_related("body", "appointment__role_group__body")
    )


def uncovered_bodies(*, consent: Consent, bodies: Iterable[Any], by: Any) -> list[Any]:
    """Bodies that the consent does not name (R3, R8): nothing may be shared with them."""
    covered = {b.body_id for b in _bodies_of(consent, by)} | {consent.body_id}
    return [body for body in bodies if body.pk not in covered]


def consent_covers(*, consent: Consent, bodies: Iterable[Any], by: Any) -> bool:
    """Whether the consent holds now and names every one of the bodies (R3, R8)."""
    holds = Consent.objects.visible_to(by).valid().filter(pk=consent.pk).exists()
    return holds and not uncovered_bodies(consent=consent, bodies=bodies, by=by)
