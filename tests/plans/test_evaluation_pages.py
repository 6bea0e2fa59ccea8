"""The evaluation sheet on its pages: filled in, kept, and leading to the step that follows."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.wareki import format_date
from plans.models import Plan
from plans.monitoring import months_after
from plans.monitoring_models import Evaluation, GoalReview
from plans.states import PlanState
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_evaluation import evaluate, now
from .test_pages import address, browser, fields_of, get, send

pytestmark = pytest.mark.django_db


def filled(plan: Plan, **changes: Any) -> dict[str, Any]:
    """What a coordinator fills in besides what the page brings."""
    with acting(s.COORDINATOR) as by:
        goals = s.goals_of(s.seen(plan), by)
    values: dict[str, Any] = {"method": "2", "person_wish": "go_on", "result": "3"}
    for goal in goals:
        values |= {f"degree_{goal.pk.hex}": "3", f"level_{goal.pk.hex}": "3"}
    return values | changes


def test_going_on_with_a_proposal_of_the_wards_list() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    page = get(client, "detail", plan)
    assert address("evaluate", plan) in page
    assert "モニタリング・評価シートを書く" in page
    form = get(client, "evaluate", plan)
    in_half_a_year = months_after(s.days(0), 6)
    assert f"6か月後（{format_date(in_half_a_year)}）" in form
    response = send(client, "evaluate", plan, **filled(plan, monitoring_after="6"))
    assert response.status_code == 303
    shown = client.get(response["Location"]).content.decode()
    assert "現プラン継続" in shown
    assert "一部達成" in shown
    after = now(plan)
    assert (after.state, after.next_monitoring_on) == (PlanState.ACTIVE, in_half_a_year)


def test_a_day_of_ones_own_is_as_good() -> None:
    plan = s.an_active_plan()
    day = s.days(45)
    response = send(
        browser(s.COORDINATOR), "evaluate", plan, **filled(plan, next_monitoring_on=str(day))
    )
    assert response.status_code == 303
    assert now(plan).next_monitoring_on == day


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("3", "次のモニタリングの日を決めてください"),
        ("1", "終結の理由を選んでください"),
        ("1", "主担当機関を選んでください"),
        ("4", "中断を見直す日を書いてください"),
        ("4", "中断と判断した理由を書いてください"),
    ],
)
def test_what_a_result_asks_for_stands_beside_its_field_and_nothing_is_lost(
    result: str, words: str
) -> None:
    plan = s.an_active_plan()
    response = send(
        browser(s.COORDINATOR),
        "evaluate",
        plan,
        **filled(plan, result=result, person_words="まだ続けたい"),
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "まだ続けたい" in page


def test_a_goal_called_achieved_below_its_full_level_is_asked_about_once() -> None:
    """Asked beside the goal, not refused: the supervisor sees both."""
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    with acting(s.COORDINATOR) as by:
        goal, other = s.goals_of(s.seen(plan), by)
    question = "達成度は「達成」ですが、いまの進み具合は3/5です"
    sheet = filled(plan, monitoring_after="6") | {
        f"degree_{goal.pk.hex}": "1",
        f"degree_{other.pk.hex}": "1",
        f"level_{other.pk.hex}": "5",
    }
    assert f"meant_{goal.pk.hex}" not in get(client, "evaluate", plan)
    asked = send(client, "evaluate", plan, **sheet)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert question in page
    assert f'name="meant_{goal.pk.hex}"' in page
    assert f'name="meant_{other.pk.hex}"' not in page
    assert (
        send(client, "evaluate", plan, **sheet, **{f"meant_{goal.pk.hex}": "on"}).status_code == 303
    )
    with acting(s.COORDINATOR) as by:
        review = GoalReview.objects.visible_to(by).get(goal=goal)
    assert (review.degree, review.level) == ("1", 3)


def test_r8_closing_leads_to_a_conference_filled_in_from_the_sheet() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    closing = {
        "result": "1",
        "end_reason": "11",
        "lead_body": str(body_of(s.RECORDER).pk),
        "follow_up_is_needed": "on",
        "follow_up": "3か月後に電話する",
        "changes": ["02", "07"],
        "remaining": "冬の買物",
    }
    response = send(client, "evaluate", plan, **filled(plan, **closing))
    assert response["Location"] == address("call", plan)
    asked = fields_of(client.get(response["Location"]).content.decode())
    assert asked["purposes"] == ["evaluation", "closure"]
    day = format_date(s.days(0))
    called = client.post(address("call", plan), asked | {"held_on": day, "others_masked": "on"})
    assert called.status_code == 303
    result = fields_of(get(client, "result", plan))
    assert result["result_1"] == result["result_2"] == ["close"]
    assert result["changes_1"] == ["02", "07"]
    assert result["remaining_2"] == ["冬の買物"]
    assert result["end_reason_2"] == ["11"]
    assert result["follow_up_2"] == ["3か月後に電話する"]


def test_replanning_and_pausing_lead_to_their_step_filled_in() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    pausing = {"result": "4", "look_again_on": str(s.days(30)), "reason": "長い入院のため"}
    response = send(client, "evaluate", plan, **filled(plan, **pausing))
    assert response["Location"] == address("move", plan)
    asked = fields_of(client.get(response["Location"]).content.decode())
    assert asked["to"] == ["suspended"]
    assert asked["note"] == ["長い入院のため"]
    assert client.post(address("move", plan), asked).status_code == 303
    paused = now(plan)
    assert (paused.state, paused.look_again_on) == (PlanState.SUSPENDED, s.days(30))

    other = s.an_active_plan()
    response = send(client, "evaluate", other, **filled(other, result="2"))
    asked = fields_of(client.get(response["Location"]).content.decode())
    assert asked["to"] == ["replanned"]


def test_an_open_sheet_comes_back_filled_in_and_is_written_anew() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    send(client, "evaluate", plan, **filled(plan, result="2", person_words="迷っている"))
    again = get(client, "evaluate", plan)
    assert "迷っている" in again
    assert send(client, "evaluate", plan, remaining="冬の買物").status_code == 303
    with acting(s.COORDINATOR) as by:
        assert Evaluation.objects.visible_to(by).filter(plan_id=plan.pk).count() == 1


def test_a_colleague_saved_meanwhile_both_are_shown() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    mine = fields_of(get(client, "evaluate", plan)) | filled(plan, result="2", remaining="わたしの")
    with acting(s.COORDINATOR) as by:
        first = s.goals_of(s.seen(plan), by)[0]
    mine[f"level_{first.pk.hex}"] = "1"
    evaluate(plan, "2", remaining="先の人の")
    response = client.post(address("evaluate", plan), mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "先の人の" in page
    assert "わたしの" in page
    beside = {row["label"]: (row["before"], row["after"]) for row in response.context["saved"]}
    assert beside["残された課題"] == ("先の人の", "わたしの")
    assert "目標 1 のいまの進み具合" in beside
    assert beside["見られた変化"][1] == ""
    assert "なくしました" not in page  # she has not taken out what she never saw


def test_r9_a_supervisor_reads_the_degrees_and_none_of_the_words() -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, "3", person_words="内緒の言葉", reason="内緒の理由", changes=["02"])
    client = browser("kanri1")
    pages = [
        get(client, "evaluations", plan),
        client.get(reverse("plans:evaluation", args=[sheet.pk])).content.decode(),
    ]
    for page in pages:
        assert "一部達成" in page
        assert "現プラン継続" in page
        assert "内緒" not in page
        assert "医療受診開始" not in page
    get(client, "evaluate", plan, 404)


def test_r14_for_others_no_page_of_a_sheet_is_there() -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, "3")
    for username in ("csw1", "soudan2", "kansa1"):
        client = browser(username)
        for name in ("evaluate", "evaluations", "progress"):
            get(client, name, plan, 404)
        assert client.get(reverse("plans:evaluation", args=[sheet.pk])).status_code == 404
    get(browser(s.PARTNER), "evaluate", plan, 404)
    get(browser(s.PARTNER), "evaluations", plan)


def test_s50_titles_of_sheets_hold_no_names() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    for name in ("evaluate", "evaluations", "progress"):
        title = re.search(r"<title>(.*?)</title>", get(client, name, plan), re.S)
        assert title
        assert "架空" not in title[1]


def test_the_sheets_of_a_plan_are_listed_in_a_constant_number_of_questions() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)

    def questions(client: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            get(client, "evaluations", plan)
        return len(asked)

    evaluate(plan, "3")
    questions(client)
    few = questions(client)
    for _ in range(3):
        evaluate(plan, "3")
    assert questions(client) == few


def test_the_start_proposes_days_and_keeps_the_one_of_the_plan() -> None:
    plan = s.a_decided_plan()
    client = browser(s.COORDINATOR)
    assert "3か月後" in get(client, "start", plan)
    assert send(client, "start", plan, monitoring_after="3").status_code == 303
    assert now(plan).next_monitoring_on == months_after(s.days(0), 3)
    other = s.a_decided_plan()
    assert send(client, "start", other).status_code == 303
    assert now(other).next_monitoring_on == s.days(90)
    late = s.a_decided_plan()
    response = send(client, "start", late, next_monitoring_on=str(s.days(0)))
    assert response.status_code == 422
    assert "今日より後の日" in response.content.decode()


def test_the_day_of_a_conference_on_the_progress_is_taken_over_and_no_other() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    assert fields_of(get(client, "evaluate", plan))["conference_on"] == [""]
    s.call(plan, "evaluation")
    s.found(plan, "not_yet")
    asked = fields_of(get(client, "evaluate", plan))
    assert asked["conference_on"] == [format_date(s.days(0))]


@pytest.mark.parametrize("comes_first", ["sheet", "conference"])
def test_a_conference_of_the_same_day_stands_on_the_sheet(comes_first: str) -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    if comes_first == "sheet":
        evaluate(plan, "3")
    s.call(plan, "evaluation")
    s.found(plan, "not_yet")
    with acting(s.COORDINATOR) as by:
        days = list(
            Evaluation.objects.visible_to(by)
            .filter(plan=plan)
            .values_list("conference_on", flat=True)
        )
    asked = fields_of(get(client, "evaluate", plan))["conference_on"]
    if comes_first == "sheet":
        assert days == [s.days(0)]
        assert asked == [""], "the sheet of that day names it already"
    else:
        assert days == []
        assert asked == [format_date(s.days(0))]


def test_a_conference_on_the_closure_is_taken_over_too() -> None:
    """Sheet and conference come in either order (domain.md 3.2)."""
    plan = s.an_active_plan()
    s.call(plan, "closure")
    s.found(plan, "not_yet")
    asked = fields_of(get(browser(s.COORDINATOR), "evaluate", plan))
    assert asked["conference_on"] == [format_date(s.days(0))]
