"""After a look at the plan: what its sheet leads to, and what the next form may take over from it.

The sheet carries nothing out that has a guard of its own: it fills in the step that does.
"""

from collections.abc import Iterable
from typing import Any

from documents.wareki import format_date
from meetings.models import ConferenceItem, ItemResult, Purpose

from .models import Plan
from .monitoring_models import Evaluation, EvaluationContent, EvaluationResult, open_evaluation
from .states import PlanState

LEADS_TO = {
    EvaluationResult.CLOSE: PlanState.COMPLETED,
    EvaluationResult.REPLAN: PlanState.REPLANNED,
    EvaluationResult.GO_ON: PlanState.ACTIVE,
    EvaluationResult.SUSPEND: PlanState.SUSPENDED,
}
# What the conference examines besides the evaluation, and what would agree with the sheet.
EXAMINED = {
    EvaluationResult.CLOSE: (Purpose.CLOSURE, ItemResult.CLOSE),
    EvaluationResult.REPLAN: (Purpose.REPLAN, ItemResult.REPLAN),
    EvaluationResult.SUSPEND: (Purpose.SUSPENSION, ItemResult.SUSPEND),
}


def _words(sheet: Evaluation, user: Any) -> EvaluationContent:
    rows = EvaluationContent.objects.visible_to(user).filter(evaluation=sheet)
    found: EvaluationContent = rows.get()
    return found


def follow_up_of(sheet: Evaluation, words: EvaluationContent) -> str:
    """フォロー in one line: when, and what."""
    if not sheet.follow_up_is_needed:
        return words.follow_up
    day = f"{format_date(sheet.follow_up_on)}ごろ。" if sheet.follow_up_on else ""
    return f"{day}{words.follow_up}"[:300]


def for_move(plan: Plan, user: Any, offered: Iterable[str]) -> dict[str, Any]:
    """Initial values of 「次の進め方を決める」."""
    sheet = open_evaluation(plan, user)
    if sheet is None:
        return {}
    words, to = _words(sheet, user), LEADS_TO[EvaluationResult(sheet.result)]
    if to not in offered:
        return {}
    return {
        "to": to,
        "note": (words.reason if to == PlanState.SUSPENDED else words.remaining)[:500],
        "end_reason": sheet.end_reason,
        "lead_body": str(sheet.lead_body_id or ""),
        "look_again_on": sheet.look_again_on,
        "next_monitoring_on": sheet.next_monitoring_on,
        "follow_up": follow_up_of(sheet, words),
    }


def for_call(plan: Plan, user: Any) -> dict[str, Any]:
    """Initial values of a conference to convene: the evaluation, and what the sheet proposes."""
    sheet = open_evaluation(plan, user)
    if sheet is None:
        return {}
    proposed = EXAMINED.get(EvaluationResult(sheet.result))
    return {"purposes": [Purpose.EVALUATION.value, *([proposed[0].value] if proposed else [])]}


def for_result(plan: Plan, user: Any, items: Iterable[ConferenceItem]) -> dict[str, Any]:
    """Initial values of what a conference found: as the sheet proposes, for it to agree or not."""
    sheet = open_evaluation(plan, user)
    proposed = EXAMINED.get(EvaluationResult(sheet.result)) if sheet else None
    if sheet is None or proposed is None:
        return {}
    words = _words(sheet, user)
    values = {
        "result": proposed[1].value,
        "changes": words.changes,
        "remaining": words.remaining,
        "end_reason": sheet.end_reason,
        "lead_body": str(sheet.lead_body_id or ""),
        "follow_up": follow_up_of(sheet, words),
        "reason": words.reason[:300],
        "look_again_on": sheet.look_again_on,
    }
    return {
        f"{name}_{item.position}": value
        for item in items
        if item.purpose in (Purpose.EVALUATION, proposed[0])
        for name, value in values.items()
    }
