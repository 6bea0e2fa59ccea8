"""Steps of one leg of a つなぎ: the sender stays responsible until the receiver has taken on (domain.md 3.8)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, hand_offs
from access.errors import DomainError
from access.shortcuts import save_changed
from cases import codes, deadlines
from cases.models import REFERRAL_MOVES, CaseRecord, RecordState, Referral, ReferralState
from organizations.figures import Figures
from organizations.models import Body

from .closing import matter_from, take_on
from .records import require_office
from .taking_up import take_up


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
    fields = {"state": to, "due_on": None} | fields
    return save_changed(referral, by=by, fields=fields, version=version)


@transaction.atomic
def receive_referral(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The receiver confirms that the sheet has arrived. What cannot wait is answered on the day on which it was sent."""
    return _move(
        referral,
        ReferralState.RECEIVED,
        by,
        version,
        referral.receiver_body,
        received_at=timezone.now(),
        due_on=referral.due_on if referral.urgency == codes.AT_ONCE else referral.reply_by,
    )


@transaction.atomic
def accept_referral(
    *, referral: Referral, by: Any, version: int | None = None
) -> CaseRecord | None:
    """The receiver takes on: her body begins its record, and the basic information opens.

    A record that was closed is received anew, filled in from the sheet (3.2). None when a colleague began the
    record meanwhile and narrowed it to others (R2). On a consent that has run out, or that was taken back at
    whatever body recorded it, nothing is handed over (R3, R8).
    """
    if referral.has_lapsed:
        raise DomainError(
            "本人の同意の期限が過ぎたため、引き受けられません。"
            f"{referral.sender_body}に電話で知らせ、本人に同意を確かめ直してもらってください"
        )
    _require_basis(referral, by)
    now = timezone.now()
    days = Figures().of(referral.receiver_body_id, "first_contact_days")
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
        due_on=deadlines.first_contact_due(timezone.localdate(now), days),
    )
    hand_offs.accept_offer(source=referral.pk)
    return take_on(
        case=referral.compartment.case,
        body=referral.receiver_body,
        because=f"{referral.sender_body}からのつなぎを引き受け",
        matter=lambda record: matter_from(
            referral.sender_body,
            topics=tuple(referral.topics),
            urgency=referral.urgency,
            words=referral.reason,
            consent_state=referral.consent_state,
        ),
        by=by,
    )


def _require_basis(referral: Referral, by: Any) -> None:
    """A consent may have been taken back where the sender's つなぎ is not seen, so that nobody took it back as well.
    What was taken back meanwhile is not hers to see, and she is told that it was changed."""
    if not referral.legal_basis.needs_consent or hand_offs.basis_holds(referral.pk):
        return
    if Referral.objects.visible_to(by).filter(pk=referral.pk).exists():
        raise DomainError(
            "伝える根拠（本人の同意）が、いまは有効ではないため、引き受けられません。"
            f"{referral.sender_body}に電話で確かめてください"
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
        referral.receiver_body,
        decline_reason=reason,
        alternative=alternative,
        answered_at=timezone.now(),
        answered_by_id=by.pk,
    )
    grants.end_source(source=referral.pk)
    return referral


@transaction.atomic
def withdraw_referral(
    *, referral: Referral, reason: str, by: Any, version: int | None = None
) -> Referral:
    """The sender takes back a leg that nobody has taken on: the receiver's view of it ends."""
    _move(
        referral,
        ReferralState.WITHDRAWN,
        by,
        version,
        referral.sender_body,
        withdrawn_reason=reason,
    )
    grants.end_source(source=referral.pk)
    _take_up_again(referral, by)
    return referral


def _take_up_again(referral: Referral, by: Any) -> None:
    """Nothing of the sender is under way any more: she goes on herself, from the first look at what was said where
    nobody has taken it."""
    case, body = referral.compartment.case, referral.sender_body
    sent = Referral.objects.visible_to(by).of_case(case).from_bodies([body])
    record = CaseRecord.objects.changeable_by(by).of_case(case).filter(body=body).first()
    is_waiting = record is not None and record.state == RecordState.HANDED_OFF
    if record is not None and is_waiting and not sent.under_way().exists():
        take_up(record=record, by=by)


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
        due_on=deadlines.confirmation_due(timezone.localdate()),
    )


@transaction.atomic
def close_referral(*, referral: Referral, by: Any, version: int | None = None) -> Referral:
    """The sender has read the report."""
    return _move(referral, ReferralState.CLOSED, by, version, referral.sender_body)
