"""What may come next for a plan: the choices of 「次の進め方を決める」. Nothing is offered that is refused."""

from typing import Any

from cases.services.consent_at_hand import is_at_hand

from .models import Plan
from .services.changing import has_consent
from .services.convened import planned_conference
from .services.findings import may_complete
from .states import PLAN_MOVES, WITHOUT_CONSENT, PlanState

WORDS = {
    PlanState.EVALUATING: "評価を始める",
    PlanState.ACTIVE: "このプランで支援を続ける（再開する）",
    PlanState.REPLANNED: "再プランを作る",
    PlanState.SUSPENDED: "中断する",
    PlanState.COMPLETED: "終結する",
    PlanState.CANCELLED: "プランを取り下げて終える",
}
# Before its conference has begun; later the conference says what is to be put right.
TAKEN_BACK = {PlanState.RETURNED: "付議を取り下げて直す（会議は中止になります）"}
BEFORE_CONSENT = {PlanState.CANCELLED: "同意のないまま取り下げる"}


def moves_offered(plan: Plan, user: Any) -> list[tuple[str, str]]:
    """States and words, as the table of states allows. An end waits for a conference and for the sheet
    (R8, domain.md 3.2); a decided plan begins by its own button; once the consent is gone there is an end,
    a pause or a withdrawal (domain.md 2.1 R08 d). The next plan rests on the consent, which is at hand (R3)."""
    words = BEFORE_CONSENT if plan.is_before_consent else WORDS
    if plan.state == PlanState.SUBMITTED and not plan.conference_result:
        planned = planned_conference(plan, user)
        words = WORDS if planned and planned.opened_at else TAKEN_BACK | WORDS
    ahead = [PlanState(to) for to in PLAN_MOVES[plan.state] if PlanState(to) in words]
    if plan.state == PlanState.DECIDED:
        ahead = [to for to in ahead if to != PlanState.ACTIVE]
    if not plan.is_before_consent and not has_consent(plan):
        ahead = [to for to in ahead if to in WITHOUT_CONSENT]
    if PlanState.COMPLETED in ahead and not may_complete(plan, user):
        ahead.remove(PlanState.COMPLETED)
    if PlanState.REPLANNED in ahead and not is_at_hand(plan.consent_id, user):
        ahead.remove(PlanState.REPLANNED)
    return [(to, words[to]) for to in ahead]
