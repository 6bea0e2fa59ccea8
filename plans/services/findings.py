"""What a 重層的支援会議 found on ending, pausing or re-planning, and the plan has not followed yet."""

from typing import Any

from cases.services.consent_at_hand import is_at_hand
from meetings.models import ConferenceItem, ItemResult, PlanConference
from organizations.names import PLAN_CONFERENCE, local_name
from plans.models import Plan
from plans.monitoring_models import Evaluation, EvaluationResult
from plans.states import PlanState

from .changing import has_consent

ALL = (ItemResult.CLOSE, ItemResult.SUSPEND, ItemResult.REPLAN)
# What may follow, by the state of the plan, the most far-reaching first.
MAY_FOLLOW: dict[str, tuple[ItemResult, ...]] = {
    PlanState.ACTIVE: ALL,
    PlanState.EVALUATING: ALL,
    PlanState.SUSPENDED: (ItemResult.CLOSE, ItemResult.REPLAN),
}


def found_of(plan: Plan, by: Any) -> ConferenceItem | None:
    """What the latest conference found, while the plan has not followed it."""
    wanted = MAY_FOLLOW.get(plan.state, ())
    if not wanted:
        return None
    latest = (
        PlanConference.objects.visible_to(by)
        .held()
        .filter(compartment=plan.compartment_id)
        .order_by("-held_on", "-created_at", "-id")
        .first()
    )
    if latest is None or latest.pk == plan.followed_id:
        return None
    items = ConferenceItem.objects.visible_to(by).filter(conference=latest, result__in=wanted)
    found = list(items.select_related("lead_body", "conference"))
    return min(found, key=lambda item: wanted.index(ItemResult(item.result)), default=None)


def sheet_to_end_on(plan: Plan, by: Any) -> Evaluation | None:
    """The sheet on which the plan may end: the one of this evaluation, or of a paused plan the last one.
    「現プラン継続」 has sent the plan on, and says the opposite (domain.md 3.2)."""
    rows = Evaluation.objects.visible_to(by).filter(plan=plan)
    if plan.state != PlanState.SUSPENDED:
        rows = rows.filter(settled_on__isnull=True)
    latest: Evaluation | None = rows.first()
    goes_on = latest is not None and latest.result == EvaluationResult.GO_ON
    return None if goes_on else latest


def lacks_sheet(plan: Plan, by: Any) -> str:
    """Why the plan may not end without a sheet, with where to write it; without consent none can be
    written, and none is asked for (domain.md 2.1 R08 d)."""
    if not has_consent(plan) or sheet_to_end_on(plan, by) is not None:
        return ""
    if plan.state == PlanState.SUSPENDED:
        return (
            "終結には、モニタリング・評価シートが必要です。「次の進め方を決める」で再開してから、"
            "「モニタリング・評価シートを書く」で書いてください"
        )
    return (
        "終結には、モニタリング・評価シートが必要です。プランの画面の「モニタリング・評価シートを書く」で、"
        "目標ごとの達成度と評価結果を書いてから終結してください。前の評価シートが「現プラン継続」のときも、"
        "新しく書きます"
    )


def lacks_finding(plan: Plan, by: Any) -> str:
    """Why it may not end before a conference has found so; without consent there can be none (R8, R08 d)."""
    if not has_consent(plan):
        return ""
    found = found_of(plan, by)
    if found is not None and found.result == ItemResult.CLOSE:
        return ""
    return (
        f"終結には、{local_name(PLAN_CONFERENCE)}の結果が必要です。「終結」を案件にした会議を開き、"
        "「終結が適当」の結果を記録してから終結してください"
    )


def may_complete(plan: Plan, by: Any) -> bool:
    """A plan ends by what a conference found, on an evaluation sheet (R8, domain.md 3.2)."""
    return not lacks_finding(plan, by) and not lacks_sheet(plan, by)


def may_follow(found: ConferenceItem | None, plan: Plan, by: Any) -> bool:
    """Whether what was found may be carried out now: an end waits for its sheet, and the next plan rests on the consent,
    which is at hand (R3)."""
    if found is None:
        return False
    if found.result == ItemResult.REPLAN and not is_at_hand(plan.consent_id, by):
        return False
    return found.result != ItemResult.CLOSE or not lacks_sheet(plan, by)
