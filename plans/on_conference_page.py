"""What plans add to the page of a 重層的支援会議: the plan itself, and what it asks for next."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.page_parts import Action
from meetings.models import ConferenceState, PlanConference
from meetings.services import open_poll_of

from .page import PlanPage
from .services.changing import bodies_acted_for
from .services.conferring import free_purposes, plan_of
from .services.packets import may_be_packed
from .states import ENDED, PlanState


def steps(request: Any, conference: PlanConference) -> list[Action]:
    """For the coordinator: record what was found, then what follows from it. For all: the plan."""
    plan = plan_of(conference, request.user)
    if plan is None:
        return []
    page = PlanPage(request, plan)
    found = [Action("プランを開く", reverse("plans:detail", args=[plan.pk]), order=90)]
    if page.content is not None and bodies_acted_for(plan, page.user) and may_be_packed(conference):
        url = reverse("plans:packet", args=[conference.pk])
        found.append(Action("資料の一式を印刷する（PDF）", url, order=80))
    if not page.is_coordinator:
        return found
    if conference.state == ConferenceState.PLANNED:
        found += _before_result(page, conference)
    if conference.state == ConferenceState.HELD:
        url = reverse("plans:correct_result", args=[conference.pk])
        found.append(Action("結果・出席を直す", url, order=95))
    if conference.has_minutes and page.has_consent:
        found += _following(page, conference)
    return found


def _before_result(page: PlanPage, conference: PlanConference) -> list[Action]:
    """Nothing is offered that is refused: a plan that ended has no more items, and its result is only kept
    of a conference that was opened while it went on. While dates are asked for, no day is one on which it met: who
    records it says on which."""
    plan, is_opened = page.plan, conference.opened_at is not None
    found = []
    may_record = is_opened or (page.at_hand and plan.state not in ENDED)
    may_record = may_record and conference.held_on <= timezone.localdate()
    asks_dates = not is_opened and open_poll_of(conference, page.user) is not None
    if asks_dates and page.at_hand and plan.state not in ENDED:
        found.append(_step("もう開いた会議の記録を書く", "result", plan, 30))
    elif may_record and not asks_dates:
        found.append(_step("会議の結果を記録する", "result", plan, 10))
    if page.at_hand and not is_opened and free_purposes(plan, conference, page.user):
        found.append(_step("案件を加える", "add_item", plan, 20))
    return found


def _following(page: PlanPage, conference: PlanConference) -> list[Action]:
    """What the plan waits for after this conference."""
    plan = page.plan
    if plan.state == PlanState.SUBMITTED and plan.conference_id == conference.pk:
        if not page.is_found_good:  # nothing was found: there is nothing to decide on
            return [_step("次の会議を招集する", "call", plan, 30)] if page.may_call else []
        return [_step("支援決定を記録する", "decide", plan, 10)]
    if page.found is not None and page.found.conference_id == conference.pk:
        if page.to_follow is not None:
            return [_step("会議の結果をプランに移す", "carry_out", plan, 10)]
        if page.may_evaluate:  # an end waits for its sheet
            return [_step("モニタリング・評価シートを書く", "evaluate", plan, 10)]
        return [_step("次の進め方を決める", "move", plan, 10)]
    if page.may_call:
        return [_step("次の会議を招集する", "call", plan, 30)]
    return []


def _step(words: str, route: str, plan: Any, order: int) -> Action:
    return Action(words, reverse(f"plans:{route}", args=[plan.pk]), order=order)
