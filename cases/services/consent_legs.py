"""つなぎ that were sent on a consent of the person and that nobody has taken on yet (domain.md 2.1 R08 b)."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from access import hand_offs
from access.models import Compartment
from access.shortcuts import save_changed
from cases.deadlines import end_of
from cases.merged_rows import rows_of
from cases.models import CaseRecord, Consent, Person, Referral

from .hand_off_steps import withdraw_referral
from .hand_offs import last_day_of, named_on, without_consent

REASON = "本人の同意が撤回されたため"


def legs_ending(
    consent: Consent, leaving: Iterable[Person], bodies: Collection[uuid.UUID], by: Any
) -> list[Referral]:
    """Legs of the body that end with a withdrawal: on 本人同意, unanswered, and telling of somebody who
    withdraws, or to a body with which nothing is shared any more.

    A leg that was taken on is the receiver's own work by now, and one on another basis goes on (R7).
    """
    legs = (
        Referral.objects.visible_to(by)
        .of_case(consent.compartment.case)
        .from_bodies([consent.body_id])
        .awaiting_answer()
        .filter(legal_basis__needs_consent=True)
        .select_related("receiver_body", "sender_body", "compartment__case")
        .order_by("sent_at", "id")
    )
    keys, has_subject = keys_of(leaving, by)
    return [
        leg
        for leg in legs
        if leg.receiver_body_id in bodies or _tells_of(leg, keys, has_subject=has_subject)
    ]


def keys_of(leaving: Iterable[Person], by: Any) -> tuple[set[str], bool]:
    """Keys of these people, under rows too that were merged into theirs, and whether the person herself is
    among them."""
    people = list(leaving)
    keys = {str(key) for person in people for key in rows_of(person, by)}
    return keys, any(person.is_subject for person in people)


def _tells_of(leg: Referral, keys: set[str], *, has_subject: bool) -> bool:
    """A sheet that names nobody is about the person herself; one from before it kept keys may be about any."""
    if not leg.household:
        return has_subject
    return any(person.get("person") is None or person["person"] in keys for person in leg.household)


def end_legs(
    consent: Consent, leaving: Iterable[Person], bodies: Collection[uuid.UUID], by: Any
) -> None:
    """Take back what rests on the consent and waits for an answer: the receiver reads the sheet no more, and
    nothing opens to her. What she takes on at this moment is hers."""
    waiting = Referral.objects.changeable_by(by).awaiting_answer().select_for_update(of=("self",))
    for leg in legs_ending(consent, leaving, bodies, by):
        held = waiting.filter(pk=leg.pk).values_list("version", flat=True).first()
        if held is not None:
            withdraw_referral(referral=leg, reason=REASON, version=held, by=by)


def renew_legs(record: CaseRecord, by: Any) -> None:
    """Whom the body told of on a consent, and nobody has taken on yet: that consent was renewed, or another goes on in
    its place. The receiver sees the sheet until its last day now (R3, R17), and sees again what had run out."""
    case = record.compartment.case
    waiting = Referral.objects.changeable_by(by).of_case(case).from_bodies([record.body_id])
    waiting = waiting.awaiting_answer().filter(legal_basis__needs_consent=True)
    for leg in waiting.select_related("compartment").select_for_update(of=("self",)):
        people = named_on(leg.household, case, by)
        until = last_day_of(case, people, by)
        if until == leg.consent_until_on or without_consent(record, people, by):
            continue
        hand_offs.show_anew(
            hand_off=leg.compartment,
            face=Compartment.objects.writable_by(by).filter(case=case, kind="face").first(),
            receiver=leg.receiver_body,
            source=leg.pk,
            valid_until=end_of(until) if until else None,
            by=by,
        )
        save_changed(leg, by=by, fields={"consent_until_on": until})
