"""What comes next for a plan, for the coordinator: one step in words, and where it is done."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from .after_end import where
from .monitoring_models import EvaluationResult
from .services.findings import may_complete
from .services.outreach import may_start
from .states import PlanState

# Steps that a consent must name everybody for.
ON_CONSENT = ("submit", "call", "bodies")
if TYPE_CHECKING:
    from .page import PlanPage


def next_step_of(page: "PlanPage") -> tuple[str, str] | None:
    """Words and address of the step that comes next, for the coordinator; none where it rests on a consent that is not
    at hand (R3): another takes it, and the page says so."""
    step = _next(page) if page.is_coordinator else None
    on_consent = [reverse(f"plans:{route}", args=[page.plan.pk]) for route in ON_CONSENT]
    if step is not None and step[1] in on_consent and not page.at_hand:
        return None
    return step


def _next(page: "PlanPage") -> tuple[str, str] | None:
    if page.is_held:
        return _step(page, "新しい同意を付ける", "consent")
    if page.plan.is_before_consent:
        return _before_consent(page)
    if page.to_follow is not None:
        return _step(page, "会議の結果をプランに移す", "carry_out")
    if page.found is not None and page.may_evaluate:  # an end waits for its sheet
        return _step(page, "モニタリング・評価シートを書く", "evaluate")
    return {
        PlanState.DRAFT: _first_gap(page) or _step(page, "本人の同意を記録する", "agree"),
        PlanState.RETURNED: _idle_gap(page) or _step(page, "本人の同意を記録する", "agree"),
        PlanState.PERSON_AGREED: _idle_gap(page) or _step(page, "会議に付議する", "submit"),
        PlanState.SUBMITTED: _of_submitted(page),
        PlanState.DECIDED: _step(page, "支援を始める", "start"),
        PlanState.ACTIVE: _step(page, "モニタリング・評価シートを書く", "evaluate"),
        PlanState.EVALUATING: _of_evaluation(page),
        PlanState.SUSPENDED: _step(page, "再開・終結を決める", "move"),
        PlanState.COMPLETED: _of_record(page),
    }.get(PlanState(page.plan.state))


def _before_consent(page: "PlanPage") -> tuple[str, str] | None:
    if page.plan.state == PlanState.REACHING_OUT:
        return _step(page, "本人の同意を付ける", "consent")
    if page.plan.state != PlanState.DRAFT:
        return None
    if not may_start(page.own):
        return _step(page, "接触のねらいなどを書く", "kind")
    if not page.circle:
        return _step(page, "働きかけをする人を加える", "carriers")
    return _step(page, "働きかけを始める", "start_outreach")


def _of_submitted(page: "PlanPage") -> tuple[str, str]:
    if page.is_found_good:
        return _step(page, "支援決定を記録する", "decide")
    return _of_planned(page) or _step(page, "会議を招集し直す", "call")


def _of_planned(page: "PlanPage") -> tuple[str, str] | None:
    """The conference that is planned: its page, or its result on its day. While dates are asked for there is no such day:
    until one is chosen, or it is opened, nothing has met (domain.md 3.9)."""
    if page.planned is None:
        return None
    is_opened = page.planned.opened_at is not None
    waits = not is_opened and (page.planned.asks_dates or not page.at_hand)
    if waits or page.planned.held_on > timezone.localdate():
        return "会議の予定を見る", reverse("meetings:conference", args=[page.planned.pk])
    return _step(page, "会議の結果を記録する", "result")


def _of_evaluation(page: "PlanPage") -> tuple[str, str]:
    """The step that the sheet leads to; closing goes through the conference (R8)."""
    if page.open_sheet is None:
        return _step(page, "モニタリング・評価シートを書く", "evaluate")
    result = EvaluationResult(page.open_sheet.result)
    if result == EvaluationResult.CLOSE and not may_complete(page.plan, page.user):
        return _of_planned(page) or _step(page, "終結を会議にかける", "call")
    words = {
        EvaluationResult.CLOSE: "終結する",
        EvaluationResult.REPLAN: "再プランを作る",
        EvaluationResult.SUSPEND: "中断する",
    }
    return _step(page, words.get(result, "評価のあとの進め方を決める"), "move")


def _of_record(page: "PlanPage") -> tuple[str, str] | None:
    return ("自機関の支援を終える", where(page.left_open)) if page.left_open else None


def _first_gap(page: "PlanPage") -> tuple[str, str] | None:
    """While a draft is bare, the next step is to fill it."""
    if page.content and not (page.content.wishes or page.content.issues):
        return _step(page, "希望と課題を書く", "edit")
    if not page.goals:
        return _step(page, "目標を書く", "goals")
    if not page.circle:
        return _step(page, "参加機関を加える", "bodies")
    if not page.tasks:
        return _step(page, "役割分担を書く", "tasks")
    return _idle_gap(page)


def _idle_gap(page: "PlanPage") -> tuple[str, str] | None:
    """What the conference asks for comes before the person's agreement, which another edition takes
    back: a role for every body, and the day of the next look."""
    has_role = {task.body_id for task in page.tasks}
    if any(row.body_id not in has_role for row in page.circle):
        return _step(page, "役割のない機関の役割を書く", "tasks")
    is_open = page.plan.next_monitoring_on is None
    return _step(page, "次のモニタリングの日を決める", "edit") if is_open else None


def _step(page: "PlanPage", words: str, route: str) -> tuple[str, str]:
    return words, reverse(f"plans:{route}", args=[page.plan.pk])
