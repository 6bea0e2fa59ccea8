"""つなぎ to a place that has no account here: recorded, and what came of it (domain.md CL-08, 4.2)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import ledger
from access.errors import DomainError
from access.models import Disclosure
from access.shortcuts import save_changed
from cases import codes
from cases.models import CaseRecord, NextAction, OutsideHandOff, Person, RecordState
from organizations.models import LegalBasis

from .hand_offs import person_statement, require_basis
from .records import require_going_on, settle_actions

Way = OutsideHandOff.Way


@dataclass(frozen=True)
class OutsideFacts:
    """Where to, for what, and what was told there, on which basis."""

    kind: str
    place: str
    way: str
    told_on: datetime.date
    reason: str
    consent_state: str
    legal_basis: LegalBasis | None = None
    people: Sequence[Person] = ()
    continues: str = ""
    ask_on: datetime.date | None = None


@transaction.atomic
def hand_outside(*, record: CaseRecord, facts: OutsideFacts, by: Any) -> OutsideHandOff:
    """Record a つなぎ to a place outside. What was told there is a line of the ledger, on exactly one legal
    basis (R3, R21); where only the person was shown the way, nothing has left the body and there is none.

    The body stays responsible, and its work keeps its state. Raises DomainError without a basis.
    """
    require_going_on(record)
    _require_days(facts)
    _require_basis(record, facts, by)
    told = facts.way != Way.PERSON
    row = OutsideHandOff.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        kind=facts.kind,
        place=facts.place,
        way=facts.way,
        told_on=facts.told_on,
        reason=facts.reason,
        household=[person_statement(person) for person in facts.people] if told else [],
        continues=facts.continues,
        consent_state=facts.consent_state,
        legal_basis=facts.legal_basis if told else None,
        reminder=_remind(record, facts, by),
    )
    if told:
        _enter_in_ledger(row, record, by)
    settle_actions(record=record, state=RecordState.HANDED_OFF, by=by)
    return row


def _require_days(facts: OutsideFacts) -> None:
    today = timezone.localdate()
    if facts.told_on > today:
        raise DomainError("つないだ日は、今日までの日付にしてください")
    if facts.ask_on and facts.ask_on < today:
        raise DomainError("結果を確かめる日は、今日か、今日より後の日付にしてください")


def _require_basis(record: CaseRecord, facts: OutsideFacts, by: Any) -> None:
    if facts.kind not in dict(codes.choices(codes.OUTSIDE)):
        raise DomainError("つなぎ先の種別を、一覧から選んでください")
    if facts.way == Way.PERSON:
        return
    if facts.legal_basis is None:
        raise DomainError("相手に伝えた根拠を、一つ選んでください")
    require_basis(record, facts.legal_basis, facts.consent_state, by)


def _remind(record: CaseRecord, facts: OutsideFacts, by: Any) -> NextAction | None:
    if facts.ask_on is None:
        return None
    return NextAction.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        what=f"{facts.place}へのつなぎの結果を確かめる",
        due_on=facts.ask_on,
        assignee_id=by.pk,
    )


def _enter_in_ledger(row: OutsideHandOff, record: CaseRecord, by: Any) -> None:
    assert row.legal_basis is not None
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.HAND_OFF,
        obj=row,
        recipients=f"{row.place}（{codes.label(codes.OUTSIDE, row.kind)}）",
        purpose=f"支援のためのつなぎ（{row.get_way_display()}）",
        legal_basis=row.legal_basis,
    )


@transaction.atomic
def note_outside_result(
    *,
    row: OutsideHandOff,
    result: str,
    replied_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> OutsideHandOff:
    """What came of it, as the place or the person said; written again when it was wrong or more is known.

    What reminds of asking is settled with it. Raises StaleError when a colleague has written meanwhile.
    """
    record = CaseRecord.objects.visible_to(by).get(pk=row.record_id)
    require_going_on(record)
    if not row.told_on <= replied_on <= timezone.localdate():
        raise DomainError("対応日は、つないだ日から今日までの日付にしてください")
    fields = {"result": result, "replied_on": replied_on, "result_by_id": by.pk}
    save_changed(row, by=by, fields=fields, version=version)
    actions = NextAction.objects.changeable_by(by)
    for action in actions.filter(pk=row.reminder_id, done_at__isnull=True):
        save_changed(action, by=by, fields={"done_at": timezone.now()})
    return row
