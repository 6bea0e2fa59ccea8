"""What may come next for a plan: the choices of 「次の進め方を決める」. Nothing is offered that is refused."""

from typing import Any

from .models import Plan
from .services.findings import may_complete
from .states import PLAN_MOVES, PlanState

WORDS = {
    PlanState.EVALUATING: "評価を始める",
    PlanState.ACTIVE: "このプランで支援を続ける（再開する）",
    PlanState.REPLANNED: "再プランを作る",
    PlanState.SUSPENDED: "中断する",
    PlanState.COMPLETED: "終結する",
    PlanState.CANCELLED: "取り下げる",
}
BEFORE_CONSENT = {PlanState.CANCELLED: "同意のないまま取り下げる"}


def moves_offered(plan: Plan, user: Any) -> list[tuple[str, str]]:
    """States and words, as the table of states allows. An end waits for a conference and for the sheet
    (R8, domain.md 3.2); a decided plan begins by its own button."""
    words = BEFORE_CONSENT if plan.is_before_consent else WORDS
    ahead = [PlanState(to) for to in PLAN_MOVES[plan.state] if PlanState(to) in words]
    if plan.state == PlanState.DECIDED:
        ahead = [to for to in ahead if to != PlanState.ACTIVE]
    if PlanState.COMPLETED in ahead and not may_complete(plan, user):
        ahead.remove(PlanState.COMPLETED)
    return [(to, words[to]) for to in ahead]
