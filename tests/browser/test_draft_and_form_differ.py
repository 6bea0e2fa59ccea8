"""A draft that waits while the form is filled anew from elsewhere: she is told, sees both, and chooses. Neither the
draft nor what was added meanwhile goes before she has (ui.md 10)."""

from collections.abc import Callable

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
    room = walk.begin_sitting(coordinator, walk.set_up_meeting(coordinator), "声かけ（20分）").url
    page = coordinator.page
    note(coordinator, FIRST)
    page.locator("main a[href$='/minutes/'], main button:has-text('会議録')").first.click()
    page.locator("[name=facts]").wait_for()
    minutes = page.url
    page.fill("[name=facts]", TYPED)
    page.fill("[name=policy]", "手紙を続ける。")
    kept(page)
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
