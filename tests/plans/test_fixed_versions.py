"""The plan as it stood at a conference and when the ward decided, for ever; what changed since (issue 5,
History). A plan of before there were fixed versions is read from its history."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import grants
from access.errors import DomainError
from documents.wareki import format_date
from meetings.models import PlanConference
from meetings.services import open_plan_conference
from plans import papers, services
from plans.models import FixedPlan, FixedPlanText, Plan, PlanContent
from plans.past import Past
from plans.states import PlanState
from plans.stood import unkept
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_changes import plain
from .test_pages import address, browser, get
from .test_papers import gathered, text_of

pytestmark = pytest.mark.django_db


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


def test_r8_what_was_deliberated_is_kept_when_the_consent_goes_before_the_record() -> None:
    """The conference was opened under a valid consent: the plan that it had before it is fixed, and is
    read by who may read the plan then, and by nobody else (R5, R17)."""
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        assert planned is not None
        open_plan_conference(conference=planned, by=by)
    s.withdraw(plan)
    s.found(plan, "adequate")
    met = fixed_of(plan, "meeting")
    assert met.edition == 5
    assert met.stood_at is not None
    said = str(words_of(met))
    assert s.WISHES in said
    assert "会議に付議中" in said
    assert "結果を記録したときには、同意が撤回されたか" in said
    assert fixed_of(plan, "meeting", s.RECORDER) is None
    assert browser(s.RECORDER).get(f"/plans/fixed/{met.pk}/").status_code == 404
    assert browser(s.COORDINATOR).get(f"/plans/fixed/{met.pk}/").status_code == 200


def test_a_plan_changed_after_the_conference_was_opened_is_fixed_as_it_was_then() -> None:
    plan = s.an_active_plan()
    planned = s.call(plan, "sharing")
    with acting(s.COORDINATOR) as by:
        open_plan_conference(conference=planned, by=by)
    s.tell_goal(plan, 4)
    s.found(plan, "shared")
    with acting(s.COORDINATOR) as by:
        rows = FixedPlan.objects.visible_to(by).filter(plan_id=plan.pk)
        met = rows.get(conference_id=planned.pk)
    assert "あと少し" not in str(words_of(met))
    url = address("history", plan) + "?since=meeting"
    assert "4あと少し" in plain(browser(s.COORDINATOR).get(url).content.decode())


@pytest.fixture
def of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps of a plan as they were before there were fixed versions: they kept none."""
    monkeypatch.setattr("plans.services.conferring.fix_as_met", lambda *_: None)
    monkeypatch.setattr("plans.services.deciding.fix_as_decided", lambda *_: None)


@pytest.mark.usefixtures("of_before")
def test_a_plan_of_before_shows_how_it_stood_from_its_history_and_may_keep_it() -> None:
    plan = s.a_decided_plan()
    s.as_coordinator(plan, services.start_plan)
    client = browser(s.COORDINATOR)
    page = get(client, "history", plan)
    with acting(s.COORDINATOR) as by:
        (conference,) = PlanConference.objects.visible_to(by).filter(
            compartment=s.seen(plan).compartment_id
        )
    decided, met = (address("stood", plan), f"/plans/{plan.pk}/met/{conference.pk}/")
    assert decided in page
    assert met in page
    stood = client.get(decided).content.decode()
    assert "変更の記録から組み立てた内容です" in stood
    assert "8文福第1号" in stood
    assert "8文福第1号" not in client.get(met).content.decode()
    assert browser("kanri2").get(decided).status_code == 404
    assert decided not in get(browser("kanri2"), "history", plan)
    assert browser(s.RECORDER).get(f"{decided}keep/").status_code == 404
    assert client.post(f"{decided}keep/", {"version": "1"}).status_code == 303
    assert client.post(f"{met}keep/", {"version": "1"}).status_code == 303
    assert "決まった版として残しました" in get(client, "history", plan)
    for moment in ("decision", "meeting"):
        kept = fixed_of(plan, moment)
        assert kept.is_rebuilt
        assert "あとから変更の記録をもとに組み立てた版" in str(words_of(kept))
    assert client.get(decided).status_code == 404
    assert decided not in get(client, "history", plan)


def test_what_history_does_not_know_is_not_guessed() -> None:
    """A plan that was brought in decided: its history begins after the decision."""
    model = s.a_bare_plan()
    with acting(s.COORDINATOR) as by:
        former = s.seen(model)
        office = former.compartment.organization
        compartment = grants.open_plan(case=former.compartment.case, secretariat=office, by=by)
        common = {"compartment": compartment, "created_by": by}
        plan = Plan.objects.create(
            **common,
            subject=former.subject,
            consent_id=former.consent_id,
            consent_until=former.consent_until,
            changed_by_body=office,
            state=PlanState.DECIDED,
            agreed_on=s.days(0),
            agreed_how=Plan.Agreed.WRITTEN,
            decided_on=s.days(0),
            decision_number="8文福第2号",
            decided_by_title="福祉政策課長",
        )
        PlanContent.objects.create(**common, plan=plan)
    client = browser(s.COORDINATOR)
    page = client.get(address("stood", plan)).content.decode()
    assert "このときの内容はわかりません" in page
    assert "決まった版として残す" not in page
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="変更の記録にありません"):
        services.keep_as_it_stood(plan=s.seen(plan), conference_id=None, by=by)


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


def test_two_conferences_of_one_day_are_told_apart_on_screen_and_paper() -> None:
    """The second is another version of the same day and edition: list, page and paper say which one it is."""
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    day = format_date(s.days(0))
    assert f"{day}の会議のときの版（第5版）" in get(client, "history", plan)
    s.call(plan, "evaluation")
    s.found(plan, "go_on")
    page = get(client, "history", plan)
    lines = [f"{day}の会議（この日の{number}回目）のときの版（第5版）" for number in (1, 2)]
    for line in lines:
        assert page.count(line) == 1
    assert page.index(lines[1]) < page.index(lines[0])  # the newest first
    latest = fixed_of(plan, "meeting")
    shown = client.get(reverse("plans:fixed", args=[latest.pk])).content.decode()
    assert lines[1] in shown
    with acting(s.COORDINATOR) as by:
        copy, _ = services.request_print(
            plan=s.seen(plan), body=body_of(s.COORDINATOR), made_for="self", fixed=latest, by=by
        )
    assert (
        f"{day}の会議（この日の2回目）のときの内容（第5版）" in gathered(copy, s.COORDINATOR).html
    )


def test_two_conferences_of_one_day_of_which_nothing_was_kept_are_told_apart_too() -> None:
    plan = s.a_plan_found("revise")
    with acting(s.COORDINATOR) as by:
        past = Past(s.seen(plan), by)
        (one,) = [row for row in unkept(past, []) if row.conference]
    assert one.label == "会議"
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    s.submit(plan)
    s.found(plan, "adequate")
    with acting(s.COORDINATOR) as by:
        past = Past(s.seen(plan), by)
        labels = {row.label for row in unkept(past, []) if row.conference}
    assert labels == {"会議（この日の1回目）", "会議（この日の2回目）"}


def test_what_a_conference_said_of_the_time_after_the_end_is_kept() -> None:
    plan = s.an_active_plan()
    s.sheet(plan)
    s.call(plan, "closure")
    s.found(plan, s.outcome("close", follow_up="三か月後に電話する"))
    met = fixed_of(plan, "meeting")
    page = plain(browser(s.COORDINATOR).get(f"/plans/fixed/{met.pk}/").content.decode())
    assert "終結のあとのフォロー三か月後に電話する" in page
