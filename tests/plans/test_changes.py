"""Every change with who, when, why and what; two states side by side (issue 5, History)."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from access.errors import DomainError
from plans import services
from plans.changes import WORDS_UNSEEN, Changes, Event
from plans.models import Goal, Plan, PlanReason
from plans.states import PlanState
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_pages import address, browser, get, send

pytestmark = pytest.mark.django_db


def events(plan: Plan, username: str = s.COORDINATOR) -> list[Event]:
    with acting(username) as by:
        return Changes(s.seen(plan, username), by)[0:100]


def lines(event: Event) -> dict[str, tuple[str, str]]:
    return {
        line.label: ("".join(p.text for p in line.was), "".join(p.text for p in line.is_now))
        for line in event.lines
    }


def plain(page: str) -> str:
    return re.sub(r"\s+|［ここ[^］]+］", "", re.sub(r"<[^>]+>", "", page))


def test_each_change_says_who_when_why_and_what() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(
        plan,
        services.edit_content,
        facts=s.words_of_the_plan(issues="階段が急。"),
        reason="家を見に行って分かった",
    )
    with acting(s.OTHER_COORDINATOR) as by:
        goal = s.goals_of(s.seen(plan, s.OTHER_COORDINATOR), by)[0]
        row = services.GoalFacts("通院を続ける", goal.measure, goal.due_on, id=goal.pk)
        services.edit_goals(plan=s.seen(plan, s.OTHER_COORDINATOR), rows=[row], by=by)
    last, before, *others = events(plan)
    assert (before.who, before.why) == ("見本 調整子", "家を見に行って分かった")
    assert "福祉政策課" in before.body
    assert lines(before) == {"課題": ("転んでから外に出ていない。", "階段が急。")}
    assert last.who != before.who
    assert lines(last) == {"目標「通院を再開する」の目標": ("通院を再開する", "通院を続ける")}
    assert last.why == ""
    assert others[-1].title == "プランを作り始めた"
    assert [event.at for event in events(plan)] == sorted(
        (event.at for event in events(plan)), reverse=True
    )
    added = lines(others[1])
    assert list(added) == ["目標（追加）"]
    assert any("参加機関（追加）" in lines(event) for event in others)


def test_states_and_progress_are_changes_too() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 3)
    told, started, *_ = events(plan)
    assert told.title == "目標「通院を再開する」の進み具合"
    assert lines(told) == {"進み具合": ("まだ", "半分ほど")}
    assert told.why == "来週また行く。"
    assert started.title == "状態を「実施中」にした"
    assert lines(started) == {"状態": ("支援決定", "実施中")}
    titles = [event.title for event in events(plan)]
    for state in ("本人同意済み", "会議に付議中", "支援決定"):
        assert f"状態を「{state}」にした" in titles


def test_no_change_stands_there_without_what_it_changed() -> None:
    """Through a conference, a sheet, another consent and the end: each says it, to each reader."""
    plan = s.a_plan_that_may_end()
    s.tell_goal(plan, 2, obstacles="雨の日は出られない", degree="2")
    with acting(s.RECORDER) as by:
        own = s.seen(plan, s.RECORDER)
        services.enter_progress(
            plan=own,
            body=body_of(s.RECORDER),
            task=s.tasks_of(own, by)[0],
            task_state="doing",
            by=by,
        )
    for username in (s.COORDINATOR, s.RECORDER, "kanri2"):
        assert all(event.lines for event in events(plan, username)), username
    found = events(plan)
    of_task, of_goal = found[0], found[1]
    assert lines(of_task)["状態"] == ("未着手", "実施中")
    assert lines(of_goal)["妨げになっていること"] == ("", "雨の日は出られない")
    called = next(e for e in found if e.title == "プランを変えた")
    assert "会議（追加）" in lines(called)
    assert "終結" in lines(called)["会議の案件（追加）"][1]
    assert any("会議の案件「終結」の結果" in label for e in found for label in lines(e))
    decided = next(e for e in found if e.title == "状態を「支援決定」にした")
    assert lines(decided)["決定番号"] == ("", "8文福第1号")
    begun = lines(found[-1])
    assert begun["種類"] == ("", "多機関協働プラン")


def test_the_word_of_a_supervisor_is_a_change_too() -> None:
    plan = s.a_written_plan()
    with acting("kanri2") as by:
        own = s.seen(plan, "kanri2")
        (body,) = services.bodies_supervised(own, by)
        services.review_plan(
            plan=own,
            body=body,
            edition=own.edition,
            verdict="returned",
            comment="時期を早く",
            by=by,
        )
    event = events(plan)[0]
    assert (event.title, event.why) == ("管理者の確認", "時期を早く")
    assert lines(event) == {"第5版": ("", "差戻し")}


def test_a_page_does_not_lose_what_was_written_after_its_last_change_of_the_plan() -> None:
    """Parts belong to the change of the plan before them, also when progress was told in between."""
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        whole = Changes(s.seen(plan), by)[0:100]
        cut = [Changes(s.seen(plan), by)[n : n + 2] for n in range(0, len(whole), 2)]
    assert [event for page in cut for event in page] == whole


def test_what_passes_by_the_services_is_told_by_its_own_name() -> None:
    """S-27: a row that another wrote later is not laid to who changed the plan before."""
    plan = s.a_written_plan()
    with acting(s.OTHER_COORDINATOR) as by:
        Goal.objects.changeable_by(by).filter(plan_id=plan.pk).update(measure="直接")
    found = lines(events(plan)[0])
    assert any(label.startswith("目標「通院を再開する」の評価の目安（") for label in found)


def test_r9_a_supervisor_sees_the_changes_and_not_the_words_nor_why() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(
        plan, services.edit_content, facts=s.words_of_the_plan(issues="秘密"), reason="秘密の理由"
    )
    found = events(plan, "kanri2")
    assert found[0].title == "第6版を保存した"
    assert found[0].why == ""
    assert [line.label for line in found[0].lines] == [WORDS_UNSEEN]
    assert "目標（追加）" in lines(found[2])
    page = get(browser("kanri2"), "history", plan)
    assert "秘密" not in page


def test_r5_there_are_no_changes_of_a_plan_that_one_does_not_see() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR):
        own = s.seen(plan)
    with acting("csw1") as by:
        assert Changes(own, by).count() == 0


# Reading a session, signing the context, the log, whether somebody of the household is protected (R11): what the plainest
# page of a plan asks as well.
PLAIN = 19
MOST = 31


def test_the_page_of_changes_asks_a_constant_number_of_questions_and_is_cut_into_pages() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)

    def questions(query: str = "", page: str = "history") -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(page, plan) + query).status_code == 200
        return len(found)

    for level in (1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3, 4, 5, 4, 3, 2):
        s.tell_goal(plan, level)
    questions()
    few = questions()  # a full page, of changes and of progress
    assert questions(page="evaluations") == PLAIN
    assert few == MOST
    for level in (3, 4, 5):
        s.tell_goal(plan, level, by=s.PARTNER)
    assert questions() == few
    assert questions("?before=3&after=5") == few
    assert questions("?page=2") <= few
    assert questions("?since=meeting") <= few
    page = get(client, "history", plan)
    assert "次へ" in page
    second = client.get(address("history", plan) + "?page=2").content.decode()
    assert "プランを作り始めた" in second
    assert "プランを作り始めた" not in page


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_decided_plan_changes_its_circle_with_a_reason_only(reason: str) -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        tasks = s.tasks_of(s.seen(plan), by)
        other = next(task for task in tasks if task.body == body_of(s.PARTNER))
    with acting(s.PARTNER) as by:
        services.enter_progress(
            plan=s.seen(plan, s.PARTNER),
            body=body_of(s.PARTNER),
            task=other,
            task_state="done",
            by=by,
        )
    leaving = {"body": body_of(s.PARTNER)}
    with pytest.raises(DomainError, match="理由を書いてください"):
        s.as_coordinator(plan, services.remove_body, reason=reason, **leaving)
    s.as_coordinator(plan, services.remove_body, reason="家賃の相談が済んだ", **leaving)
    event = events(plan)[0]
    assert event.why == "家賃の相談が済んだ"
    assert "参加機関（外れた）" in lines(event)


def test_a_pause_and_a_refusal_are_kept_with_their_reasons() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(
        plan, services.move_plan, to=PlanState.SUSPENDED, note="長い入院", look_again_on=s.days(30)
    )
    assert events(plan)[0].why == "長い入院"
    returned = s.a_plan_found("revise")
    assert "会議の意見：役割が足りない" in [event.why for event in events(returned)]


def test_a_reason_is_written_once() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(
        plan, services.edit_content, facts=s.words_of_the_plan(issues="階段"), reason="訪問"
    )
    with acting(s.COORDINATOR) as by, pytest.raises(DatabaseError), transaction.atomic():
        PlanReason.objects.changeable_by(by).filter(plan_id=plan.pk).update(text="ほか")


def test_the_reason_is_typed_on_the_form_and_shown_on_the_page() -> None:
    plan = s.a_written_plan()
    client = browser(s.COORDINATOR)
    sent = send(client, "edit", plan, issues="階段が急。", reason="家を見に行って分かった")
    assert sent.status_code == 303
    page = get(client, "history", plan)
    assert "家を見に行って分かった" in page
    assert re.search(r"<del>.*転んでから.*</del>", page, re.S)
    assert re.search(r"<ins>.*階段.*</ins>", page, re.S)
    assert "［ここから加わった］" in page  # a mark in words as well


def test_editions_stand_side_by_side_with_what_did_not_change_on_request() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="階段が急。"))
    client = browser(s.COORDINATOR)
    url = address("history", plan)
    changed = client.get(url + "?before=3&after=6").content.decode()
    part = changed[: changed.index('id="changes-h"')]
    assert "階段が急" in plain(part)
    assert "まず通院" not in plain(part)
    everything = client.post(url, {"before": "5", "after": "6", "all": "1"}).content.decode()
    part = everything[: everything.index('id="changes-h"')]
    assert "まず通院" in plain(part)
    assert "変わらない行" in part
