"""Hand-offs つなぎ: the sender stays responsible until the receiver has taken on (domain.md 3.8)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Compartment, Disclosure
from access.shortcuts import save_changed
from cases import codes
from cases.models import (
    REFERRAL_MOVES,
    CaseRecord,
    RecordState,
    Referral,
    ReferralState,
)
from organizations.models import Body, LegalBasis

from .closing import go_on
from .records import (
    keep_narrow,
    move_record,
    open_own_record,
    require_going_on,
    require_office,
)


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
    consent_state: str,
    by: Any,
    wishes: str = "",
    done_so_far: str = "",
    household_size: int | None = None,
) -> Referral:
    """Send a つなぐシート. The receiver sees the sheet and nothing else until she takes on.

    Enters the disclosure in the ledger, on exactly one legal basis (R21).
    """
    case = record.compartment.case
    _require_sendable(record, receiver, legal_basis, consent_state, by)
    source = uuid.uuid4()
    compartment = grants.open_hand_off(
        case=case, sender=record.body, receiver=receiver, source=source, by=by
    )
    keep_narrow(record=record, by=by)
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
        household_size=household_size,
        reason=reason,
        done_so_far=done_so_far,
        sender_continues=sender_continues,
        wishes=wishes,
        reply_by=reply_by,
        consent_state=consent_state,
        legal_basis=legal_basis,
    )
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.HAND_OFF,
        obj=referral,
        recipients=receiver.name,
        purpose="支援の引き継ぎ（つなぐシート。引き受けたときは世帯の基本情報も）",
        legal_basis=legal_basis,
    )
    move_record(record=record, to=RecordState.HANDED_OFF, by=by)
    return referral


def _require_sendable(
    record: CaseRecord, receiver: Body, legal_basis: LegalBasis, consent_state: str, by: Any
) -> None:
    require_going_on(record)
    if receiver.pk == record.body_id:
        raise DomainError("自分の機関にはつなげません。ほかの機関を選んでください")
    if not legal_basis.for_hand_off:
        raise DomainError("この根拠では、つなげません。ほかの根拠を選んでください")
    if legal_basis.needs_consent and consent_state not in codes.CONSENTED:
        raise DomainError(
            "根拠が「本人同意」のときは、同意を得てからつなぎます。"
            "同意がないときは、ほかの根拠があるかを確かめてください"
        )
    waiting = Referral.objects.visible_to(by).of_case(record.compartment.case)
    if waiting.awaiting_answer().filter(receiver_body=receiver).exists():
        raise DomainError(
            "同じ機関に、返事を待っているつなぎがあります。返事が来てから送ってください"
        )


def _move(
    referral: Referral, to: str, by: Any, version: int | None, side: Body, **fields: Any
) -> Referral:
    """One step, by the side whose step it is: both sides write in the compartment."""
    require_office(by, side, f"この操作は、{side.name}の人が行います")
    if to not in REFERRAL_MOVES[referral.state]:
        raise DomainError(
            f"このつなぎは「{referral.get_state_display()}」です。"
            "画面を開き直して、今の状態を確かめてください"
        )
    return save_changed(referral, by=by, fields={"state": to, **fields}, version=version)


@transaction.atomic
def receive_referral(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The receiver confirms that the sheet has arrived."""
    return _move(
        referral,
        ReferralState.RECEIVED,
        by,
        version,
        referral.receiver_body,
        received_at=timezone.now(),
    )


@transaction.atomic
def accept_referral(
    *, referral: Referral, by: Any, version: int | None = None
) -> CaseRecord | None:
    """The receiver takes on: her body begins its record, and the basic information opens.

    None when the body has a record already that is narrowed to others (R2).
    """
    now = timezone.now()
    _move(
        referral,
        ReferralState.ACCEPTED,
        by,
        version,
        referral.receiver_body,
        received_at=referral.received_at or now,
        accepted_at=now,
        answered_at=now,
        answered_by_id=by.pk,
    )
    grants.accept_offer(source=referral.pk)
    case, body = referral.compartment.case, referral.receiver_body
    record = CaseRecord.objects.visible_to(by).of_case(case).filter(body=body).first()
    if record is None:
        try:
            with transaction.atomic():
                return open_own_record(case=case, body=body, state=RecordState.SUPPORTING, by=by)
        except IntegrityError:
            return None
    return go_on(record=record, because=f"{referral.sender_body}からのつなぎを引き受け", by=by)


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
        referral.receiver_body,
        decline_reason=reason,
        alternative=alternative,
        answered_at=timezone.now(),
        answered_by_id=by.pk,
    )
    grants.end_source(source=referral.pk)
    return referral


@transaction.atomic
def note_first_contact(
    *,
    referral: Referral,
    by: Any,
    on: datetime.date | None = None,
    note: str = "",
    version: int | None = None,
) -> Referral:
    """The receiver has met the person."""
    return _move(
        referral,
        ReferralState.FIRST_CONTACT,
        by,
        version,
        referral.receiver_body,
        first_contact_on=on or timezone.localdate(),
        first_contact_note=note,
    )


@transaction.atomic
def report_referral(
    *, referral: Referral, report: str, by: Any, version: int | None = None
) -> Referral:
    """The receiver reports back to the sender."""
    return _move(
        referral,
        ReferralState.REPORTED,
        by,
        version,
        referral.receiver_body,
        report=report,
        reported_at=timezone.now(),
    )


@transaction.atomic
def close_referral(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The sender has read the report."""
    return _move(referral, ReferralState.CLOSED, by, version, referral.sender_body)
