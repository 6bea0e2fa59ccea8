"""見立て: the body decides what follows from an intake (CL-07; the table is `cases.screening`)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases import codes
from cases.handed_on import UNDER_WAY
from cases.models import CaseRecord, Intake, NextAction, RecordState, Referral
from cases.screening import OUTCOMES, Outcome
from documents.business_days import add_business_days
from organizations.names import own_names

from .closing import close_record
from .records import move_record, require_going_on


@transaction.atomic
def screen_intake(
    *,
    intake: Intake,
    result: str,
    version: int | None,
    by: Any,
    note: str = "",
    due_on: datetime.date | None = None,
) -> Intake:
    """Decide what follows. The record moves with it, and what has to be done becomes a task."""
    outcome = OUTCOMES.get(result)
    if outcome is None:
        raise DomainError("見立ての結果を選んでください")
    if outcome.asks and not note.strip():
        raise DomainError(outcome.asks)
    record = (
        CaseRecord.objects.visible_to(by).select_related("compartment").get(pk=intake.record_id)
    )
    require_going_on(record)
    if outcome.closes:
        _require_nothing_under_way(record, by)
    is_new, is_begun = intake.screening_result != result, _is_begun(intake, record, outcome, by)
    save_changed(
        intake,
        by=by,
        fields={
            "screening_result": result,
            "screening_note": note,
            "screened_on": timezone.localdate(),
            "screened_by_id": by.pk,
        },
        version=version,
    )
    _move(record, outcome, result, note, by)
    if outcome.task and is_new and not is_begun:
        _set_task(record, outcome, due_on, by)
    return intake


def _require_nothing_under_way(record: CaseRecord, by: Any) -> None:
    """What was handed on is not forgotten by closing (domain.md 3.8)."""
    waiting = (
        Referral.objects.visible_to(by)
        .filter(compartment__case=record.compartment.case_id)
        .from_bodies([record.body_id])
        .under_way()
    )
    if waiting.exists():
        raise DomainError(
            "返事や報告を待っているつなぎがあります。つなぎを終えてから、もう一度選んでください"
        )
    if record.state == RecordState.MA_REQUESTED:
        raise DomainError(
            "多機関協働へ相談中のケースです。見立てでは終えられません。"
            "終えるときは、ケースの画面の「自機関の支援を終える」から理由を書いてください"
        )


def _move(record: CaseRecord, outcome: Outcome, result: str, note: str, by: Any) -> None:
    """The record goes where the result leads; what is already handed on stays so."""
    is_handed_on = record.state in (RecordState.HANDED_OFF, RecordState.MA_REQUESTED)
    if record.state == outcome.state or (is_handed_on and outcome.ends_with):
        return
    if (record.state, outcome.state) == (RecordState.MA_REQUESTED, RecordState.OUTREACH):
        return
    if outcome.closes:
        words = f"{codes.label(codes.SCREENING, result)}。{note}"
        close_record(record=record, note=words, drops_actions=True, by=by)
    else:
        move_record(record=record, to=outcome.state, by=by)


def _is_begun(intake: Intake, record: CaseRecord, outcome: Outcome, by: Any) -> bool:
    """Whether what the result asks for was done before anybody had looked, and nothing is left to do: a sheet that
    stands was sent, 多機関協働 was asked for, outreach was taken up."""
    if record.state not in (outcome.ends_with, outcome.state):
        return False
    if record.state == RecordState.HANDED_OFF:
        sent = Referral.objects.visible_to(by).of_case(record.compartment.case)
        standing = sent.from_bodies([record.body_id]).exclude(state__in=["declined", "withdrawn"])
        found: bool = standing.filter(sent_at__gte=intake.created_at).exists()
        return found
    return not intake.screening_result and record.state in UNDER_WAY


def _set_task(record: CaseRecord, outcome: Outcome, due_on: datetime.date | None, by: Any) -> None:
    NextAction.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        what=own_names(outcome.task),
        due_on=due_on or add_business_days(timezone.localdate(), outcome.days),
        assignee_id=by.pk,
        ends_with=outcome.ends_with,
    )
