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
from organizations.models import Appointment, LegalBasis

from ..models import (
    CaseRecord,
    Consent,
    ConsentBody,
    ConsentPerson,
    Note,
    Person,
    SharedExtract,
)


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
    circumstances: str = "",
) -> Consent:
    """Record a consent: whose, for which bodies, for what, until when, how it was given.

    What is shared under it, and the basic information, open to the named staff in charge (R3).
    """
    face = Compartment.objects.writable_by(by).filter(
        case=record.compartment.case, kind="face"
    ).first()
    if face is None or not persons:
        raise DomainError("同意した人を選んでください")
    if not staff_in_charge:
        raise DomainError("共有先の機関と担当者を、1人以上選んでください")
    consent_id = uuid.uuid4()
    compartment = grants.open_consented(
        case=record.compartment.case, face=face, body=record.body, source=consent_id, by=by
    )
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
        circumstances=circumstances,
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
    _enter_in_ledger(consent, staff_in_charge, by, "本人の同意による共有の開始")
    return consent


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
    consent: Consent, staff: Iterable[Appointment], by: Any, purpose: str
) -> None:
    names = dict.fromkeys(a.body.name for a in staff)
    ledger.enter(
        by=by,
        body=consent.body,
        compartment=consent.compartment,
        channel=Disclosure.Channel.CONSENTED,
        obj=consent,
        recipients="、".join(names),
        purpose=purpose,
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )


@transaction.atomic
def withdraw_consent(
    *, consent: Consent, note: str, by: Any, version: int | None = None
) -> Consent:
    """The person withdraws: everything that rests on the consent closes at once (R3, R5, R8)."""
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
def share_note(*, note: Note, consent: Consent, by: Any) -> SharedExtract:
    """Share a note under a consent: a copy, for the bodies that the consent names (R3)."""
    if not consent.is_valid:
        raise DomainError("この同意は、期限が切れたか、撤回されています")
    record = CaseRecord.objects.visible_to(by).get(pk=note.record_id)
    extract = SharedExtract.objects.create(
        compartment_id=consent.compartment_id,
        created_by=by,
        consent=consent,
        body=record.body,
        recorded_on=timezone.localdate(note.occurred_at),
        text=note.text,
    )
    named = [b.appointment for b in _bodies_of(consent, by)]
    _enter_in_ledger(consent, named, by, "支援経過の共有")
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
