"""The coordinators' board: step, days in it, for whom it waits, and what it never shows (R4, R6, R7)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.board_paper import Offices
from reports.boards.together import CaseRow, TogetherBoard
from tests.meetings import situations as m
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.world import acting

URL = "reports:together"


def rows(username: str = s.COORDINATOR, **codes: str) -> list[CaseRow]:
    with acting(username) as user:
        return TogetherBoard(Offices(user), user).chosen(codes)


def steps(username: str = s.COORDINATOR, **codes: str) -> list[str]:
    return sorted(str(row.step) for row in rows(username, **codes))


@pytest.mark.django_db
def test_each_step_of_the_way_and_for_whom_it_waits() -> None:
    m.a_request()
    m.an_accepted_request()
    m.a_meeting()
    s.a_written_plan()
    s.an_agreed_plan()
    s.a_submitted_plan()
    s.a_plan_found("adequate")
    s.an_active_plan()
    found = {str(row.step): (str(row.who), row.days) for row in rows()}
    assert found == {
        "requested": ("secretariat", 0),
        "accepted": ("secretariat", 0),
        "meeting": ("secretariat", 0),
        "drafting": ("secretariat", 0),
        "agreed": ("secretariat", 0),
        "submitted": ("meeting", 0),
        "deciding": ("ward", 0),
        "support": ("bodies", 0),
    }


@pytest.mark.django_db
def test_r4_a_coordinator_who_is_not_in_the_meeting_sees_the_request_and_no_more() -> None:
    meeting = m.a_meeting()
    assert steps() == ["meeting"]
    assert steps(s.OTHER_COORDINATOR) == ["accepted"]
    page = browser(s.OTHER_COORDINATOR).get(reverse(URL)).content.decode()
    assert str(meeting.pk) not in page
    assert meeting.subject not in page


@pytest.mark.django_db
def test_r17_a_plan_whose_consent_is_gone_is_held_since_that_day() -> None:
    s.withdraw(s.an_active_plan())
    (row,) = rows()
    assert (str(row.step), str(row.who), row.days) == ("held", "secretariat", 0)


@pytest.mark.django_db
def test_the_days_count_from_the_last_change_of_the_step() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 2)  # a word on progress is no step
    from plans.since import states_entered

    with acting(s.COORDINATOR) as user:
        history = list(
            type(plan)
            .history.filter(id=plan.pk)
            .visible_to(user)
            .order_by("history_date", "version")
        )
        entered = dict(states_entered([plan.pk], user))[plan.pk]
    first_active = next(row for row in history if row.state == "active")
    assert entered == first_active.history_date


@pytest.mark.django_db
def test_bodies_with_overdue_roles_are_named() -> None:
    from tests.reports.test_plan_board import late

    late(s.an_active_plan(), 3)
    (row,) = rows()
    assert s.body_of(s.RECORDER).name in row.awaited
    assert "期限を過ぎた役割 1件" in row.awaited


@pytest.mark.django_db
def test_a_count_is_the_number_of_its_rows() -> None:
    m.a_request()
    s.an_agreed_plan()
    s.an_active_plan()
    with acting(s.COORDINATOR) as user:
        board = TogetherBoard(Offices(user), user)
        for step, total, spans in board.counts:
            assert len(board.chosen({"step": str(step)})) == total == sum(spans)
        for who, total in board.waiting:
            assert len(board.chosen({"who": str(who)})) == total
        assert len(board.chosen({"long": "1"})) == board.long == 0
        assert len(board.chosen({"step": "x", "order": "x"})) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["soudan1", "kanri1", "kanri3", "ishi1", "kansa1", "system1"])
def test_r14_the_board_is_not_there_for_other_roles(username: str) -> None:
    s.an_active_plan()
    assert browser(username).get(reverse(URL)).status_code == 404


@pytest.mark.django_db
def test_the_page_has_a_picture_with_its_table_and_filters_by_code() -> None:
    m.a_request()
    s.an_active_plan()
    client = browser(s.COORDINATOR)
    page = client.get(reverse(URL)).content.decode()
    assert "<svg" in page
    assert "段階ごとのケースの数と、その段階の日数" in page
    assert s.WISHES not in page
    few = client.get(reverse(URL), {"step": "requested"}).content.decode()
    assert "2件のうち <b>1件</b>" in few
    assert (
        "この条件に当たるケースはありません"
        in client.get(reverse(URL), {"step": "requested", "who": "ward"}).content.decode()
    )


@pytest.mark.django_db
def test_the_board_asks_a_constant_number_of_questions() -> None:
    client = browser(s.COORDINATOR)

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(URL)).status_code == 200
        return len(found)

    def some() -> None:
        m.a_request()
        m.a_meeting()
        s.an_active_plan()

    some()
    questions()
    few = questions()
    some()
    some()
    assert questions() == few <= 40


@pytest.mark.django_db
def test_the_board_of_the_ward_shows_figures_and_nobody() -> None:
    s.an_active_plan()
    client = browser(s.COORDINATOR)
    answer: Any = client.get(reverse("reports:ward"))
    page = answer.content.decode()
    (plan_row,) = rows()
    assert plan_row.label not in page
    assert plan_row.case.number not in page
    groups = {group.title: group for group in answer.context["groups"]}
    figures = {row.label: row.number for row in groups["多機関協働のケース"].rows}
    assert figures["支援中"] == 1
    assert sum(figures[str(step.label)] for step in type(plan_row.step)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "status"),
    [("kanri3", 200), ("kanri2", 200), ("kanri1", 404), ("soudan1", 404), ("kansa1", 404)],
)
def test_the_board_of_the_ward_is_for_the_secretariat_and_the_wards_own_sections(
    username: str, status: int
) -> None:
    assert browser(username).get(reverse("reports:ward")).status_code == status


@pytest.mark.django_db
def test_other_apps_add_figures_to_the_board_of_the_ward(monkeypatch: pytest.MonkeyPatch) -> None:
    from reports.boards import ward

    monkeypatch.setattr(ward, "_providers", [])
    group = ward.Figures("検証の数", "検証", (ward.Figure("検証", 7),), order=1)
    ward.register_ward_figures(lambda acting, user: group)
    page = browser(s.COORDINATOR).get(reverse("reports:ward")).content.decode()
    assert "検証の数" in page
