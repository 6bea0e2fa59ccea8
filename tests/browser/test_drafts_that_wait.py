"""A draft that waits is lost neither to the next one nor to a second window, and brings all that was typed
(ui.md 10: typed text survives)."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from . import walk
from .conftest import Person
from .test_typing import discard_all

Seat = Callable[..., Person]
pytestmark = pytest.mark.browser
TEXT = "[name=text]"


def kept(page: Page) -> None:
    page.get_by_text("下書きを保存しました").first.wait_for()


def waiting(page: Page) -> list[str]:
    """What is offered, from the first line to the last."""
    page.wait_for_load_state("networkidle")
    return page.locator("[data-resume]").evaluate_all(
        "all => all.map(b => b.closest('li').querySelector('[data-words]').textContent)"
    )


def test_rows_that_were_added_come_back_with_the_draft(sit_down: Seat) -> None:
    worker = sit_down("soudan1")
    page = worker.page
    worker.open("/cases/intake/")
    page.wait_for_load_state("networkidle")
    discard_all(page)
    page.fill("[name=members-0-relation]", "長男")
    walk.press(page, "行を増やす")
    walk.press(page, "行を増やす")
    page.fill("[name=members-5-name]", "架空 六郎")
    page.fill("[name=members-5-relation]", "六男")
    kept(page)
    worker.open("/cases/intake/")
    assert page.locator("[name=members-4-name]").count() == 0
    page.locator("[data-resume]").first.click()
    page.locator("[name=members-5-name]").wait_for()
    assert page.input_value("[name=members-5-name]") == "架空 六郎"
    assert page.get_by_label("6人目の続柄").input_value() == "六男"
    for field, at in (("method", 1), ("visitor", 0), ("topics", 2), ("urgency", 1)):
        walk.tick(page, field, at)
    page.fill("[name=name]", "架空 太郎")
    page.fill("[name=kana]", "かくう たろう")
    walk.press(page, "受付を登録する")
    page.get_by_role("link", name="世帯").first.click()
    page.get_by_text("架空 六郎").first.wait_for()
    worker.open("/accounts/2fa/")


def test_a_note_that_waits_is_lost_neither_to_the_next_nor_to_another_window(
    sit_down: Seat,
) -> None:
    worker = sit_down("soudan2")
    case = walk.receive(worker)
    page = worker.page
    page.fill(TEXT, "はじめに書きかけたこと")
    kept(page)
    page.goto(case)
    assert waiting(page) == ["「はじめに書きかけたこと」"]
    assert not page.get_by_text("これから書く人と同じ件か").is_visible()  # it is about this case
    page.fill(TEXT, "別のことを書いて記録した")
    kept(page)
    walk.press(page, "記録する")
    assert waiting(page) == ["「はじめに書きかけたこと」"]
    second = worker.context.new_page()
    second.goto(case)
    second.fill(TEXT, "二つ目の窓で書いたこと")
    kept(second)
    page.fill(TEXT, "一つ目の窓で記録した")
    kept(page)
    walk.press(page, "記録する")
    second.close()
    page.goto(case)
    assert waiting(page) == ["「二つ目の窓で書いたこと」", "「はじめに書きかけたこと」"]
    _each_is_resumed_by_itself(page, case)
    worker.open("/accounts/2fa/")


def _each_is_resumed_by_itself(page: Page, case: Any) -> None:
    """Going over from one to the other mixes nothing, and each ends when it is sent."""
    page.fill("[name=counterpart]", "長女")
    page.locator("[data-resume]").first.click()
    page.wait_for_function(
        "() => document.querySelector('[name=text]').value === '二つ目の窓で書いたこと'"
    )
    assert page.input_value("[name=counterpart]") == ""
    page.get_by_text("はじめに書きかけたこと").wait_for()
    page.locator("li", has_text="「長女」").wait_for()
    page.locator("li", has_text="はじめに").locator("[data-resume]").click()
    page.wait_for_function(
        "() => document.querySelector('[name=text]').value === 'はじめに書きかけたこと'"
    )
    walk.press(page, "記録する")
    assert waiting(page) == ["「長女」", "「二つ目の窓で書いたこと」"]
    discard_all(page)
    page.goto(case)
    assert waiting(page) == []


def test_one_draft_resumed_in_two_windows_is_two_once_both_type_in_it(sit_down: Seat) -> None:
    worker = sit_down("soudan2")
    case = walk.receive(worker)
    page = worker.page
    page.fill(TEXT, "書きかけ")
    kept(page)
    page.goto(case)
    page.locator("[data-resume]").first.click()
    second = worker.context.new_page()
    second.goto(case)
    second.locator("[data-resume]").first.click()
    for window, words in ((page, "一つ目の窓"), (second, "二つ目の窓")):
        window.wait_for_function("() => document.querySelector('[name=text]').value === '書きかけ'")
        window.fill(TEXT, words)
        kept(window)
    second.fill(TEXT, "二つ目の窓で続けた")
    second.wait_for_timeout(2500)
    kept(second)
    second.close()
    page.goto(case)
    assert set(waiting(page)) == {"「一つ目の窓」", "「二つ目の窓で続けた」"}
    discard_all(page)
    worker.open("/accounts/2fa/")


def test_a_draft_whose_page_is_gone_shows_its_words_to_be_copied(sit_down: Seat) -> None:
    worker = sit_down("csw1")
    walk.receive(worker)
    page = worker.page
    page.fill(TEXT, "もう送れない書きかけ")
    kept(page)
    worker.open("/")
    link = page.locator("aside a", has_text="経過の記録").first
    assert re.match(r"R\d", link.inner_text())  # the number of the case
    mark = str(link.get_attribute("href")).partition("#")[2]
    for gone in (
        f"/cases/{uuid.uuid4()}/",
        "/",
    ):  # a page that she may not see, and one without the form
        worker.open(f"{gone}#{mark}")
        page.get_by_text("この下書きは、ここではもう送れません").wait_for()
        assert page.locator("[data-words]", has_text="もう送れない書きかけ").is_visible()
    page.locator("[data-discard]").first.click()
    page.get_by_text("もう送れない書きかけ").wait_for(state="detached")
    worker.open("/")
    assert page.locator("aside a", has_text="経過の記録").count() == 0
