"""Every change with who, when and why; two states side by side; what changed since the last meeting;
the plan as it stood, for ever (issue 5, History)."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from access.errors import DomainError
from plans import papers, services
from plans.changes import Changes, Event
from plans.models import FixedPlan, FixedPlanText, Goal, Plan, PlanReason
from plans.states import PlanState
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_pages import address, browser, get, send
from .test_papers import gathered, text_of

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
    assert (found[0].why, found[0].lines) == ("", [])
    assert "目標（追加）" in lines(found[2])
    page = get(browser("kanri2"), "history", plan)
    assert "秘密" not in page


def test_r5_there_are_no_changes_of_a_plan_that_one_does_not_see() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR):
        own = s.seen(plan)
    with acting("csw1") as by:
        assert Changes(own, by).count() == 0


def test_the_page_of_changes_asks_a_constant_number_of_questions_and_is_cut_into_pages() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            get(client, "history", plan)
        return len(found)

    for level in (1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3, 4, 5, 4, 3, 2):
        s.tell_goal(plan, level)
    questions()
    few = questions()  # a full page, of changes and of progress
    for level in (3, 4, 5):
        s.tell_goal(plan, level, by=s.PARTNER)
    assert questions() <= few
    page = get(client, "history", plan)
    assert "次の25件" in page
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


# -- the version that was fixed, and what changed since --


def fixed_of(plan: Plan, moment: str, username: str = s.COORDINATOR) -> FixedPlan:
    with acting(username) as by:
        rows = FixedPlan.objects.visible_to(by).filter(plan_id=plan.pk, moment=moment)
        return rows.first()


def words_of(fixed: FixedPlan) -> Any:
    with acting(s.COORDINATOR) as by:
        return FixedPlanText.objects.visible_to(by).get(fixed=fixed).blocks


def test_each_conference_and_the_decision_fix_the_plan_as_it_stood() -> None:
    plan = s.a_plan_found("conditional")
    met = fixed_of(plan, "meeting")
    assert (met.edition, met.on) == (5, s.days(0))
    said = str(words_of(met))
    for words in (s.WISHES, "通院を再開する", "受診に付き添う", "家賃の見通しを先に立てる"):
        assert words in said
    s.as_coordinator(
        plan, services.decide_plan, decided_on=s.days(0), number="8文福第1号", title="福祉政策課長"
    )
    assert "8文福第1号" in str(words_of(fixed_of(plan, "decision")))
    assert "8文福第1号" not in str(words_of(met))


def test_a_fixed_version_stays_when_the_plan_is_put_right() -> None:
    plan = s.a_plan_found("revise")
    met = fixed_of(plan, "meeting")
    before = words_of(met)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    assert words_of(met) == before
    assert "新しい課題" not in str(before)


@pytest.mark.parametrize("model", [FixedPlan, FixedPlanText])
def test_the_database_keeps_what_is_fixed(model: Any) -> None:
    """Decision 18: nobody changes it, raw statements of the owner neither."""
    s.a_plan_found("adequate")
    column = "edition = 99" if model is FixedPlan else "blocks = '[]'"
    table = model._meta.db_table
    for statement in (f"update {table} set {column}", f"delete from {table}"):
        with (
            acting(s.COORDINATOR),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
            assert cursor.rowcount == 0
            raise DatabaseError("no row in reach")


def test_the_fixed_version_is_printed_as_it_was() -> None:
    plan = s.a_plan_found("revise")
    met = fixed_of(plan, "meeting")
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    client = browser(s.COORDINATOR)
    page = client.get(f"/plans/fixed/{met.pk}/").content.decode()
    assert "転んでから外に出ていない。" in page
    assert "新しい課題" not in page.split('<aside class="side"')[0].split("idb__dl")[-1]
    assert f"/plans/fixed/{met.pk}/print/" in page
    with acting(s.COORDINATOR) as by:
        copy, _ = services.request_print(
            plan=s.seen(plan), made_for="self", body=body_of(s.COORDINATOR), fixed=met, by=by
        )
    paper = gathered(copy)
    text = text_of(papers.make(paper).content)
    assert "転んでから外に出ていない。" in text
    assert "新しい課題" not in text
    assert "第5版" in text


def test_r9_a_supervisor_sees_that_there_is_a_fixed_version_and_not_what_it_says() -> None:
    plan = s.a_plan_found("adequate")
    met = fixed_of(plan, "meeting", "kanri2")
    client = browser("kanri2")
    assert client.get(f"/plans/fixed/{met.pk}/").status_code == 404
    assert client.get(f"/plans/fixed/{met.pk}/print/").status_code == 404
    assert "のときの版" in get(client, "history", plan)
    assert browser("csw1").get(f"/plans/fixed/{met.pk}/").status_code == 404


def test_the_page_marks_what_changed_since_the_last_meeting() -> None:
    plan = s.a_plan_found("revise")
    client = browser(s.COORDINATOR)
    assert "前回の会議のあと" not in get(client, "detail", plan)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    with acting(s.COORDINATOR) as by:
        first, second = s.goals_of(s.seen(plan), by)
        rows = [
            services.GoalFacts("通院を続ける", first.measure, first.due_on, id=first.pk),
            services.GoalFacts(second.text, second.measure, second.due_on, True, id=second.pk),
            services.GoalFacts("散歩に出る"),
        ]
        services.edit_goals(plan=s.seen(plan), rows=rows, by=by)
    page = plain(get(client, "detail", plan))
    assert "課題前回の会議のあとに変更" in page
    assert "通院を続ける前回の会議のあと：変更" in page
    assert "散歩に出る前回の会議のあと：追加" in page
    assert "なくなったもの：目標「友だちを1回家に呼ぶ」" in page
    assert "支援の方向性前回" not in page
    compared = client.get(address("history", plan) + "?since=meeting").content.decode()
    part = plain(compared[: compared.index('id="changes-h"')])
    assert "会議のとき（第5版）" in part
    assert "新しい課題" in part


def test_r9_marks_of_progress_since_the_meeting_are_for_supervisors_too() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 3)
    for username in (s.RECORDER, "kanri2"):
        client = browser(username)
        page = plain(get(client, "detail", plan))
        assert "前回の会議のあと：進み具合0から3へ" in page
        compared = client.get(address("history", plan) + "?since=meeting").content.decode()
        assert "3　半分ほど" in re.sub(r"<[^>]+>|［ここ[^］]+］", "", compared)
