"""Progress in place: row by row on the page of all goals, and a task on the home page; with htmx and without."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import services
from plans.models import Goal, Plan, PlanTask, ProgressEntry
from plans.states import TaskState
from tests.cases.situations import body_of
from tests.world import acting, staff

from . import situations as s
from .test_evaluation import evaluate
from .test_pages import address, browser, get

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
KEY = "0f0f0f0f-0000-4000-8000-0000000000aa"  # of one filling-in


def first_goal(plan: Plan) -> Goal:
    with acting(s.COORDINATOR) as by:
        return s.goals_of(s.seen(plan), by)[0]


def own_task(plan: Plan, username: str = s.RECORDER) -> PlanTask:
    with acting(username) as by:
        found: PlanTask = PlanTask.objects.visible_to(by).get(
            plan_id=plan.pk, body=body_of(username)
        )
        return found


def sent(row: Any, **values: Any) -> dict[str, Any]:
    """The fields of a row: their names begin with its id."""
    named = {"version": row.version, **values}
    return {f"{row.pk.hex}-{name}": value for name, value in named.items()}


def entries(plan: Plan) -> list[ProgressEntry]:
    with acting(s.COORDINATOR) as by:
        return list(ProgressEntry.objects.visible_to(by).filter(plan_id=plan.pk))


def test_every_goal_has_a_scale_and_says_the_change_since_the_last_review() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "3", levels=(1, 2))
    s.tell_goal(plan, 4)
    page = get(browser(s.RECORDER), "progress", plan)
    goal = first_goal(plan)
    assert page.count(f'name="{goal.pk.hex}-level"') == 6
    assert "＋3" in page
    assert "±0" in page
    assert "の評価から" in page


def test_the_change_since_last_time_is_the_same_on_every_page_of_the_plan() -> None:
    """Beside it, in words of its own, stands the change since the last review."""
    plan = s.an_active_plan()
    evaluate(plan, "3", levels=(1, 2))
    s.tell_goal(plan, 3)
    s.tell_goal(plan, 4)
    client = browser(s.RECORDER)
    wanted = '4/5 <b>＋1</b><span class="vh">（前回からの変化）</span>'
    assert wanted in get(client, "detail", plan)
    page = get(client, "progress", plan)
    assert wanted in page
    assert '評価から <b class="t-num">＋3</b>' in page


def test_without_javascript_a_row_is_saved_and_the_page_comes_back() -> None:
    plan = s.an_active_plan()
    goal = first_goal(plan)
    to = reverse("plans:goal_row", args=[goal.pk])
    values = sent(goal, level="2", text="玄関に出た", obstacles="雨の日は出られない", degree="3")
    response = browser(s.RECORDER).post(to, values)
    assert response.status_code == 303
    assert response["Location"] == f"{address('progress', plan)}#goal-{goal.pk}"
    (entry,) = entries(plan)
    assert (entry.level, entry.text, entry.obstacles, entry.degree) == (
        2,
        "玄関に出た",
        "雨の日は出られない",
        "3",
    )
    page = get(browser(s.PARTNER), "detail", plan)
    assert "雨の日は出られない" in page
    assert "達成度：一部達成" in page


def test_with_htmx_the_row_alone_comes_back_saved() -> None:
    plan = s.an_active_plan()
    goal = first_goal(plan)
    client = browser(s.RECORDER)
    to = reverse("plans:goal_row", args=[goal.pk])
    response = client.post(to, sent(goal, level="3"), **HTMX)
    row = response.content.decode()
    assert response.status_code == 200
    assert row.lstrip().startswith("<section")
    assert "保存しました" in row
    assert f'name="{goal.pk.hex}-version" value="{goal.version + 1}"' in row


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_somebody_told_the_goal_meanwhile_nothing_is_overwritten_or_lost(
    headers: dict[str, Any],
) -> None:
    plan = s.an_active_plan()
    goal = first_goal(plan)
    s.tell_goal(plan, 4, by=s.PARTNER)
    client = browser(s.RECORDER)
    to = reverse("plans:goal_row", args=[goal.pk])
    response = client.post(to, sent(goal, level="1", text="わたしの見たこと"), **headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert f"{staff(s.PARTNER).name}さんが（今日" in page
    assert "わたしの見たこと" in page
    assert first_goal(plan).level == 4
    again = sent(first_goal(plan), level="1", text="わたしの見たこと")
    assert client.post(to, again, **headers).status_code in (200, 303)
    assert first_goal(plan).level == 1


def test_a_goal_of_another_version_does_not_stop_its_neighbour() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        first, second = s.goals_of(s.seen(plan), by)
    s.tell_goal(plan, 4)
    client = browser(s.RECORDER)
    to = reverse("plans:goal_row", args=[second.pk])
    assert client.post(to, sent(second, level="2")).status_code == 303
    assert first.version < first_goal(plan).version


def test_a_task_is_told_in_its_row() -> None:
    plan = s.an_active_plan()
    task = own_task(plan)
    to = reverse("plans:task_row", args=[task.pk])
    response = browser(s.RECORDER).post(to, sent(task, state="done"), **HTMX)
    row = response.content.decode()
    assert "保存しました" in row
    assert own_task(plan).state == TaskState.DONE
    # The sum of all rows beside it, as it is now.
    _, beside = row.split('id="standing"')
    assert 'hx-swap-oob="true"' in beside
    assert "のうち1件が完了" in beside
    whole = get(browser(s.RECORDER), "progress", plan)
    assert 'id="standing"' in whole
    assert "hx-swap-oob" not in whole


def test_a_double_click_tells_once() -> None:
    plan = s.an_active_plan()
    task = own_task(plan)
    client = browser(s.RECORDER)
    to = reverse("plans:task_row", args=[task.pk])
    values = sent(task, state="doing", form_key="6d1f0c1e-58f5-4c2a-9d0f-2f7c3b1a9e10")
    assert client.post(to, values).status_code == 303
    assert client.post(to, values).status_code == 303
    assert len(entries(plan)) == 1


def test_a_task_is_told_on_the_home_page_in_its_row() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, _task_due_soon)
    task = own_task(plan)
    client = browser(s.RECORDER)
    quick = reverse("plans:task_quick", args=[task.pk])
    home = client.get(reverse("home")).content.decode()
    assert f'hx-get="{quick}"' in home
    assert f'href="{reverse("plans:task_progress", args=[task.pk])}"' in home
    row = client.get(quick, **HTMX).content.decode()
    assert row.lstrip().startswith("<tr")
    wrong = client.post(quick, sent(task, state="?"), **HTMX)
    assert wrong.status_code == 422
    done = client.post(quick, sent(task, state="done", text="受診に付き添った"), **HTMX)
    assert "記録しました" in done.content.decode()
    assert own_task(plan).state == TaskState.DONE
    assert entries(plan)[0].text == "受診に付き添った"


def _task_due_soon(plan: Plan, by: Any) -> None:
    """The recorder's task falls due in a week."""
    PlanTask.objects.changeable_by(by).filter(plan=plan, body=body_of(s.RECORDER)).update(
        due_on=s.days(7)
    )


def test_without_htmx_the_quick_address_leads_to_the_page_of_the_task() -> None:
    plan = s.an_active_plan()
    task = own_task(plan)
    client = browser(s.RECORDER)
    quick = reverse("plans:task_quick", args=[task.pk])
    assert client.get(quick)["Location"] == reverse("plans:task_progress", args=[task.pk])
    response = client.post(quick, sent(task, state="doing"))
    assert (response.status_code, response["Location"]) == (303, reverse("home"))


def test_r9_a_supervisor_sees_the_rows_and_no_form() -> None:
    plan = s.an_active_plan()
    client = browser("kanri1")
    page = get(client, "progress", plan)
    assert "通院を再開する" in page
    assert "hx-post" not in page
    goal = first_goal(plan)
    assert client.post(reverse("plans:goal_row", args=[goal.pk]), {}).status_code == 404


def test_r14_rows_are_not_there_for_others() -> None:
    plan = s.an_active_plan()
    goal, task = first_goal(plan), own_task(plan)
    client = browser("csw1")
    for name, row in (("goal_row", goal), ("task_row", task), ("task_quick", task)):
        path = reverse(f"plans:{name}", args=[row.pk])
        assert client.get(path, **HTMX).status_code == 404
        assert client.post(path, sent(row, level="1", state="done"), **HTMX).status_code == 404


def test_the_page_asks_a_constant_number_of_questions() -> None:
    plan = s.a_decided_plan()
    s.as_coordinator(plan, services.start_plan)
    client = browser(s.RECORDER)

    def questions(client: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            get(client, "progress", plan)
        return len(asked)

    questions(client)
    few = questions(client)
    s.as_coordinator(plan, _more_goals)
    assert questions(client) == few


def _more_goals(plan: Plan, by: Any) -> None:
    for number in range(4):
        Goal.objects.create(
            compartment=plan.compartment, created_by=by, plan=plan, text=f"目標{number}"
        )


def _with(**fields: Any) -> Any:
    def change(plan: Plan, by: Any) -> None:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(**fields)

    return change


@pytest.mark.parametrize(("days", "is_told"), [(15, False), (14, True), (-1, True)])
def test_monitoring_is_told_two_weeks_ahead_and_when_overdue(days: int, is_told: bool) -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, _with(next_monitoring_on=s.days(days)))
    home = browser(s.COORDINATOR).get(reverse("home")).content.decode()
    assert ("プランのモニタリングをする" in home) is is_told
    if is_told:
        assert address("evaluate", plan) in home
    body = browser(s.RECORDER).get(reverse("home")).content.decode()
    assert ("モニタリングの前に、目標の進み具合を書く" in body) is is_told


def test_a_body_that_has_told_lately_is_not_asked_again() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, _with(next_monitoring_on=s.days(7)))
    s.tell_goal(plan, 2)
    words = "モニタリングの前に"
    assert words not in browser(s.RECORDER).get(reverse("home")).content.decode()
    assert words in browser(s.PARTNER).get(reverse("home")).content.decode()


@pytest.mark.parametrize(("days", "is_told"), [(31, False), (30, True), (-1, True)])
def test_the_end_of_the_period_is_told_thirty_days_ahead(days: int, is_told: bool) -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, _with(period_from=s.days(-90), period_until=s.days(days)))
    home = browser(s.COORDINATOR).get(reverse("home")).content.decode()
    assert ("計画期間の終わりが近い" in home) is is_told


def test_what_is_typed_in_a_row_is_kept_and_offered_again_in_that_row() -> None:
    """Nothing typed is lost: the server keeps it, and the row that has something to offer says so."""
    plan = s.an_active_plan()
    goal, task = first_goal(plan), own_task(plan)
    client = browser(s.RECORDER)
    page = get(client, "progress", plan)
    for form, row in (("plan-goal-row", goal), ("plan-task-row", task)):
        named = f'data-draft="{form}" data-draft-object="{row.pk}"'
        assert f'{named} data-draft-earlier="none"' in page
        draft = {
            "form": form,
            "object": f"new-{KEY}",
            "of": str(row.pk),
            "seq": 1,
            "page": address("progress", plan),
        }
        draft["values"] = {f"{row.pk.hex}-text": ["玄関に出た"]}
        kept = client.post(reverse("drafts:save"), draft, content_type="application/json")
        assert kept.status_code == 200
        page = get(client, "progress", plan)
        assert named in page
        assert f'{named} data-draft-earlier="none"' not in page
        offered = client.get(reverse("drafts:show", args=[form, row.pk])).json()["drafts"]
        assert offered[0]["values"] == draft["values"]
    assert 'data-draft-earlier="none"' in get(browser(s.PARTNER), "progress", plan)
    values = sent(goal, level="2", text="玄関に出た", form_key=KEY)
    saved = client.post(reverse("plans:goal_row", args=[goal.pk]), values, **HTMX)
    assert 'data-draft-earlier="none"' in saved.content.decode()
    about = reverse("drafts:show", args=["plan-goal-row", goal.pk])
    assert client.get(about).json()["drafts"] == []


def test_a_task_on_the_home_page_keeps_what_is_typed() -> None:
    task = own_task(s.an_active_plan())
    to = reverse("plans:task_quick", args=[task.pk])
    row = browser(s.RECORDER).get(to, **HTMX).content.decode()
    assert f'data-draft="plan-task-quick" data-draft-object="{task.pk}"' in row
    assert "data-draft-status" in row
