"""Progress in Chromium: a goal saves in its row, a task on the home page; neither leaves the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from plans.models import Plan, PlanTask
from tests.plans import situations as s
from tests.plans.test_evaluation import evaluate
from tests.stack import LiveStack

from .conftest import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def active_plan(in_running_system: None) -> Plan:
    """A plan of the running system that was looked at once, with a task that is due today."""
    plan = s.an_active_plan()
    evaluate(plan, "3", levels=(1, 2))
    s.as_coordinator(plan, _due_today)
    return plan


def _due_today(plan: Plan, by: Any) -> None:
    tasks = PlanTask.objects.changeable_by(by).filter(plan=plan, content="受診に付き添う")
    tasks.update(due_on=timezone.localdate())


def test_goals_and_tasks_are_told_where_they_stand(
    active_plan: Plan, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.RECORDER)
    page = worker.page
    worker.open(f"/plans/{active_plan.pk}/progress/")
    worker.picture("progress")
    row = page.locator("section.card", has_text="通院を再開する").first
    row.get_by_text("半分ほど").click()
    row.get_by_role("button", name="この目標を保存する").click()
    saved = page.locator("section.card", has_text="通院を再開する").first
    saved.get_by_text("保存しました", exact=True).wait_for()
    assert "＋2" in saved.inner_text()
    assert page.url.endswith(f"/plans/{active_plan.pk}/progress/")
    assert page.evaluate("document.activeElement.textContent").strip().endswith("通院を再開する")
    worker.picture("progress-saved")

    worker.open("/")
    item = page.locator("tr", has_text="受診に付き添う").first
    item.get_by_role("link", name="書く").click()
    page.get_by_label("様子（1行）").fill("今日、付き添った")
    worker.picture("home-quick")
    page.get_by_text("完了", exact=True).click()
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_text("記録しました").wait_for()
    assert page.url.rstrip("/") == worker.base_url
    worker.picture("home-told")
    worker.open(f"/plans/{active_plan.pk}/")
    assert worker.sees("今日、付き添った")
    worker.picture("plan")


def test_a_sheet_is_written_and_leads_on(
    active_plan: Plan, sit_down: Callable[..., Person]
) -> None:
    coordinator = sit_down(s.COORDINATOR)
    page = coordinator.page
    coordinator.open(f"/plans/{active_plan.pk}/")
    page.get_by_role("link", name="モニタリング・評価シートを書く").click()
    coordinator.picture("sheet")
    page.get_by_label("方法").select_option("2")
    for select in page.get_by_label("達成度").all():
        select.select_option("2")
    page.get_by_text("続けたい", exact=True).first.click()
    page.get_by_text("現プラン継続", exact=True).click()
    page.get_by_text("6か月後").click()
    page.get_by_role("button", name="評価シートを保存する").click()
    page.wait_for_url("**/plans/evaluations/*/")  # the form has the same heading
    assert coordinator.sees("おおむね達成")
    coordinator.picture("sheet-read")
    page.get_by_role("link", name="評価シート", exact=True).click()
    coordinator.picture("sheets")


def test_what_was_typed_in_a_row_is_offered_there_when_the_page_is_opened_again(
    active_plan: Plan, sit_down: Callable[..., Person]
) -> None:
    worker = sit_down(s.RECORDER)
    page = worker.page
    worker.open(f"/plans/{active_plan.pk}/progress/")
    row = page.locator("section.card", has_text="通院を再開する").first
    row.get_by_text("様子・妨げ・達成度も書く").click()
    row.get_by_label("様子").first.fill("玄関まで出た")
    row.get_by_text("下書きを保存しました").wait_for()
    worker.open(f"/plans/{active_plan.pk}/progress/")
    page.locator("[data-resume]:visible").wait_for()  # one, and not in each row
    row = page.locator("section.card", has_text="通院を再開する").first
    row.locator("[data-resume]").click()
    assert row.get_by_label("様子").first.input_value() == "玄関まで出た"
    assert row.get_by_label("様子").first.is_visible()
    row.get_by_text("少し進んだ").click()
    row.get_by_role("button", name="この目標を保存する").click()
    row.get_by_text("保存しました", exact=True).wait_for()  # the row, not only its draft
    worker.open(f"/plans/{active_plan.pk}/progress/")
    assert page.locator("[data-resume]:visible").count() == 0


TOGETHER = "/reports/together/"
COUNTING = "いま数えています"


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_board_that_takes_long_comes_by_itself_or_by_a_link(
    live_stack: LiveStack, active_plan: Plan, sit_down: Callable[..., Person], has_scripts: bool
) -> None:
    person = sit_down("jimukyoku1", java_script_enabled=has_scripts)
    assert person.open(TOGETHER) == 200
    with live_stack.database.superuser() as connection:
        connection.execute(
            "update reports_keptcount set counted_at = now() - interval '2 minutes', took_ms = 100000"
        )
    assert person.open(TOGETHER) == 202
    if not has_scripts:
        assert person.sees(COUNTING)
        person.page.get_by_role("link", name="ここを押して表示").click()
    person.page.get_by_role("heading", name="段階ごとのケースの数").wait_for()
    assert not person.sees(COUNTING)
