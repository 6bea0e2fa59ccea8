"""The board of plans: whose plans, which counts, which order, and the paper (R6, R9)."""

import datetime
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.models import AccessLog
from documents.wareki import format_date
from jobs import work
from jobs.models import Job, JobResult, JobState
from plans import services
from plans.models import Plan
from plans.states import TaskState
from reports.board_paper import Offices, Paper, make
from reports.charts import load_picture
from reports.plan_board import WHY, PlanBoard
from reports.plan_summary import PlanSummary
from tests.cases.situations import body_of
from tests.databases import Database
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.plans.test_papers import text_of
from tests.world import acting

SUPERVISOR = "kanri1"  # of the body that received the households


def board_of(user: Any) -> PlanBoard:
    return PlanBoard(Offices(user), user)


def counts_of(username: str) -> dict[str, int]:
    with acting(username) as user:
        return {code: count for code, _, count in board_of(user).counts if count}


def late(plan: Plan, days: int) -> None:
    """The first role of the plan was due so many days ago."""
    with acting(s.COORDINATOR) as by:
        task = s.tasks_of(s.seen(plan), by)[0]
        type(task).objects.changeable_by(by).filter(pk=task.pk).update(
            due_on=s.days(-days), version=task.version + 1
        )


@pytest.mark.django_db
def test_r9_a_supervisor_sees_the_plans_of_her_body_and_no_words() -> None:
    plan = s.an_active_plan()
    page = browser(SUPERVISOR).get(reverse("reports:plans")).content.decode()
    assert reverse("plans:detail", args=[plan.pk]) in page
    assert s.WISHES not in page


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["csw1", s.RECORDER, "kansa1"])
def test_r14_the_board_is_not_there_for_other_roles(username: str) -> None:
    s.an_active_plan()
    assert browser(username).get(reverse("reports:plans")).status_code == 404


@pytest.mark.django_db
def test_counts_by_hand() -> None:
    """One draft; one agreed; one that goes well; one a day late; one two weeks late."""
    s.a_written_plan()
    s.an_agreed_plan()
    s.an_active_plan()
    late(s.an_active_plan(), 1)
    late(s.an_active_plan(), 14)
    expected = {"red": 1, "yellow": 1, "green": 1, "not_begun": 2, "overdue": 2, "waiting": 1}
    assert counts_of(s.COORDINATOR) == expected
    assert counts_of(SUPERVISOR) == expected | {"word": 1}


@pytest.mark.django_db
def test_plans_that_have_not_begun_stand_on_their_own() -> None:
    """In the load of each, in its picture, and after those under way in the order of progress."""
    ahead, running = s.an_agreed_plan(), s.an_active_plan()
    with acting(SUPERVISOR) as user:
        board = board_of(user)
        (load,) = board.loads
        assert (load.plans, load.red, load.yellow, load.not_begun) == (2, 0, 0, 1)
        by_percent = board.chosen({"order": "percent"})
        assert [row.plan.pk for row in by_percent] == [running.pk, ahead.pk]
        (words,) = load_picture(PlanSummary(Offices(user), user)).words  # type: ignore[union-attr]
    assert "順調 1件、開始前 1件" in words
    page = browser(SUPERVISOR).get(reverse("reports:plans")).content.decode()
    assert '<td class="num" data-label="開始前">1</td>' in page


@pytest.mark.django_db
def test_a_count_is_the_number_of_its_rows() -> None:
    s.an_agreed_plan()
    late(s.an_active_plan(), 20)
    with acting(SUPERVISOR) as user:
        board = board_of(user)
        for code, _, count in board.counts:
            assert len(board.chosen({"why": code})) == count, code
        assert set(WHY) == {code for code, _, _ in board.counts}


@pytest.mark.django_db
def test_urgent_ones_come_first_and_orders_can_be_chosen() -> None:
    well = s.an_active_plan()
    urgent = s.an_active_plan()
    late(urgent, 30)
    s.tell_goal(urgent, 5)
    with acting(SUPERVISOR) as user:
        board = board_of(user)
        assert [row.plan.pk for row in board.chosen({})] == [urgent.pk, well.pk]
        by_percent = board.chosen({"order": "percent"})
        assert [row.plan.pk for row in by_percent] == [well.pk, urgent.pk]
        assert len(board.chosen({"why": "unknown", "kind": "unknown"})) == 2


@pytest.mark.django_db
def test_sixty_silent_days() -> None:
    plan = s.an_active_plan()
    with acting(SUPERVISOR) as user:
        (row,) = board_of(user).rows
        assert row.days_silent == 0
        assert not row.standing.is_untouched
    from plans.standing import standing_of

    with acting(SUPERVISOR) as user:
        later = s.days(60)
        assert standing_of(s.seen(plan, SUPERVISOR), user, later).is_untouched


@pytest.mark.django_db
def test_load_of_each_member_of_staff() -> None:
    plan = s.an_active_plan()
    late(plan, 3)
    s.an_active_plan()
    with acting(SUPERVISOR) as user:
        (load,) = board_of(user).loads
        assert (load.plans, load.tasks, load.overdue, load.yellow) == (2, 2, 1, 1)
    with acting(s.COORDINATOR) as user:
        assert len(board_of(user).loads) == 2  # both bodies of the circle


@pytest.mark.django_db
def test_what_is_done_is_no_load() -> None:
    plan = s.an_active_plan()
    with acting(s.RECORDER) as by:
        own = s.seen(plan, s.RECORDER)
        services.enter_progress(
            plan=own, task=s.tasks_of(own, by)[0], task_state=TaskState.DONE,
            body=body_of(s.RECORDER), by=by,
        )  # fmt: skip
    with acting(SUPERVISOR) as user:
        (load,) = board_of(user).loads
        assert (load.plans, load.tasks) == (1, 0)


@pytest.mark.django_db
def test_r17_a_plan_without_consent_is_held_and_gone_for_the_bodies() -> None:
    plan = s.an_active_plan()
    s.withdraw(plan)
    assert counts_of(s.COORDINATOR) == {"red": 1, "held": 1}
    assert counts_of(SUPERVISOR) == {}


@pytest.mark.django_db
def test_the_board_asks_a_constant_number_of_questions() -> None:
    client = browser(SUPERVISOR)

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("reports:plans")).status_code == 200
        return len(found)

    s.an_active_plan()
    questions()
    few = questions()
    for _ in range(3):
        s.an_active_plan()
    assert questions() == few
    assert few <= 30


@pytest.mark.django_db
def test_filters_stay_in_the_address_as_codes() -> None:
    late(s.an_active_plan(), 20)
    s.an_active_plan()
    client = browser(SUPERVISOR)
    page = client.get(reverse("reports:plans"), {"why": "red"}).content.decode()
    assert "2件のうち <b>1件</b>" in page
    none = client.get(reverse("reports:plans"), {"why": "held"}).content.decode()
    assert "この条件に当たるプランはありません" in none


@pytest.mark.django_db
def test_the_picture_has_its_numbers_in_a_table_too() -> None:
    s.an_active_plan()
    page = browser(SUPERVISOR).get(reverse("reports:plans")).content.decode()
    assert page.count("<svg") >= 1
    assert "担当者ごとのプランと役割" in page


def test_the_paper_of_the_board(committed_db: Database) -> None:
    """R19: one entry for each case; the paper holds the plans and not their words."""
    plan = s.an_active_plan()
    client = browser(SUPERVISOR)
    answer = client.post(reverse("reports:plans"), {})
    assert answer.status_code in (302, 303)
    with acting(SUPERVISOR) as user:
        job = Job.objects.visible_to(user).get()
    work.run(job.pk)
    with acting(SUPERVISOR) as user:
        done = Job.objects.visible_to(user).get()
        assert done.state == JobState.DONE
        content = bytes(JobResult.objects.visible_to(user).get(job=done).content)
        number = s.seen(plan, SUPERVISOR).compartment.case.number
    text = text_of(content)
    assert number in text
    for head in ("種類", "次のモニタリング", "最後の動き"):
        assert head in text.replace("\n", "")
    assert plan.get_kind_display() in text
    assert "今日" not in text, "read on another day than it was printed"
    assert re.search(rf"{format_date(timezone.localdate())}(?!（)", text)
    assert "役割0／2" in text
    assert "受診に付き添う" not in text
    assert s.WISHES not in text
    with acting("kansa1"):
        entries = AccessLog.objects.filter(action=AccessLog.Action.PRINT)
        assert [entry.case_number for entry in entries] == [number]
    assert isinstance(done.created_at, datetime.datetime)


def test_no_day_breaks_on_the_paper_of_the_board() -> None:
    """The longest day there is stands in one line, in both columns of days."""
    day = datetime.date(2028, 12, 28)
    plan = {
        "subject": "架空 花子さんの世帯",
        "compartment": {"case": {"number": "R10-00001"}},
        "get_kind_display": "多機関協働プラン",
        "next_monitoring_on": day,
    }
    standing = {
        "light": {"label": "要対応"},
        "why": ["期限を過ぎた役割が2つあります"],
        "percent_words": "100％",
        "tasks_done": 10,
        "tasks": 12,
        "last_touched": day,
    }
    row = {
        "plan": plan,
        "state": {"label": "評価中"},
        "waits_for": "区の決定",
        "standing": standing,
        "in_charge": [{"name": "見本 相談子"}],
    }
    paper = {"title": "支援プラン 進行管理", "number": "", "printed_at": timezone.now()}
    html = render_to_string("reports/plan_board_paper.html", {"paper": paper, "rows": [row]})
    lines = PdfReader(io.BytesIO(make(Paper(html, paper["title"])).content)).pages[0].extract_text()
    assert lines.count(format_date(day)) == 2
