"""From the results of a search into a case and back, in Chromium: no page of the browser's own comes in between (S-44, S-51)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.cases.situations import a_case

from .conftest import Person

pytestmark = pytest.mark.browser

CASE = re.compile(r"/cases/[0-9a-f-]{36}/")
RESULTS = re.compile(r"/cases/search/\?kept=[0-9a-f-]{36}$")


# A one-time code works once: each test has somebody else log in.
@pytest.mark.parametrize(("who", "has_scripts"), [("soudan1", True), ("soudan2", False)])
def test_back_from_a_case_shows_what_was_found(
    who: str, has_scripts: bool, in_running_system: None, sit_down: Callable[..., Person]
) -> None:
    numbers = {a_case().number for _ in range(2)}
    page = sit_down(who, java_script_enabled=has_scripts).page
    page.fill("#gs", "架空 花子")
    with page.expect_navigation():
        page.locator(".gs__b").click()
    found = page.locator("[data-hit]")
    assert RESULTS.search(page.url)
    address, most = page.url, found.count()
    for _ in range(2):
        found.first.click()
        page.wait_for_url(CASE)
        page.go_back(wait_until="commit")
        page.wait_for_url(address)
        expect(found).to_have_count(most)
        assert numbers <= set(re.findall(r"R\d+-\d{5}", page.content()))
    page.reload()
    expect(found).to_have_count(most)


def test_back_twice_leads_past_a_second_search_to_the_first(
    in_running_system: None, sit_down: Callable[..., Person]
) -> None:
    number = a_case().number
    page = sit_down("kurashi1").page
    visited = []
    for words in ("架空 花子", number, "架空"):
        page.fill("#gs", words)
        with page.expect_navigation():
            page.locator(".gs__b").click()
        visited.append(page.url)
    for address, words in ((visited[1], number), (visited[0], "架空 花子")):
        page.go_back(wait_until="commit")
        page.wait_for_url(address)
        expect(page.locator("main")).to_contain_text(f"「{words}」")
        expect(page.locator("#gs")).to_have_value(words)
    page.keyboard.press("/")
    page.keyboard.type(number)
    expect(page.locator("#gs")).to_have_value(number)  # in place of what stood there
