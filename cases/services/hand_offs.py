"""Hand-offs つなぎ: the sender stays responsible until the receiver has taken on (domain.md 3.8)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Compartment, Disclosure
from access.shortcuts import save_changed
from organizations.models import Body, LegalBasis

from ..models import (
    REFERRAL_MOVES,
    CaseRecord,
    RecordState,
    Referral,
    ReferralState,
)
from .records import move_record, open_own_record


@transaction.atomic
def send_referral(
    *,
    record: CaseRecord,
    receiver: Body,
    household: Sequence[dict[str, Any]],
    topics: Sequence[str],
    urgency: str,
    reason: str,
    sender_continues: str,
    reply_by: datetime.date,
    legal_basis: LegalBasis,
    by: Any,
    wishes: str = "",
) -> Referral:
    """Send a つなぐシート. The receiver sees the sheet and nothing else until she takes on.

    Enters the disclosure in the ledger, on exactly one legal basis (R21).
    """
    if receiver.pk == record.body_id:
        raise DomainError("自分の機関にはつなげません。ほかの機関を選んでください")
    case = record.compartment.case
    source = uuid.uuid4()
    compartment = grants.open_hand_off(
        case=case, sender=record.body, receiver=receiver, source=source, by=by
    )
    face = Compartment.objects.writable_by(by).filter(case=case, kind="face").first()
    if face is not None:
        grants.offer_face(face=face, receiver=receiver, source=source, by=by)
    referral = Referral.objects.create(
        id=source,
        compartment=compartment,
        created_by=by,
        sender_body=record.body,
        receiver_body=receiver,
        urgency=urgency,
        topics=list(topics),
        household=list(household),
        reason=reason,
        sender_continues=sender_continues,
        wishes=wishes,
        reply_by=reply_by,
        legal_basis=legal_basis,
    )
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.HAND_OFF,
        obj=referral,
        recipients=receiver.name,
        purpose="つなぎ",
        legal_basis=legal_basis,
    )
    move_record(record=record, to=RecordState.HANDED_OFF, by=by)
    return referral


def _move(referral: Referral, to: str, by: Any, version: int | None, **fields: Any) -> Referral:
    if to not in REFERRAL_MOVES[referral.state]:
        raise DomainError(
            f"このつなぎは「{referral.get_state_display()}」です。画面を開き直して、今の状態を確かめてください"
        )
    return save_changed(referral, by=by, fields={"state": to, **fields}, version=version)


@transaction.atomic
def receive_referral(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The receiver confirms that the sheet has arrived."""
    return _move(referral, ReferralState.RECEIVED, by, version, received_at=timezone.now())


@transaction.atomic
def accept_referral(*, referral: Referral, by: Any, version: int | None = None) -> CaseRecord:
    """The receiver takes on: her body begins its record, and the basic information opens."""
    now = timezone.now()
    _move(
        referral,
        ReferralState.ACCEPTED,
        by,
        version,
        received_at=referral.received_at or now,
        accepted_at=now,
        answered_by_id=by.pk,
    )
    grants.accept_offer(source=referral.pk)
    existing = (
        CaseRecord.objects.visible_to(by)
        .of_case(referral.compartment.case)
        .filter(body=referral.receiver_body)
        .first()
    )
    return existing or open_own_record(
        case=referral.compartment.case,
        body=referral.receiver_body,
        state=RecordState.SUPPORTING,
        by=by,
    )


@transaction.atomic
def decline_referral(
    *, referral: Referral, reason: str, alternative: str, by: Any, version: int | None = None
) -> Referral:
    """The receiver cannot take on; with that her body's view of the sheet ends."""
    _move(
        referral,
        ReferralState.DECLINED,
        by,
        version,
        decline_reason=reason,
        alternative=alternative,
        answered_by_id=by.pk,
    )
    grants.end_source(source=referral.pk)
    return referral


@transaction.atomic
def note_first_contact(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The receiver has met the person."""
    return _move(referral, ReferralState.FIRST_CONTACT, by, version)


@transaction.atomic
def report_referral(
    *, referral: Referral, report: str, by: Any, version: int | None = None
) -> Referral:
    """The receiver reports back to the sender."""
    return _move(referral, ReferralState.REPORTED, by, version, report=report)


@transaction.atomic
def close_referral(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The sender has read the report."""
    return _move(referral, ReferralState.CLOSED, by, version)
