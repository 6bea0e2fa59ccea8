"""Keys that lead on: G and a letter, arrows among what was found, Alt+Enter, `?` (ui.md S03, S07, S12, S23)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bunkyo_support.context import MENU
from tests.cases.situations import a_case, a_note

from .conftest import Person

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]
MENU_LETTERS = {item.key: item.label for item in MENU if item.key}
CASE = re.compile(r"/cases/[0-9a-f-]{36}/")


@pytest.fixture
def two_households(in_running_system: None) -> None:
    """Of the same names, so that a search finds both."""
    for _ in range(2):
        a_note(a_case())


def at(page: Page) -> str:
    """Words of what has the focus, or its id where it has none."""
    return str(
        page.evaluate("(document.activeElement.textContent || document.activeElement.id).trim()")
    )


def listed(page: Page) -> list[str]:
    """Lines of the list of keys that are shown."""
    lines = page.locator("#keys-help dl > div")
    return [line.text_content() or "" for line in lines.all() if line.locator("dt").is_visible()]


@pytest.mark.usefixtures("two_households")
def test_letters_lead_to_the_pages_of_the_menu_and_to_the_parts_of_a_case(sit_down: Seat) -> None:
    person = sit_down("soudan1")
    page = person.page
    for letter, label in (("k", "ケース"), ("p", "プラン"), ("h", "今日の仕事")):
        page.keyboard.press("g")
        with page.expect_navigation():
            page.keyboard.press(letter)
        assert (page.locator(".gnav [aria-current]").first.text_content() or "").startswith(label)
    person.open("/cases/")
    page.locator("main a", has_text="架空").first.click()
    page.wait_for_url(CASE)
    for letter, label in (("e", "世帯"), ("n", "つなぎ"), ("G", "概要と経過")):
        page.keyboard.press("g")
        with page.expect_navigation():
            page.keyboard.press(letter)
        assert (page.locator(".tabs [aria-current]").text_content() or "").startswith(label)


def test_no_letter_stands_for_two_things() -> None:
    source = (Path(__file__).parents[2] / "cases/tabs.py").read_text("utf-8")
    letters = [*MENU_LETTERS, *re.findall(r'\("\w+", "(\w)", ', source)]
    assert len(letters) == 19
    assert len(set(letters)) == len(letters)


def test_a_letter_by_itself_or_of_another_role_leads_nowhere(sit_down: Seat) -> None:
    person = sit_down("soudan2")
    page = person.page
    home = page.url
    page.keyboard.press("k")
    page.keyboard.press("g")
    page.keyboard.press("b")  # 進行管理, which she has not
    page.wait_for_function(
        "document.getElementById('live').textContent.includes('行き先は、ありません')"
    )
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    assert page.url == home
    # The letter after G is no key of its own: N would open an intake.
    page.keyboard.press("g")
    page.keyboard.press("n")
    assert page.url == home
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("/cases/intake/")


@pytest.mark.usefixtures("two_households")
def test_arrows_go_from_the_search_field_through_what_was_found(sit_down: Seat) -> None:
    page = sit_down("kanri1").page
    page.keyboard.press("/")
    page.keyboard.type("かくう")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    hits = page.locator("[data-hit]")
    most = hits.count() - 1
    assert most > 0
    page.keyboard.press("/")
    there = [*range(most + 1), most, *reversed(range(most))]
    for key, number in zip(["ArrowDown"] * (most + 2) + ["ArrowUp"] * most, there, strict=True):
        page.keyboard.press(key)
        assert hits.nth(number).evaluate("el => el === document.activeElement")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "gs"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(CASE)


@pytest.mark.usefixtures("two_households")
def test_alt_enter_opens_the_row_and_adds_one_where_somebody_fills_in(sit_down: Seat) -> None:
    person = sit_down("kanri1")
    page = person.page
    person.open("/cases/")
    row = page.locator("tbody tr, .list > li").filter(has=page.locator("a[href]")).first
    href = row.locator("a[href]").first.get_attribute("href")
    row.locator("a[href]").last.focus()
    page.keyboard.press("Alt+Enter")
    page.wait_for_url(f"**{href}")
    person.open("/cases/intake/")
    names = page.locator("[data-rows] [name$='-name']")
    before = names.count()
    names.first.fill("架空 太一")
    with page.expect_navigation():
        page.keyboard.press("Alt+Enter")
    assert names.count() == before + 1
    assert names.first.input_value() == "架空 太一"
    page.locator("#id_words").focus()
    page.keyboard.press("Alt+Enter")  # in no row
    assert names.count() == before + 1


def test_the_list_of_keys_tells_what_works_here_and_nothing_else(sit_down: Seat) -> None:
    person = sit_down("kurashi1")
    page = person.page
    page.keyboard.press("?")
    assert at(page) == "キー操作"
    lines = listed(page)
    assert "/探す欄へ" in lines
    assert "N相談を受け付ける" in lines
    assert "G → Kケース" in lines
    assert not [line for line in lines if "進行管理" in line or "見つかったもの" in line]
    page.keyboard.press("k")  # in a dialogue no key leads on
    page.keyboard.press("Escape")
    assert not page.locator("#keys-help").is_visible()
    page.keyboard.press("g")
    page.keyboard.press("?")
    assert [line for line in listed(page) if line.startswith("G")] == [
        line for line in lines if line.startswith("G")
    ]


def test_nothing_while_typing_and_nothing_when_switched_off(sit_down: Seat) -> None:
    person = sit_down("csw1")
    page = person.page
    home = page.url
    page.keyboard.press("/")
    page.keyboard.type("gk?")
    assert page.locator("#gs").input_value() == "gk?"
    assert page.url == home
    assert not page.locator("#keys-help").is_visible()
    person.open("/accounts/2fa/")
    with page.expect_navigation():
        page.get_by_role("button", name="使わないようにする").click()
    here = page.url
    for key in ("g", "k", "?", "n", "/"):
        page.keyboard.press(key)
    assert page.url == here
    assert not page.locator("#keys-help").is_visible()
    assert page.evaluate("document.activeElement.id") != "gs"


@pytest.mark.usefixtures("two_households")
def test_words_that_notes_begin_with_go_where_the_cursor_is(sit_down: Seat) -> None:
    """Nothing that stands there is lost, and what was put in is in the draft (domain.md, P3)."""
    person = sit_down("soudan1")
    page = person.page
    person.open("/cases/")
    page.locator("main a", has_text="架空").first.click()
    page.wait_for_url(CASE)
    page.locator("#id_text").fill("前に書いたこと")
    page.locator("summary", has_text="ひな形を入れる").click()
    page.get_by_role("button", name="「電話」を入れる").click()
    assert at(page).startswith(("id_text", "前に書いた"))
    page.keyboard.type("続き")
    began = "前に書いたこと\n用件：\n聞いたこと：\n伝えたこと：続き"
    assert page.locator("#id_text").input_value() == began
    page.locator("[data-draft-status]", has_text="下書きを保存しました").wait_for()
    page.reload()
    page.locator("[data-resume]").click()
    page.wait_for_function("() => document.querySelector('#id_text').value.endsWith('続き')")
    assert page.locator("#id_text").input_value() == began
    person.open("/accounts/2fa/")  # a page without a form: nothing is saved after the test
