"""The record of one body on a case: opened, moved, narrowed, closed; people kept out (R12)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from access import grants
from access.errors import DomainError
from access.models import CaseFile, Compartment
from access.shortcuts import save_changed
from organizations.models import Appointment, Body

from ..models import RECORD_MOVES, CaseRecord, RecordState, StaffInCharge


@transaction.atomic
def open_own_record(*, case: CaseFile, body: Body, state: str, by: Any) -> CaseRecord:
    """The body begins its own record of a case that it knows (R2)."""
    compartment = grants.open_record(case=case, body=body, by=by)
    return enter_record(compartment=compartment, body=body, state=state, by=by)


def enter_record(*, compartment: Compartment, body: Body, state: str, by: Any) -> CaseRecord:
    """The record and its first member of staff in charge."""
    record = CaseRecord.objects.create(
        compartment=compartment, created_by=by, body=body, state=state
    )
    StaffInCharge.objects.create(
        compartment=compartment, created_by=by, record=record, staff_id=by.pk
    )
    return record


@transaction.atomic
def move_record(
    *, record: CaseRecord, to: str, by: Any, closing_note: str = "", version: int | None = None
) -> CaseRecord:
    """Move the body's work to another state. Raises DomainError for a move that is not allowed."""
    if to not in RECORD_MOVES[record.state]:
        raise DomainError(
            f"「{record.get_state_display()}」からは、その状態にできません。"
            "終了した記録は、いったん「自機関で支援中」に戻してください"
        )
    fields = {"state": to, "closing_note": closing_note}
    return save_changed(record, by=by, fields=fields, version=version)


@transaction.atomic
def close_record(*, record: CaseRecord, reason: str, by: Any, version: int | None = None) -> Any:
    """The body ends its work on the case; what was written stays."""
    return move_record(
        record=record, to=RecordState.CLOSED, closing_note=reason, by=by, version=version
    )


@transaction.atomic
def narrow_to_staff(
    *, record: CaseRecord, face: Compartment, staff: Iterable[Appointment], by: Any
) -> CaseRecord:
    """Narrow the case to the named staff in charge 担当者限定 (R2). One of them must act."""
    named = list(staff)
    if by.pk not in {a.staff_id for a in named}:
        raise DomainError("自分を含めて、担当する人を選んでください")
    grants.narrow_record(record=record.compartment, face=face, staff=named, by=by)
    return save_changed(record, by=by, fields={"is_narrowed": True})


@transaction.atomic
def restrict_person(*, case: CaseFile, user: Any, reason: str, by: Any) -> None:
    """Somebody related to the case loses every basis for it (R12), supervisors too."""
    if user.pk == by.pk:
        raise DomainError("自分自身は指定できません。ほかの担当者か管理者に頼んでください")
    grants.restrict(case=case, user=user, reason=reason, by=by)
