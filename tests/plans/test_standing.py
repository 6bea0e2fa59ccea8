"""How a plan stands: one rule, from what the reader sees (R9), in a constant number of questions."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import services
from plans.models import Goal, Plan, PlanTask
from plans.standing import RULE, Light, Standing, standing_of, standings_of
from plans.states import TaskState
from tests.cases.situations import body_of
from tests.world import acting, login

from . import situations as s

pytestmark = pytest.mark.django_db


def standing(plan: Plan, username: str = s.COORDINATOR, in_days: int = 0) -> Standing:
    with acting(username) as user:
        return standing_of(s.seen(plan, username), user, today=s.days(in_days))


def tell_task(plan: Plan, state: str, number: int = 0) -> None:
    with acting(s.RECORDER) as user:
        own = s.seen(plan, s.RECORDER)
        services.enter_progress(
            plan=own,
            task=s.tasks_of(own, user)[number],
            task_state=state,
            body=body_of(s.RECORDER),
            by=user,
        )


def test_percent_is_the_mean_of_the_open_goals() -> None:
    plan = s.an_active_plan()
    assert standing(plan).percent == 0
    s.tell_goal(plan, 4)
    s.tell_goal(plan, 1, number=1)
    assert standing(plan).percent == 50


def test_without_goals_percent_is_the_share_of_tasks_done_and_without_tasks_none() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        Goal.objects.changeable_by(by).filter(plan=plan).update(
            state=Goal.State.ENDED, version=F("version") + 1
        )
    assert standing(plan).percent == 0
    tell_task(plan, TaskState.DONE)
    assert standing(plan).percent == 50
    with acting(s.COORDINATOR) as by:
        PlanTask.objects.changeable_by(by).filter(plan=plan).update(
            state=TaskState.STOPPED, version=F("version") + 1
        )
    assert standing(plan).percent is None
    assert standing(plan).percent_words == "まだ測れません"


def test_a_plan_on_its_way_is_green() -> None:
    now = standing(s.an_active_plan())
    assert (now.light, now.why) == (Light.GREEN, ())
    assert now.last_touched is not None


@pytest.mark.parametrize(
    "situation", [s.a_written_plan, s.an_agreed_plan, s.a_submitted_plan, s.a_decided_plan]
)
def test_a_plan_before_decision_or_start_has_not_begun(situation: Callable[[], Plan]) -> None:
    """It is neither on its way nor at 0 percent; what stands against it is said all the same."""
    plan = situation()
    now = standing(plan)
    assert (now.light, now.percent, now.why) == (Light.NOT_BEGUN, None, ())
    assert (now.light.label, now.icon, now.percent_words) == (
        "開始前",
        "calendar",
        "まだ測れません",
    )
    assert standing(plan, in_days=60).light == Light.YELLOW


def test_a_plan_whose_period_lies_ahead_has_not_begun_until_its_first_day() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
            period_from=s.days(10), version=F("version") + 1
        )
    assert standing(plan, in_days=9).light == Light.NOT_BEGUN
    begun = standing(plan, in_days=10)
    assert (begun.light, begun.percent) == (Light.GREEN, 0)
    client = Client()
    login(client, s.COORDINATOR)
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case_id
    for page in (reverse("cases:detail", args=[case]), reverse("plans:detail", args=[plan.pk])):
        html = client.get(page).content.decode()
        assert "開始前</span>" in html
        assert "順調</span>" not in html


def test_who_tells_progress_before_the_period_has_begun() -> None:
    """A goal that has come to 5/5 is not 「開始前・まだ測れません」."""
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
            period_from=s.days(10), version=F("version") + 1
        )
    assert standing(plan).light == Light.NOT_BEGUN
    s.tell_goal(plan, 5)
    told = standing(plan)
    assert (told.light, told.percent) == (Light.GREEN, 50)
    client = Client()
    login(client, s.COORDINATOR)
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case_id
    for page in (reverse("cases:detail", args=[case]), reverse("plans:detail", args=[plan.pk])):
        assert "開始前</span>" not in client.get(page).content.decode()


def test_a_plan_whose_consent_is_gone_is_not_said_to_be_before_its_start() -> None:
    """The page of the case says of it what its own page says (R3)."""
    plan = s.a_written_plan()
    s.withdraw(plan)
    client = Client()
    login(client, s.COORDINATOR)
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case_id
    for page in (reverse("cases:detail", args=[case]), reverse("plans:detail", args=[plan.pk])):
        html = client.get(page).content.decode()
        assert "同意撤回・保留" in html
        assert "開始前</span>" not in html


def test_a_task_over_its_day_is_yellow_and_after_two_weeks_red() -> None:
    plan = s.an_active_plan()  # the task of the recorder is due in 30 days
    late = standing(plan, in_days=31)
    assert late.light == Light.YELLOW
    assert "期限を過ぎた役割が1件あります" in late.why
    assert late.overdue_tasks == 1
    assert standing(plan, in_days=44).light == Light.RED
    tell_task(plan, TaskState.DONE)
    assert standing(plan, in_days=44).light == Light.GREEN


def test_monitoring_over_its_day_is_red() -> None:
    plan = s.an_active_plan()
    tell_task(plan, TaskState.DONE)
    assert not standing(plan, in_days=90).is_monitoring_overdue
    late = standing(plan, in_days=91)
    assert late.is_monitoring_overdue
    assert late.light == Light.RED
    assert late.why[0].startswith("モニタリングの日")


def test_without_consent_the_plan_is_red_and_says_so() -> None:
    plan = s.an_active_plan()
    s.withdraw(plan)
    held = standing(plan)
    assert held.light == Light.RED
    assert held.why == ("有効な同意がありません",)
    assert held.is_held


def test_a_goal_that_went_back_is_yellow() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 3)
    assert standing(plan).light == Light.GREEN
    s.tell_goal(plan, 2)
    assert standing(plan).why == ("前の記録より戻った目標が1件あります",)


def test_untouched_for_sixty_days_is_yellow() -> None:
    plan = s.an_active_plan()
    tell_task(plan, TaskState.DONE)
    assert standing(plan, in_days=59).light == Light.GREEN
    assert "60日以上動きがありません" in standing(plan, in_days=60).why


def test_an_ended_plan_has_no_light() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.replan)
    with acting(s.COORDINATOR) as user:
        former = s.seen(plan)
        day = s.days(0) + datetime.timedelta(days=400)
        assert standing_of(former, user, today=day).light == Light.ENDED


def test_r9_a_supervisor_of_a_body_gets_the_same_answer() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 3)
    s.tell_goal(plan, 2)
    assert standing(plan, "kanri1") == standing(plan)


def test_r1_who_does_not_see_the_plan_counts_none_of_its_goals() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR):
        own = s.seen(plan)
    with acting("csw1") as user:
        blind = standing_of(own, user)
    assert (blind.percent, blind.goals, blind.tasks, blind.last_touched) == (None, 0, 0, None)


def test_any_number_of_plans_is_asked_for_in_the_same_number_of_questions() -> None:
    def questions(plans: list[Plan]) -> int:
        with acting(s.COORDINATOR) as user:
            seen = [s.seen(plan) for plan in plans]
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert len(standings_of(seen, user)) == len(plans)
        return len(asked)

    first, second, third = (s.an_active_plan() for _ in range(3))
    s.tell_goal(second, 3)
    assert questions([first]) == questions([first, second, third])


def test_the_page_and_the_list_say_light_percent_and_rule_in_words() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 5)
    client = Client()
    login(client, s.PARTNER)
    page = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert "順調" in page
    assert "50％" in page
    assert all(line in page for line in RULE)
    assert "50％" in client.get(reverse("plans:list")).content.decode()
