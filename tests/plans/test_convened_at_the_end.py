"""A conference that is convened on a plan does not outlive it (R8, domain.md 3.4)."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from meetings.models import PlanConference
from meetings.services import open_plan_conference
from plans import services
from plans.states import PlanState
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def now(conference: PlanConference) -> Any:
    """The conference as the coordinator sees it."""
    with acting(s.COORDINATOR) as by:
        return PlanConference.objects.visible_to(by).get(pk=conference.pk)


def opened(conference: PlanConference) -> None:
    with acting(s.COORDINATOR) as by:
        rows = PlanConference.objects.visible_to(by).select_related("compartment__case")
        open_plan_conference(conference=rows.get(pk=conference.pk), by=by)


def test_a_plan_that_is_re_planned_takes_its_convened_conference_along() -> None:
    plan = s.an_active_plan()
    conference = s.call(plan, "closure")
    move = browser(s.COORDINATOR).get(reverse("plans:move", args=[plan.pk]))
    assert "この会議は一緒に中止になります" in text_of(move)
    assert reverse("meetings:conference", args=[conference.pk]) in move.content.decode()
    s.as_coordinator(plan, services.replan, reason="見直し")
    kept = now(conference)
    assert (kept.state, kept.cancel_reason) == (
        "cancelled",
        "プランが「再プランに引き継ぎ」になったため",
    )


def test_a_plan_that_is_withdrawn_takes_its_convened_conference_along() -> None:
    plan = s.a_submitted_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.CANCELLED, note="転出した")
    with acting(s.COORDINATOR) as by:
        assert services.planned_conference(s.seen(plan), by) is None


def test_what_was_said_in_a_conference_is_recorded_before_the_plan_ends() -> None:
    plan = s.an_active_plan()
    opened(s.call(plan, "replan"))
    move = browser(s.COORDINATOR).get(reverse("plans:move", args=[plan.pk]))
    assert "会議の結果を記録してください" in text_of(move)
    with pytest.raises(DomainError, match="先に、会議の画面の「会議の結果を記録する」"):
        s.as_coordinator(plan, services.replan, reason="見直し")
    s.found(plan, "replan")
    s.as_coordinator(plan, services.replan, reason="見直し")


def test_r8_no_result_on_a_plan_that_does_not_go_on() -> None:
    """One of earlier days, whose plan went on without it: refused, and no step leads there."""
    plan = s.an_active_plan()
    conference = s.call(plan, "closure")
    s.as_coordinator(plan, services.replan, reason="見直し")
    with acting(s.COORDINATOR) as by:
        rows = PlanConference.objects.changeable_by(by).filter(pk=conference.pk)
        rows.update(state="planned", cancel_reason="")
    with pytest.raises(DomainError, match="いま続いているプラン"):
        s.found(plan, "close")
    page = browser(s.COORDINATOR).get(reverse("meetings:conference", args=[conference.pk]))
    assert page.status_code == 200
    for step in ("plans:result", "plans:add_item"):
        assert reverse(step, args=[plan.pk]) not in page.content.decode()


def test_no_item_is_offered_when_all_are_on_the_agenda() -> None:
    plan = s.a_decided_plan()
    conference = s.call(plan, "sharing", "resources")
    page = browser(s.COORDINATOR).get(reverse("meetings:conference", args=[conference.pk]))
    assert reverse("plans:add_item", args=[plan.pk]) not in page.content.decode()
