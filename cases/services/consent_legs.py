"""つなぎ that were sent on a consent of the person and that nobody has taken on yet (domain.md 2.1 R08 b)."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils import timezone

from access import grants, hand_offs, ledger
from access.models import CaseFile, Compartment, Disclosure
from access.shortcuts import save_changed
from cases import deadlines
from cases.deadlines import end_of
from cases.merged_rows import rows_of
from cases.models import CaseRecord, Consent, NextAction, Person, Referral
from organizations.models import Body

from .endings import renew_others
from .hand_off_steps import withdraw_referral
from .hand_offs import last_day_for, last_day_of, named_on, people_meant, without_consent
from .records import staff_in_charge
from .restrictions import kept_out_of

WITHDRAWN = "本人の同意が撤回されたため"
REFUSED = "世帯の人が情報の共有を断ったため"
SHOWN_AGAIN = "支援の引き継ぎ（見えなくなっていたつなぐシートを、新しい同意で、また見せた）"
PAPER = "{}に渡したつなぐシートを、返してもらうか処分してもらい、確かめる"


def legs_waiting(case: CaseFile, body: Body, by: Any) -> list[Referral]:
    """Legs of the body on 本人同意 that nobody has answered, the oldest first."""
    return list(
        Referral.objects.visible_to(by)
        .of_case(case)
        .from_bodies([body.pk])
        .awaiting_answer()
        .filter(legal_basis__needs_consent=True)
        .select_related("receiver_body", "sender_body", "legal_basis", "compartment__case")
        .order_by("sent_at", "id")
    )


def legs_ending(
    consent: Consent,
    leaving: Collection[Person],
    bodies: Collection[uuid.UUID],
    by: Any,
    *,
    closing: Collection[Consent],
    left: Collection[Any],
) -> list[Referral]:
    """Legs of the body that end with a withdrawal: on 本人同意 and unanswered, all of them when somebody consents to
    nothing any more, those to a body with which nothing is shared any more, and those of whom somebody told of consents
    to their receivers by nothing but these sheets (`closing`), of which no more than `left` goes on.

    Whomever the sheet names: who takes on reads the basic information, and that names everybody (domain.md 2.1
    R03). A leg that was taken on is the receiver's own work by now, and one on another basis goes on (R7).
    """
    legs = legs_waiting(consent.compartment.case, consent.body, by)
    return [
        leg
        for leg in legs
        if leaving
        or leg.receiver_body_id in bodies
        or is_left_out(leg.household, leg.receiver_body, closing, left, by)
    ]


def is_left_out(
    household: Sequence[dict[str, Any]],
    receiver: Body,
    closing: Collection[Consent],
    left: Collection[Any],
    by: Any,
) -> bool:
    """Whether a consent to this receiver goes with these sheets, of somebody of whom a household tells."""
    case = next(iter(closing)).compartment.case
    sheets = [one.pk for one in closing]
    for person in people_meant(case, named_on(household, case, by), by):
        if last_day_for(case, [person], receiver, by) is None:
            continue
        hers = rows_of(person, by)
        goes_on = any(
            any(row.body_id == receiver.pk for row in one.bodies)
            and any(row.person_id in hers for row in one.persons)
            for one in left
        )
        if not goes_on and last_day_for(case, [person], receiver, by, sheets) is None:
            return True
    return False


def keys_of(leaving: Iterable[Person], by: Any) -> set[str]:
    """Keys of these people, under rows too that were merged into theirs."""
    return {str(key) for person in leaving for key in rows_of(person, by)}


def handed_on_paper(legs: Iterable[Referral], by: Any) -> set[uuid.UUID]:
    """Which of these legs were made for their receivers on paper as well, as the ledger says (R21)."""
    lines = Disclosure.objects.visible_to(by).filter(
        channel=Disclosure.Channel.PRINT, object_id__in=[leg.pk for leg in legs]
    )
    return set(lines.values_list("object_id", flat=True))


def end_legs(record: CaseRecord, legs: Sequence[Referral], reason: str, by: Any) -> None:
    """Take back what rests on a consent and waits for an answer: the receiver reads the sheet no more, and
    nothing opens to her. What she takes on at this moment is hers. Whoever was handed the sheet on paper is asked
    for it by somebody in charge: the page is gone, the paper is not (domain.md 2.1 R08 c)."""
    waiting = Referral.objects.changeable_by(by).awaiting_answer().select_for_update(of=("self",))
    on_paper = handed_on_paper(legs, by)
    for leg in legs:
        held = waiting.filter(pk=leg.pk).values_list("version", flat=True).first()
        if held is None:
            continue
        withdraw_referral(referral=leg, reason=reason, version=held, by=by)
        if leg.pk in on_paper:
            due_on = deadlines.return_due(timezone.localdate())
            remind(record, PAPER.format(leg.receiver_body)[:200], due_on, by)


def remind(record: CaseRecord, what: str, due_on: datetime.date, by: Any) -> None:
    """Something to do for whoever is in charge; for her who notes it when she is."""
    if record.is_closed:
        return
    kept_out = kept_out_of(record.compartment.case)
    in_charge = [r.staff_id for r in staff_in_charge(record, by) if r.staff_id not in kept_out]
    NextAction.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        what=what,
        due_on=due_on,
        assignee_id=by.pk if by.pk in in_charge or not in_charge else in_charge[0],
    )


def renew_legs(record: CaseRecord, by: Any) -> None:
    """Whom the body told of on a consent, and nobody has taken on yet: that consent was renewed, or another goes on in
    its place, and names the receiver as well. She sees the sheet until its last day now (R3, R17), and sees again what
    had closed to her, which is entered in the ledger as if it were sent (R21). By one that leaves her out nothing opens
    again or for longer: somebody sends it to her anew. What other apps have sent moves its end as well (`endings`)."""
    renew_others(record, by)
    case = record.compartment.case
    waiting = Referral.objects.changeable_by(by).of_case(case).from_bodies([record.body_id])
    waiting = waiting.awaiting_answer().filter(legal_basis__needs_consent=True)
    waiting = waiting.select_related("compartment", "receiver_body", "legal_basis")
    legs = list(waiting.select_for_update(of=("self",)))
    shut = {leg.pk for leg in legs} - grants.in_force(leg.pk for leg in legs)
    shown = [leg for leg in legs if _show_until(leg, record, by, is_shut=leg.pk in shut)]
    if not shown:
        return
    # What somebody took back, or refused, at another body is not seen here: it stays closed by that, or closes now, where
    # it was noted at this moment and passed over what is held here (R3, R14).
    hand_offs.close_without_basis(case)
    again = [leg for leg in shown if leg.pk in shut]
    stand = grants.in_force(leg.pk for leg in again)
    for leg in again:
        if leg.pk in stand:
            _enter_again(leg, record, by)


def _show_until(leg: Referral, record: CaseRecord, by: Any, *, is_shut: bool) -> bool:
    """Show it to the receiver until the last day of the consents as they are now; whether that is another than before."""
    case = record.compartment.case
    people = named_on(leg.household, case, by)
    until = last_day_for(case, people, leg.receiver_body, by)
    if until is None and not is_shut:
        days = (last_day_of(case, people, leg.receiver_body, by), leg.consent_until_on)
        until = min((day for day in days if day), default=None)
    if until is None or (until == leg.consent_until_on and not is_shut):
        return False
    if without_consent(record, people, by):
        return False
    hand_offs.show_anew(
        hand_off=leg.compartment,
        face=Compartment.objects.writable_by(by).filter(case=case, kind="face").first(),
        receiver=leg.receiver_body,
        source=leg.pk,
        valid_until=end_of(until),
        by=by,
    )
    save_changed(leg, by=by, fields={"consent_until_on": until})
    return True


def _enter_again(leg: Referral, record: CaseRecord, by: Any) -> None:
    """What had closed to the receiver is told her a second time: one line more (R21)."""
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.HAND_OFF,
        obj=leg,
        recipients=leg.receiver_body.name,
        purpose=SHOWN_AGAIN,
        legal_basis=leg.legal_basis,
    )
