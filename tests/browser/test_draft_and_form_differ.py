"""A draft that waits while the form is filled anew from elsewhere: she is told, sees both, and chooses. Neither the
draft nor what was added meanwhile goes before she has (ui.md 10)."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from . import walk
from .conftest import Person
from .test_a_sitting import note
from .test_drafts_that_wait import kept

Seat = Callable[..., Person]
pytestmark = pytest.mark.browser

FIRST, LATER, TYPED = "窓が開いていた。", "犬がいた。", "窓が半分開いていた。"
CHOICE = "この書きかけのあとに、中身の変わった欄があります"


def resume(page: Page, minutes: str) -> None:
    page.goto(minutes)
    page.locator("[data-resume]").first.click()


def facts(page: Page) -> str:
    return page.input_value("[name=facts]")


def lines(page: Page, words: str) -> int:
    return page.locator("[data-choose] dd", has_text=words).count()


def test_a_draft_and_what_was_noted_in_the_room_since_stand_side_by_side(sit_down: Seat) -> None:
    worker, coordinator = sit_down("soudan1"), sit_down("jimukyoku1")
    walk.ask_for_coordination(worker, walk.receive(worker))
    meeting, page = walk.set_up_meeting(coordinator), coordinator.page
    a_day_is_as_wide_as_its_content(page, meeting)
    a_time_of_day_is_as_wide_as_its_content(page, meeting)
    room = walk.begin_sitting(coordinator, meeting, "声かけ（20分）").url
    note(coordinator, FIRST)
    page.locator("main a[href$='/minutes/'], main button:has-text('会議録')").first.click()
    page.locator("[name=facts]").wait_for()
    minutes = page.url
    page.fill("[name=facts]", TYPED)
    page.fill("[name=policy]", "手紙を続ける。")
    kept(page)
    takes_two_lines_on_a_phone(page)
    page.goto(room)
    note(coordinator, LATER)

    resume(page, minutes)
    page.get_by_text(CHOICE).wait_for()
    assert page.input_value("[name=policy]") == "手紙を続ける。", "nobody filled that one anew"
    assert LATER in facts(page)
    assert (lines(page, LATER), lines(page, TYPED)) == (1, 1)
    page.locator("[data-main]").click()
    page.locator("#draft-choose-h:focus").wait_for()
    assert page.url == minutes, "not sent before she has chosen"

    goes_on_typing_first(page, minutes)
    page.locator("[data-use=both]").click()
    page.locator("[data-choose]").wait_for(state="detached")
    assert [words in facts(page) for words in (FIRST, LATER, TYPED)] == [True] * 3
    page.locator("[name=duty_explained]").check()
    walk.press(page, "会議録を保存する")
    assert coordinator.sees(TYPED)
    assert coordinator.sees(LATER)
    another_window_saves_first(coordinator, minutes)


def a_day_is_as_wide_as_its_content(page: Page, meeting: str) -> None:
    """A field fits its content (ui.md): a day that stands alone does not run across the form."""
    page.goto(f"{meeting}sittings/")
    desk = page.viewport_size
    assert desk is not None
    for width in (desk["width"], 390):
        page.set_viewport_size({"width": width, "height": 844})
        wide = {
            name: page.locator(f"[name={name}]").evaluate("e => e.getBoundingClientRect().width")
            for name in ("held_on", "place")
        }
        assert 160 <= wide["held_on"] <= 240 < wide["place"]
    page.set_viewport_size(desk)


def a_time_of_day_is_as_wide_as_its_content(page: Page, meeting: str) -> None:
    """A field fits its content (ui.md): 14:30 does not run across the form."""
    page.goto(f"{meeting}sittings/")
    width = page.locator("[name=starts]").evaluate("e => e.getBoundingClientRect().width")
    assert 80 <= width <= 160


def takes_two_lines_on_a_phone(page: Page) -> None:
    """All buttons and the word on the draft: the text that is written has the rest of the screen."""
    desk = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    parts = page.locator(".savebar__in > *:visible").evaluate_all(
        "all => all.map(e => ({words: e.textContent.trim(), box: e.getBoundingClientRect().toJSON()}))"
    )
    words = " ".join(part["words"] for part in parts)
    for said in ("会議録を保存する", "決まったことを書く", "下書きのまま閉じる", "保存しました"):
        assert said in words
    middles = sorted(part["box"]["top"] + part["box"]["height"] / 2 for part in parts)
    lines_taken = 1 + sum(after - before > 12 for before, after in pairwise(middles))
    assert lines_taken == 2
    assert desk is not None
    page.set_viewport_size(desk)


def goes_on_typing_first(page: Page, minutes: str) -> None:
    """What she types in the field before she chooses puts nothing out of the draft."""
    page.fill("[name=facts]", "別のことを書いた。")
    page.wait_for_function(
        "() => document.querySelector('[data-draft-status]').textContent.includes('保存しました')"
    )
    resume(page, minutes)
    page.get_by_text(CHOICE).wait_for()
    assert page.locator("[data-homeless]", has_text=TYPED).count() == 1
    page.locator("[data-use=now]").click()
    page.fill("[name=facts]", TYPED)
    page.wait_for_function(
        "() => document.querySelector('[data-draft-status]').textContent.includes('保存しました')"
    )
    page.goto(minutes.replace("/minutes/", "/room/"))
    note_again(page)
    resume(page, minutes)
    page.get_by_text(CHOICE).wait_for()


def note_again(page: Page) -> None:
    page.fill("form:has([name=section]) [name=text]", "雨戸が閉まっていた。")
    walk.press(page, "記録に足す")


def another_window_saves_first(first: Person, minutes: str) -> None:
    """Minutes that are there already: a draft waits, and they are saved in another window meanwhile."""
    page = first.page
    page.goto(minutes)
    page.fill("[name=judgement]", "見立ての書きかけ。")
    kept(page)
    elsewhere = first.context.new_page()
    elsewhere.goto(minutes)
    elsewhere.fill("[name=judgement]", "先に保存した見立て。")
    walk.press(elsewhere, "会議録を保存する")
    elsewhere.close()
    resume(page, minutes)
    page.get_by_text(CHOICE).wait_for()
    assert page.input_value("[name=judgement]") == "先に保存した見立て。"
    page.locator("[data-use=draft]").click()
    assert page.input_value("[name=judgement]") == "見立ての書きかけ。"
    walk.press(page, "会議録を保存する")
    assert first.sees("見立ての書きかけ。")
    first.open("/accounts/2fa/")
