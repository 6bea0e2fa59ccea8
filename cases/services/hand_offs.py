"""Sending a つなぐシート: to one body or to several, each in a compartment of its own (domain.md 4.2).

What follows on each leg: `hand_off_steps`.
"""

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, hand_offs, ledger
from access.errors import DomainError
from access.models import CaseFile, Compartment, Disclosure
from cases import codes, deadlines
from cases.consent_states import somebody_against, states
from cases.deadlines import end_of
from cases.merged_rows import goes_on_as, rows_of
from cases.models import (
    CaseRecord,
    Consent,
    ConsentBody,
    ConsentPerson,
    Person,
    RecordState,
    Referral,
)
from cases.similar_names import similar
from documents.births import birth_words
from organizations.figures import Figures
from organizations.models import Body, LegalBasis

from .records import move_record, require_going_on


@dataclass(frozen=True)
class Leg:
    """What is asked of one body 紹介先."""

    receiver: Body
    reason: str
    wishes: str = ""


@dataclass(frozen=True)
class SheetFacts:
    """What every receiver of the sheet is told."""

    people: Sequence[Person]
    topics: Sequence[str]
    urgency: str
    sender_continues: str
    reply_by: datetime.date
    legal_basis: LegalBasis
    consent_state: str
    done_so_far: str = ""
    household_size: int | None = None
    tell_others: bool = False


def compose_sheet(
    *,
    record: CaseRecord,
    legs: Sequence[Leg],
    facts: SheetFacts,
    by: Any,
    after: Referral | None = None,
) -> list[Referral]:
    """The legs as they would be sent, unsaved: what the receivers will see (R22). What cannot wait is to be received
    on the day on which it is sent, as an own intake is looked at."""
    sheet = after.sheet if after else uuid.uuid4()
    known = _receivers_so_far(after, record, by) if after and facts.tell_others else []
    names = [*known, *(leg.receiver.name for leg in legs)]
    now, figures, is_urgent = timezone.now(), Figures(), facts.urgency == codes.AT_ONCE
    rests = facts.legal_basis.needs_consent
    case = record.compartment.case
    return [
        Referral(
            sheet=sheet,
            created_by=by,
            sender_body=record.body,
            receiver_body=leg.receiver,
            urgency=facts.urgency,
            topics=list(facts.topics),
            household=[{"person": str(p.pk), **person_statement(p)} for p in facts.people],
            household_size=facts.household_size,
            reason=leg.reason,
            wishes=leg.wishes,
            done_so_far=facts.done_so_far,
            sender_continues=facts.sender_continues,
            also_to=[n for n in names if n != leg.receiver.name] if facts.tell_others else [],
            reply_by=facts.reply_by,
            due_on=deadlines.receipt_due(
                timezone.localdate(now),
                facts.reply_by,
                0 if is_urgent else figures.of(leg.receiver.pk, "receipt_days"),
            ),
            consent_state=facts.consent_state,
            consent_until_on=last_day_of(case, facts.people, leg.receiver, by) if rests else None,
            legal_basis=facts.legal_basis,
            sent_at=now,
        )
        for leg in legs
    ]


def person_statement(person: Person) -> dict[str, str]:
    """What a sheet says about a person: the sender's own copy, that nobody changes afterwards (4.2).

    No way to find her: that stays where it is withheld while she is protected (R11, `hand_off_page`).
    """
    age = person.age
    is_said = not person.birth_on and person.birth_estimate in age
    return {
        "name": person.name_told,
        "kana": person.kana,
        "relation": "本人" if person.is_subject else person.relation,
        "sex": person.get_sex_display(),
        "birth": "" if is_said else birth_words(person.birth_on, person.birth_estimate),
        "age": age,
        "note": person.note,
    }


def may_go_on(after: Referral, record: CaseRecord) -> bool:
    """Whether a body may send a sheet on: its sender, and a receiver who has taken on."""
    is_receiver = after.receiver_body_id == record.body_id and after.accepted_at is not None
    return after.sender_body_id == record.body_id or is_receiver


def _receivers_so_far(after: Referral, record: CaseRecord, by: Any) -> list[str]:
    """Bodies to which this body has sent the same sheet, unless they gave it back."""
    sent = Referral.objects.visible_to(by).on_sheet(after.sheet).from_bodies([record.body_id])
    rows = sent.exclude(state__in=["declined", "withdrawn"]).order_by("sent_at", "id")
    return list(rows.values_list("receiver_body__name", flat=True))


def require_sendable(
    *,
    record: CaseRecord,
    legs: Sequence[Leg],
    facts: SheetFacts,
    by: Any,
    after: Referral | None = None,
) -> None:
    """Nothing that is known now stands against sending it; asked before its page is looked over, and again when it
    is sent (R3, R21). Raises DomainError."""
    require_going_on(record)
    if after is not None and not may_go_on(after, record):
        raise DomainError("このシートをほかの機関へつなぐ前に、つなぎを引き受けてください")
    _require_basis(record, facts, by)
    for leg in legs:
        _require_receiver(record, leg.receiver, by)
    if len({leg.receiver.pk for leg in legs}) != len(legs):
        raise DomainError("同じ機関が二度選ばれています。つなぐ先は、機関ごとに一つにしてください")


@transaction.atomic
def send_sheet(
    *,
    record: CaseRecord,
    legs: Sequence[Leg],
    facts: SheetFacts,
    by: Any,
    names_checked: bool = False,
    after: Referral | None = None,
) -> list[Referral]:
    """Send a つなぐシート to one body or several. A receiver sees her leg and nothing else until she
    takes on, and of the other receivers only what `tell_others` says.

    `after` is a leg of the sheet that goes on to more bodies, be it by its sender or its receiver.
    Each leg is entered in the ledger, on exactly one legal basis (R21).
    """
    if facts.legal_basis.needs_consent:
        _hold_consents(record, by)
    require_sendable(record=record, legs=legs, facts=facts, by=by, after=after)
    receivers = [leg.receiver for leg in legs]
    if not names_checked and similar(
        sender=record.body, receivers=receivers, people=facts.people, user=by
    ):
        raise DomainError(
            "名前の似た機関か人があります。取り違えていないことを確かめ、チェックを付けて送ってください"
        )
    sent = compose_sheet(record=record, legs=legs, facts=facts, by=by, after=after)
    for referral in sent:
        _send(referral, record, by)
    move_record(record=record, to=RecordState.HANDED_OFF, by=by)
    return sent


def _send(leg: Referral, record: CaseRecord, by: Any) -> None:
    """One leg: its compartment, the offer of the basic information, the entry in the ledger."""
    case = record.compartment.case
    until = end_of(leg.consent_until_on) if leg.consent_until_on else None
    leg.compartment = hand_offs.open_hand_off(
        case=case,
        sender=record.body,
        receiver=leg.receiver_body,
        source=leg.pk,
        valid_until=until,
        by=by,
    )
    face = Compartment.objects.writable_by(by).filter(case=case, kind="face").first()
    if face is not None:
        hand_offs.offer_face(
            face=face, receiver=leg.receiver_body, source=leg.pk, valid_until=until, by=by
        )
    leg.save(force_insert=True)
    purpose = "支援の引き継ぎ（つなぐシート。引き受けたときは世帯の基本情報も）"
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.HAND_OFF,
        obj=leg,
        recipients=leg.receiver_body.name,
        purpose=purpose + ("。ほかのつなぎ先の機関名も知らせた" if leg.also_to else ""),
        legal_basis=leg.legal_basis,
    )


def _require_basis(record: CaseRecord, facts: SheetFacts, by: Any) -> None:
    """What is told another body rests on one basis that allows it, now (R3, R21). Raises DomainError."""
    require_for_hand_off(facts.legal_basis)
    if not facts.legal_basis.needs_consent:
        return
    if facts.consent_state not in codes.CONSENTED:
        raise DomainError(
            "根拠が「本人同意」のときは、同意を得てからつなぎます。"
            "同意がないときは、ほかの根拠があるかを確かめてください"
        )
    _require_known_consents(record, facts.people, by)
    _require_nobody_against(record.compartment.case, facts.people, by)


def _require_nobody_against(case: CaseFile, people: Sequence[Person], by: Any) -> None:
    """Whoever takes on reads the basic information: on a consent it opens to nobody while somebody of the household
    refuses (domain.md 2.1 R03). Raises DomainError."""
    if somebody_against(by, case, [person.pk for person in people_meant(case, people, by)]):
        raise DomainError(
            "世帯に、断っている（撤回した）人がいます。引き受けた機関は、その人の氏名も見るようになるので、"
            "「本人同意」ではつなげません。ほかの根拠があるかを確かめてください"
        )


def require_consents(record: CaseRecord, people: Sequence[Person], by: Any) -> None:
    """Each of these people consents now, and goes on doing so until what rests on it is saved (R3; domain.md 2.1
    R03). Raises DomainError."""
    _hold_consents(record, by)
    _require_known_consents(record, people, by)


def _require_known_consents(record: CaseRecord, people: Sequence[Person], by: Any) -> None:
    lacking = without_consent(record, people, by)
    if lacking:
        names = "、".join(str(person) for person in lacking)
        raise DomainError(
            f"{names}の同意は、記録されていないか、撤回されたか、期限が切れています。"
            "本人に確かめて同意を記録し直すか、伝える人から外すか、ほかの根拠を選んでください"
        )


def _hold_consents(record: CaseRecord, by: Any) -> None:
    """Whoever takes one back at this moment waits until the sheet is sent, or was first (R3), also at a body whose
    consents are not seen here."""
    hand_offs.take_turns(record.compartment.case_id)
    known = Consent.objects.visible_to(by).of_case(record.compartment.case).valid()
    for consent in known.order_by("pk").values_list("pk", flat=True):
        grants.hold(consent)


def require_for_hand_off(basis: LegalBasis) -> None:
    """A basis on which a case is told another body or place. Raises DomainError."""
    if not basis.for_hand_off:
        raise DomainError("この根拠では、つなげません。ほかの根拠を選んでください")


def without_consent(record: CaseRecord, people: Sequence[Person], by: Any) -> list[Person]:
    """Who of those whom a sheet names has no consent in force: of one that names nobody, the person herself.

    Where none was ever recorded in the case, what the sender says of it stands, unless somebody refused.
    """
    case = record.compartment.case
    named = people_meant(case, people, by)
    found = states(by, named)
    if not Consent.objects.visible_to(by).of_case(case).exists():
        return [person for person in named if found[person.pk].value in codes.AGAINST]
    # Only a consent has a last day; an intake tells as well what was said at the counter.
    return [p for p in named if not (found[p.pk].holds and found[p.pk].until)]


def people_meant(case: CaseFile, people: Sequence[Person], by: Any) -> list[Person]:
    """Of whom a sheet tells: one that names nobody tells of the person herself."""
    told = Person.objects.visible_to(by).of_case(case).select_related("compartment")
    return list(people) or list(told.filter(is_subject=True))


def last_day_of(
    case: CaseFile, people: Sequence[Person], receiver: Body, by: Any
) -> datetime.date | None:
    """The last day on which all of these people consent that the receiver reads it, as long as nothing new is recorded
    (R3, R17); where no consent names her, and it was sent all the same, on which they consent at all. None where
    no consent was recorded: what the sender says of it has no end."""
    named = last_day_for(case, people, receiver, by)
    if named is not None:
        return named
    found = states(by, people_meant(case, people, by))
    return min((state.last_day for state in found.values() if state.last_day), default=None)


def last_day_for(
    case: CaseFile,
    people: Sequence[Person],
    receiver: Body,
    by: Any,
    without: Collection[uuid.UUID] = (),
) -> datetime.date | None:
    """The last day on which each of these people consents to this receiver, without these sheets; None unless each of
    them does."""
    rows = Consent.objects.visible_to(by).valid().of_case(case).exclude(pk__in=without)
    to_her = ConsentBody.objects.visible_to(by).filter(consent__in=rows, body=receiver)
    days = dict(rows.filter(pk__in=to_her.values("consent")).values_list("pk", "valid_until_on"))
    given = ConsentPerson.objects.visible_to(by).filter(consent__in=days)
    known = list(given.values_list("person_id", "consent_id"))
    last = []
    for person in people_meant(case, people, by):
        hers = rows_of(person, by)
        until = [days[consent] for row, consent in known if row in hers]
        if not until:
            return None
        last.append(max(until))
    return min(last, default=None)


def named_on(household: Sequence[dict[str, Any]], case: CaseFile, by: Any) -> list[Person]:
    """The people whom a sheet names, as it keeps their keys: of a row that was merged since, who goes on."""
    told = {person["person"] for person in household if person.get("person")}
    if not told:
        return []
    rows = Person.objects.visible_to(by).of_case(case)
    keys = [key for key in rows.values_list("pk", flat=True) if str(key) in told]
    here = rows.filter(pk__in=goes_on_as(keys, case, by))
    return list(here.select_related("compartment"))


def _require_receiver(record: CaseRecord, receiver: Body, by: Any) -> None:
    if receiver.pk == record.body_id:
        raise DomainError("自分の機関にはつなげません。ほかの機関を選んでください")
    sent = Referral.objects.visible_to(by).of_case(record.compartment.case)
    if sent.awaiting_answer().filter(receiver_body=receiver).exists():
        raise DomainError(
            f"{receiver.name}には、返事を待っているつなぎがあります。返事が来てから送ってください"
        )
