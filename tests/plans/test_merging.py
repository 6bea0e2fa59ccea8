"""Two people have one plan open: the second sees what changed and merges field by field (issue 5,
Concurrency). Without scripts: each step is a page that is sent."""

import re
from typing import Any

import pytest
from django.test import Client

from plans.models import Goal, Plan, PlanContent, PlanTask
from tests.world import acting

from . import situations as s
from .test_pages import address, browser, fields_of, get

pytestmark = pytest.mark.django_db


def two() -> tuple[Client, Client]:
    return browser(s.COORDINATOR), browser(s.OTHER_COORDINATOR)


def said(plan: Plan) -> dict[str, Any]:
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        content = PlanContent.objects.visible_to(by).get(plan=now)
        names = ("wishes", "issues", "direction")
        return {n: getattr(content, n) for n in names} | {
            "version": now.version,
            "edition": now.edition,
            "period_until": now.period_until,
        }


def post(client: Client, name: str, plan: Plan, data: dict[str, Any], status: int) -> str:
    response = client.post(address(name, plan), data)
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def plain(page: str) -> str:
    """What a reader sees: no tags, and no words for the screen reader about marks."""
    return re.sub(r"\s+|［ここ[^］]+］", "", re.sub(r"<[^>]+>", "", page))


def test_what_only_one_changed_merges_by_itself() -> None:
    plan = s.a_written_plan()
    first, second = two()
    hers, mine = (fields_of(get(client, "edit", plan)) for client in (first, second))
    post(first, "edit", plan, hers | {"issues": "階段が急。"}, 303)
    page = post(second, "edit", plan, mine | {"direction": "まず住まい。"}, 422)
    assert "2人とも直した欄はありません" in page
    assert "ほかの人だけが直した欄" in page
    assert "自分だけが直した欄" in page
    assert "見本 調整子" in page
    merged = fields_of(page)
    assert merged["issues"] == ["階段が急。"]
    assert merged["direction"] == ["まず住まい。"]
    before = said(plan)
    assert before["direction"] == "まず通院。"
    post(second, "edit", plan, merged, 303)
    after = said(plan)
    assert (after["issues"], after["direction"]) == ("階段が急。", "まず住まい。")
    assert after["edition"] == before["edition"] + 1


def clashing(plan: Plan) -> tuple[Client, str]:
    """The first saved other wishes than the second wrote; the second sees the page of the merge."""
    first, second = two()
    hers, mine = (fields_of(get(client, "edit", plan)) for client in (first, second))
    post(first, "edit", plan, hers | {"wishes": "友だちを家に呼びたい。散歩もしたい。"}, 303)
    page = post(
        second, "edit", plan, mine | {"wishes": "友だちを家に呼びたい。料理もしたい。"}, 422
    )
    return second, page


@pytest.mark.parametrize(
    ("choice", "own", "kept"),
    [
        ("theirs", None, "友だちを家に呼びたい。散歩もしたい。"),
        ("mine", None, "友だちを家に呼びたい。料理もしたい。"),
        ("own", "散歩も料理もしたい。", "散歩も料理もしたい。"),
    ],
)
def test_what_both_changed_is_chosen(choice: str, own: str | None, kept: str) -> None:
    plan = s.a_written_plan()
    client, page = clashing(plan)
    assert "2人とも直した欄が、1つあります" in page
    assert "開いたときの内容" in page
    assert s.WISHES in plain(page).replace("&#x27;", "'")
    sent = fields_of(page)
    assert "choice_wishes" not in sent  # nothing is chosen beforehand
    sent |= {"choice_wishes": [choice]} | ({"own_wishes": [own]} if own else {})
    post(client, "edit", plan, sent, 303)
    assert said(plan)["wishes"] == kept


def test_without_a_choice_nothing_is_saved_and_nothing_is_lost() -> None:
    plan = s.a_written_plan()
    client, page = clashing(plan)
    before = said(plan)
    again = post(client, "edit", plan, fields_of(page) | {"own_wishes": "料理と散歩。"}, 422)
    assert "どれを残すかを選んでください" in again
    assert said(plan) == before
    sent = fields_of(again)
    assert sent["own_wishes"] == ["料理と散歩。"]
    assert sent["wishes"] == ["友だちを家に呼びたい。料理もしたい。"]
    post(client, "edit", plan, sent | {"choice_wishes": "own"}, 303)
    assert said(plan)["wishes"] == "料理と散歩。"


def test_words_that_were_typed_and_not_chosen_are_asked_about() -> None:
    plan = s.a_written_plan()
    client, page = clashing(plan)
    sent = fields_of(page) | {"own_wishes": "料理と散歩。", "choice_wishes": "theirs"}
    again = post(client, "edit", plan, sent, 422)
    assert "ここに書いた内容は、まだ使われません" in again
    assert fields_of(again)["own_wishes"] == ["料理と散歩。"]


def test_a_third_who_saves_meanwhile_is_met_the_same_way() -> None:
    plan = s.a_written_plan()
    client, page = clashing(plan)
    third = browser(s.COORDINATOR)
    opened = fields_of(get(third, "edit", plan))
    post(third, "edit", plan, opened | {"wishes": "旅行もしたい。", "issues": "眠れない。"}, 303)
    again = post(client, "edit", plan, fields_of(page) | {"choice_wishes": "mine"}, 422)
    assert "旅行もしたい。" in plain(again)
    sent = fields_of(again)
    assert sent["issues"] == ["眠れない。"]
    post(client, "edit", plan, sent | {"choice_wishes": "mine"}, 303)
    assert said(plan)["wishes"] == "友だちを家に呼びたい。料理もしたい。"
    assert said(plan)["issues"] == "眠れない。"


def test_both_wrote_the_same_and_nobody_is_asked() -> None:
    plan = s.a_written_plan()
    first, second = two()
    hers, mine = (fields_of(get(client, "edit", plan)) for client in (first, second))
    post(first, "edit", plan, hers | {"issues": "眠れない。"}, 303)
    page = post(second, "edit", plan, mine | {"issues": "眠れない。", "period_until": ""}, 422)
    assert "2人とも直した欄はありません" in page
    post(second, "edit", plan, fields_of(page), 303)
    assert (said(plan)["issues"], said(plan)["period_until"]) == ("眠れない。", None)


def rows_of(model: Any, plan: Plan) -> list[Any]:
    with acting(s.COORDINATOR) as by:
        return list(model.objects.visible_to(by).filter(plan_id=plan.pk))


def test_a_goal_that_a_colleague_added_stays_and_mine_is_added() -> None:
    plan = s.a_written_plan()
    first, second = two()
    hers, mine = (fields_of(get(client, "goals", plan)) for client in (first, second))
    post(first, "goals", plan, hers | {"text_new1": "散歩に出る"}, 303)
    page = post(second, "goals", plan, mine | {"text_new1": "料理を作る"}, 422)
    post(second, "goals", plan, fields_of(page), 303)
    texts = [goal.text for goal in rows_of(Goal, plan)]
    assert texts == ["通院を再開する", "友だちを1回家に呼ぶ", "散歩に出る", "料理を作る"]


def test_a_goal_is_merged_cell_by_cell() -> None:
    plan = s.a_written_plan()
    goal, other = rows_of(Goal, plan)
    key = goal.pk.hex
    first, second = two()
    hers, mine = (fields_of(get(client, "goals", plan)) for client in (first, second))
    changed = {f"text_{key}": "通院を続ける", f"measure_{key}": "月2回"}
    post(first, "goals", plan, hers | changed, 303)
    mine |= {f"measure_{key}": "月3回", f"text_{other.pk.hex}": "友だちを2回呼ぶ"}
    page = post(second, "goals", plan, mine, 422)
    assert "目標1　評価の目安" in page
    sent = fields_of(page)
    assert sent[f"text_{key}"] == ["通院を続ける"]
    post(second, "goals", plan, sent | {f"choice_measure_{key}": "theirs"}, 303)
    found = [(row.text, row.measure) for row in rows_of(Goal, plan)]
    assert found == [("通院を続ける", "月2回"), ("友だちを2回呼ぶ", "")]


@pytest.mark.parametrize(
    ("choice", "state"), [("theirs", Goal.State.ENDED), ("mine", Goal.State.OPEN)]
)
def test_a_goal_given_up_while_it_was_rewritten_is_asked(choice: str, state: str) -> None:
    plan = s.a_written_plan()
    key = rows_of(Goal, plan)[0].pk.hex
    first, second = two()
    hers, mine = (fields_of(get(client, "goals", plan)) for client in (first, second))
    post(first, "goals", plan, hers | {f"ended_{key}": "on"}, 303)
    page = post(second, "goals", plan, mine | {f"text_{key}": "月2回の通院"}, 422)
    assert "取りやめる" in plain(page)
    post(second, "goals", plan, fields_of(page) | {f"choice_ended_{key}": choice}, 303)
    goal = rows_of(Goal, plan)[0]
    assert (goal.text, goal.state) == ("月2回の通院", state)


def test_tasks_are_merged_too_with_bodies_in_words() -> None:
    plan = s.a_written_plan()
    task, other = rows_of(PlanTask, plan)
    key = task.pk.hex
    first, second = two()
    hers, mine = (fields_of(get(client, "tasks", plan)) for client in (first, second))
    with acting(s.COORDINATOR) as by:
        partner = str(other.body_id)
        secretariat = str(s.seen(plan).compartment.organization_id)
        assert by
    post(first, "tasks", plan, hers | {f"body_{key}": partner}, 303)
    mine |= {f"body_{key}": secretariat, f"frequency_{key}": "月2回"}
    page = post(second, "tasks", plan, mine, 422)
    assert "福祉政策課" in page
    assert secretariat not in re.sub(r"<(input|option|select)[^>]*>", "", page)
    post(second, "tasks", plan, fields_of(page) | {f"choice_body_{key}": "theirs"}, 303)
    now = rows_of(PlanTask, plan)[0]
    assert (str(now.body_id), now.frequency) == (partner, "月2回")


def test_a_row_that_was_emptied_is_asked_about_and_not_saved() -> None:
    plan = s.a_written_plan()
    key = rows_of(PlanTask, plan)[0].pk.hex
    client = browser(s.COORDINATOR)
    sent = fields_of(get(client, "tasks", plan)) | {f"content_{key}": "", f"body_{key}": ""}
    page = post(client, "tasks", plan, sent, 422)
    assert "取りやめを選んでください" in page
    assert rows_of(PlanTask, plan)[0].content == "受診に付き添う"


def test_a_version_that_never_was_merges_nothing_by_itself() -> None:
    """A page that was tampered with: what stood is unknown, so every difference is asked about."""
    plan = s.a_written_plan()
    client = browser(s.COORDINATOR)
    sent = fields_of(get(client, "edit", plan)) | {"version": "99", "issues": "別のこと"}
    page = post(client, "edit", plan, sent, 422)
    assert "2人とも直した欄が" in page
    assert said(plan)["issues"] == "転んでから外に出ていない。"
