"""Requests for 多機関協働: asked by a body, answered by the secretariat (domain.md 3.4)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Disclosure
from access.shortcuts import save_changed
from cases.models import CaseRecord, RecordState
from cases.services import move_record, open_own_record
from organizations.models import Body, LegalBasis

from ..models import REQUEST_MOVES, CoordinationRequest, RequestState


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
) -> CoordinationRequest:
    """Ask the secretariat for 多機関協働: the hand-over that coordinators see (R6)."""
    request_id = uuid.uuid4()
    compartment = grants.open_hand_off(
        case=record.compartment.case,
        sender=record.body,
        receiver=secretariat,
        source=request_id,
        by=by,
        to_secretariat=True,
    )
    request = CoordinationRequest.objects.create(
        id=request_id,
        compartment=compartment,
        created_by=by,
        sender_body=record.body,
        secretariat=secretariat,
        done_so_far=done_so_far,
        asked_for=asked_for,
        sender_continues=sender_continues,
        why_now=why_now,
        household=list(household),
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


def _answer(request: CoordinationRequest, to: str, by: Any, version: int | None, **fields: Any) -> None:
    if to not in REQUEST_MOVES[request.state]:
        raise DomainError("この依頼には、すでに返事がされています。画面を開き直してください")
    save_changed(
        request,
        by=by,
        fields={"state": to, "answered_at": timezone.now(), **fields},
        version=version,
    )


@transaction.atomic
def accept_request(
    *, request: CoordinationRequest, by: Any, version: int | None = None
) -> CaseRecord:
    """The secretariat takes the case into 多機関協働 and begins its own record (R6)."""
    _answer(request, RequestState.ACCEPTED, by, version)
    existing = (
        CaseRecord.objects.visible_to(by)
        .of_case(request.compartment.case)
        .filter(body=request.secretariat)
        .first()
    )
    return existing or open_own_record(
        case=request.compartment.case,
        body=request.secretariat,
        state=RecordState.SUPPORTING,
        by=by,
    )


@transaction.atomic
def return_request(
    *, request: CoordinationRequest, reason: str, by: Any, version: int | None = None
) -> None:
    """The secretariat returns the request, with what the sender can do next."""
    _answer(request, RequestState.RETURNED, by, version, return_reason=reason)
