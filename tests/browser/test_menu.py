"""The menu takes one row, at a desk and on a phone, and opens without scripts and by keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from .conftest import PHONE, Person

pytestmark = pytest.mark.browser

ONE_ROW = 60


# As WCAG 1.4.12 lets everybody space letters; about as wide as a type whose kana take a whole square.
WIDE_LETTERS = "* { letter-spacing: .12em !important }"
CUT = (
    "one => one.scrollWidth > one.clientWidth || getComputedStyle(one).textOverflow === 'ellipsis'"
)


def height(person: Person) -> float:
    box = person.page.locator("nav.gnav").bounding_box()
    assert box is not None
    return box["height"]


HOME_WORD = """() => {
  const range = document.createRange();
  range.selectNode(document.querySelector('.gnav__home > a').firstChild);
  return range.getBoundingClientRect().right;
}"""
NEXT_WORD = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector('.gnav__home + li > a'));
  return range.getBoundingClientRect().left;
}"""


def _room_after_home(page: Page) -> float:
    """From the last letter of 「今日の仕事」 to the first of the next entry."""
    return float(page.evaluate(NEXT_WORD)) - float(page.evaluate(HOME_WORD))


def _room_beside_number(page: Page) -> float:
    """From the number to the first letter of the next entry."""
    box = page.locator(".gnav__n .badge").bounding_box()
    assert box is not None
    return float(page.evaluate(NEXT_WORD)) - box["x"] - box["width"]


@pytest.mark.parametrize("username", ["kanri1", "jimukyoku1"])
def test_the_menu_is_one_row_at_a_desk_and_on_a_phone(
    username: str, sit_down: Callable[..., Person]
) -> None:
    person = sit_down(username, java_script_enabled=False)
    page = person.page
    made = page.locator("nav.gnav a:text-is('作成したもの')")
    assert height(person) < ONE_ROW
    assert not made.is_visible()
    page.locator(".gnav__more summary").focus()
    page.keyboard.press("Enter")
    assert made.is_visible()
    page.set_viewport_size(PHONE)
    person.open("/cases/")
    assert height(person) < ONE_ROW
    assert page.locator(".gnav__home a").is_visible()
    assert not made.is_visible()
    page.locator(".gnav__all summary").focus()
    page.keyboard.press("Space")
    assert made.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with page.expect_navigation():
        made.click()
    assert page.locator(".gnav__at").inner_text() == "作成したもの"


def test_the_number_beside_the_home_page_moves_nothing_when_it_comes(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("kanri1")
    page = person.page
    others = "all => all.map(one => one.getBoundingClientRect().x)"
    links = page.locator("nav.gnav li:not(.gnav__home) > a, nav.gnav summary")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/count/", hold)
    for number in ("7", "38"):
        held.clear()
        person.open("/cases/")
        page.wait_for_timeout(200)
        assert _room_after_home(page) < 36, "without a number no room stands empty"
        before = links.evaluate_all(others)
        assert len(before) > 3
        assert len(held) == 1, "the number is not there yet"
        held[0].fulfill(body=f'<span class="badge">{number}</span>', content_type="text/html")
        page.locator(".gnav__n .badge").wait_for()
        assert page.locator(".gnav__n").inner_text() == number
        assert _room_beside_number(page) >= 0, "the number covers no other word"
        assert links.evaluate_all(others) == before


@pytest.mark.parametrize("username", ["jimukyoku1", "kanri1", "kansa1", "system1"])
def test_the_name_of_a_place_is_whole_in_wide_letters(
    username: str, sit_down: Callable[..., Person]
) -> None:
    person = sit_down(username, bypass_csp=True)
    page = person.page
    links = page.locator("nav.gnav li a")
    places = [links.nth(n).get_attribute("href") for n in range(links.count())]
    assert len(places) > 1
    for path in places:
        assert path is not None
        page.set_viewport_size({"width": 1280, "height": 800})
        person.open(path)
        page.add_style_tag(content=WIDE_LETTERS)
        name = page.locator(".brand__name").bounding_box()
        assert name is not None
        assert name["height"] < 30, path
        page.set_viewport_size(PHONE)
        assert height(person) < ONE_ROW, path
        assert not page.locator(".gnav__all > summary, .gnav__at").evaluate_all(
            f"all => all.some({CUT})"
        ), path
