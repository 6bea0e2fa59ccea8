"""Requests for 多機関協働: asked by a body, answered by the secretariat (domain.md 3.4)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, hand_offs, ledger
from access.errors import DomainError
from access.models import CaseFile, Disclosure
from access.shortcuts import save_changed
from cases import codes
from cases.deadlines import end_of
from cases.merged_rows import goes_on_as
from cases.models import CaseRecord, Consent, ConsentPerson, Intake, Person, RecordState
from cases.services import (
    NewMatter,
    matter_from,
    move_record,
    take_on,
    take_up,
)
from cases.services.consent_legs import is_left_out, keys_of
from cases.services.endings import Ending, Leaving
from cases.services.hand_offs import last_day_of, named_on, require_consents
from cases.services.records import require_going_on, require_office
from organizations.models import Appointment, Body, LegalBasis, Role

from ..models import REQUEST_MOVES, CoordinationRequest, RequestState
from ..models.hand_off import RETURNS
from .screening import require_concluded, screening_of


@transaction.atomic
def request_coordination(
    *,
    record: CaseRecord,
    secretariat: Body,
    done_so_far: str,
    asked_for: str,
    sender_continues: str,
    household: Sequence[dict[str, Any]],
    legal_basis: LegalBasis,
    by: Any,
    why_now: str = "",
    urgency: str = "",
    consent_state: str = "00",
) -> CoordinationRequest:
    """Ask the secretariat for 多機関協働: the hand-over that coordinators see (R6).

    The sender stays responsible. The disclosure is entered on exactly one legal basis (R21). On 本人同意 the secretariat
    reads it, until it accepts, no longer than the person consents (R3, R17).
    """
    _require_askable(record, secretariat, by)
    _require_basis(record, legal_basis, consent_state, household, by)
    request_id = uuid.uuid4()
    case = record.compartment.case
    until = _last_day(household, case, secretariat, by) if legal_basis.needs_consent else None
    compartment = hand_offs.open_hand_off(
        case=case,
        sender=record.body,
        receiver=secretariat,
        source=request_id,
        by=by,
        to_secretariat=True,
        valid_until=end_of(until) if until else None,
    )
    request: CoordinationRequest = CoordinationRequest.objects.create(
        id=request_id,
        compartment=compartment,
        created_by=by,
        sender_body=record.body,
        secretariat=secretariat,
        urgency=urgency,
        done_so_far=done_so_far,
        asked_for=asked_for,
        sender_continues=sender_continues,
        why_now=why_now,
        household=list(household),
        consent_state=consent_state,
        legal_basis=legal_basis,
    )
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.REQUEST,
        obj=request,
        recipients=secretariat.name,
        purpose="多機関協働の依頼",
        legal_basis=legal_basis,
    )
    move_record(record=record, to=RecordState.MA_REQUESTED, by=by)
    return request


def awaited_of(record: CaseRecord, by: Any) -> CoordinationRequest | None:
    """What the body has asked for and waits for: until it is answered nothing else is asked."""
    known = CoordinationRequest.objects.visible_to(by).of_case(record.compartment.case)
    found: CoordinationRequest | None = (
        known.awaiting_answer().filter(sender_body=record.body).first()
    )
    return found


def _require_askable(record: CaseRecord, secretariat: Body, by: Any) -> None:
    require_going_on(record)
    if not secretariat.is_secretariat or secretariat.pk == record.body_id:
        raise DomainError("多機関協働は、事務局に依頼します。依頼先を選び直してください")
    waits = awaited_of(record, by)
    if waits is not None:
        raise DomainError(first_of(waits))


def first_of(waits: CoordinationRequest) -> str:
    """What comes before another request: the answer, or taking back what the secretariat does not see any more (R3)."""
    if closed_among([waits]):
        return (
            "事務局に見えなくなった依頼が残っています。"
            "その依頼を開いて取り下げてから、あらためて依頼してください"
        )
    return "返事を待っている依頼があります。返事が来てから依頼してください"


def _require_basis(
    record: CaseRecord,
    basis: LegalBasis,
    consent_state: str,
    household: Sequence[dict[str, Any]],
    by: Any,
) -> None:
    """The secretariat is told on one basis that allows it, now (R3, R21); of whom it is told no name, her consent
    is not asked for (domain.md 2.1 R03)."""
    if not basis.for_hand_off:
        raise DomainError("この根拠では、依頼できません。ほかの根拠を選んでください")
    if not basis.needs_consent:
        return
    if consent_state not in codes.CONSENTED:
        raise DomainError(
            "根拠が「本人同意」のときは、同意を得てから依頼します。"
            "同意がないときは、ほかの根拠があるかを確かめてください"
        )
    case = record.compartment.case
    require_consents(record, named_on(household, case, by) or _consenting(case, by), by)


def _consenting(case: CaseFile, by: Any) -> list[Person]:
    """On whose consent a request goes that tells no name."""
    consents = Consent.objects.visible_to(by).valid().of_case(case)
    rows = ConsentPerson.objects.visible_to(by).filter(consent__in=consents)
    keys = goes_on_as(rows.values_list("person_id", flat=True), case, by)
    people = Person.objects.visible_to(by).of_case(case).filter(pk__in=keys)
    return list(people.select_related("compartment"))


def _last_day(
    household: Sequence[dict[str, Any]], case: CaseFile, secretariat: Body, by: Any
) -> datetime.date | None:
    """The last day on which each whom the request names consents that this secretariat reads it; where it names nobody,
    on which anybody does (`access.basis_stands`). None where no consent was recorded."""
    named = named_on(household, case, by)
    people = named or _consenting(case, by)
    days = [last_day_of(case, [person], secretariat, by) for person in people]
    known = [day for day in days if day]
    return (min(known) if named else max(known)) if known else None


def renew_requests(record: CaseRecord, by: Any) -> None:
    """Requests of the body that wait for their answer on 本人同意 end with the consents as they are now. What has closed to
    the secretariat is taken back and asked anew, which is a disclosure of its own (R3, R17, R21)."""
    case = record.compartment.case
    waiting = CoordinationRequest.objects.changeable_by(by).of_case(case).awaiting_answer()
    waiting = waiting.filter(sender_body=record.body_id, legal_basis__needs_consent=True)
    for row in waiting.select_related("secretariat").order_by("requested_at", "id"):
        until = _last_day(row.household, case, row.secretariat, by)
        if until is not None:
            hand_offs.move_end(source=row.pk, valid_until=end_of(until))


def _answer(
    request: CoordinationRequest,
    to: str,
    by: Any,
    version: int | None,
    proposal: str,
    **fields: Any,
) -> None:
    """Only coordinators of the secretariat answer: both sides write in the compartment."""
    answering = Appointment.objects.current().filter(
        staff=by, role_group__role=Role.COORDINATOR, role_group__body=request.secretariat
    )
    if not answering.exists():
        raise DomainError("依頼に返事をするのは、事務局の職員です")
    if to not in REQUEST_MOVES[request.state]:
        raise DomainError("この依頼には、すでに返事がされています。画面を開き直してください")
    require_concluded(request, proposal, by)
    save_changed(
        request,
        by=by,
        fields={"state": to, "answered_at": timezone.now(), "answered_by_id": by.pk, **fields},
        version=version,
    )


@transaction.atomic
def accept_request(
    *, request: CoordinationRequest, by: Any, version: int | None = None
) -> CaseRecord | None:
    """The secretariat takes the case into 多機関協働 and begins its own record (R6).

    As its 受理票 concludes. What was read on a consent ends with it no more. Who accepts is the record's first coordinator in charge. None when the secretariat has a record already that is narrowed to others (R2).
    """
    _require_standing_basis(request, by)
    _answer(request, RequestState.ACCEPTED, by, version, "accept")
    form = screening_of(request, by)
    for source in (request.pk, *([form.compartment_id] if form else [])):
        hand_offs.accept_offer(source=source)
    return take_on(
        case=request.compartment.case,
        body=request.secretariat,
        because="多機関協働の依頼を受理",
        matter=lambda record: _matter(request, record, by),
        by=by,
    )


def _require_standing_basis(request: CoordinationRequest, by: Any) -> None:
    """A consent may have run out, or been taken back where the request is not seen (R3, R8). What was answered or
    taken back meanwhile is told as such."""
    if not request.legal_basis.needs_consent or hand_offs.basis_holds(request.pk):
        return
    if CoordinationRequest.objects.visible_to(by).awaiting_answer().filter(pk=request.pk).exists():
        raise DomainError(
            "依頼の根拠（本人の同意）が、いまは有効ではないため、受理できません。"
            f"{request.sender_body.name}に電話で確かめるか、理由を書いて差し戻してください"
        )


def _matter(request: CoordinationRequest, record: CaseRecord, by: Any) -> NewMatter:
    """Work that had ended is received anew as the request states it. What it is about stands in the
    sender's words there; by the list it is what it was the last time."""
    last = Intake.objects.visible_to(by).filter(record=record).first()
    return matter_from(
        request.sender_body,
        topics=tuple(last.topics) if last else (),
        urgency=request.urgency,
        words=request.asked_for,
        consent_state=request.consent_state,
    )


@transaction.atomic
def return_request(
    *,
    request: CoordinationRequest,
    code: str,
    reason: str,
    by: Any,
    advice: str = "",
    version: int | None = None,
) -> None:
    """The secretariat returns the request, with the reason, by the list and in words, and what the sender
    can do next.

    As its 受理票 concludes; of that the sender reads nothing.
    """
    if code not in dict(codes.choices(RETURNS)):
        raise DomainError("差戻しの理由を、一覧から選んでください")
    words = {"return_code": code, "return_reason": reason, "return_advice": advice}
    _answer(request, RequestState.RETURNED, by, version, "return", **words)


@transaction.atomic
def take_back_request(*, request: CoordinationRequest, by: Any) -> CaseRecord:
    """The sender has read why the request was returned, or that the consent on which it waits is over, and goes on by
    herself: from the first look at what was said, where she asked before it."""
    if closed_among([request]):
        withdraw_request(request=request, by=by)
    elif request.state != RequestState.RETURNED:
        raise DomainError("差し戻された依頼だけに、できることです")
    record = _go_on(request, by)
    if record is None:
        raise DomainError("依頼した機関の担当者ができることです")
    return record


def may_have_closed(rows: Iterable[CoordinationRequest]) -> list[uuid.UUID]:
    """Those that wait for their answer on 本人同意."""
    waiting = [row for row in rows if row.state == RequestState.REQUESTED]
    return [row.pk for row in waiting if row.legal_basis.needs_consent]


def closed_among(rows: Iterable[CoordinationRequest]) -> set[uuid.UUID]:
    """Of requests that wait for their answer, those that closed to the secretariat: the consent on which they were
    asked is over, wherever that was noted (R3, R17)."""
    asked = may_have_closed(rows)
    return hand_offs.closed_among(asked) if asked else set()


def _go_on(request: CoordinationRequest, by: Any) -> CaseRecord | None:
    """The sender's record, taken up again where it waited for the answer; None to whoever does not write in it."""
    records = CaseRecord.objects.changeable_by(by).of_case(request.compartment.case)
    record: CaseRecord | None = records.filter(body=request.sender_body).first()
    if record is not None and record.state == RecordState.MA_REQUESTED:
        return take_up(record=record, by=by)
    return record


def requests_ending(leaving: Leaving, by: Any) -> list[Ending]:
    """Requests of the body that end with a withdrawal or a refusal: on 本人同意, unanswered, and telling of somebody who
    consents no more, or no more to this secretariat, or telling no name where nobody consents any more or the secretariat
    is taken out (R8; domain.md 2.1 R08 b).

    One on another basis goes on: for a 支援会議 nobody's consent is needed (R7). What was accepted is the secretariat's
    own work by now. Asked before the consent closes.
    """
    case = leaving.case
    rows = CoordinationRequest.objects.visible_to(by).of_case(case).awaiting_answer()
    rows = rows.filter(sender_body=leaving.body, legal_basis__needs_consent=True)
    keys = keys_of(leaving.people, by)
    is_left = any(str(person.pk) not in keys for person in _consenting(case, by))
    found = []
    for row in rows.select_related("secretariat", "sender_body", "compartment__case").order_by(
        "requested_at", "id"
    ):
        named = {person["person"] for person in row.household if person.get("person")}
        if named:
            scope = (leaving.closing, leaving.left)
            ends = bool(named & keys) or (
                bool(leaving.closing) and is_left_out(row.household, row.secretariat, *scope, by)
            )
        elif leaving.closing:
            ends = not is_left or row.secretariat_id in leaving.bodies
        else:  # somebody refused: it tells of the person herself
            ends = not is_left and any(person.is_subject for person in leaving.people)
        if ends:
            words = (
                f"{row.secretariat.name}に出し、返事を待っている多機関協働の依頼：取り下げます。"
                "事務局は見られなくなります"
            )
            found.append(Ending(words, partial(withdraw_request, request=row, by=by)))
    return found


@transaction.atomic
def withdraw_request(*, request: CoordinationRequest, by: Any) -> None:
    """Nobody consents any more to what was asked: the secretariat reads it no more, nor what it noted of it, and the
    sender goes on by herself (R8). What is being answered at this moment is answered."""
    require_office(by, request.sender_body, f"取り下げるのは、{request.sender_body.name}の人です")
    waiting = CoordinationRequest.objects.changeable_by(by).awaiting_answer()
    held = waiting.filter(pk=request.pk).select_for_update(of=("self",)).first()
    if held is None:
        return
    save_changed(
        held, by=by, fields={"state": RequestState.WITHDRAWN, "answered_at": timezone.now()}
    )
    grants.end_source(source=held.pk)
    _go_on(request, by)
