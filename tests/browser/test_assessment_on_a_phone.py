"""The assessment on a phone at a home: the bar with its three buttons leaves the screen to what is written."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from . import walk
from .conftest import Person
from .test_drafts_that_wait import kept

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def lines_of_bar(page: Page) -> int:
    """How many lines the parts of the bar take that are seen."""
    parts = page.locator(".savebar__in > *:visible").evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect(); return b.top + b.height / 2; })"
    )
    return 1 + sum(after - before > 12 for before, after in pairwise(sorted(parts)))


def test_the_bar_of_a_block_takes_two_lines_on_a_phone(
    sit_down: Callable[..., Person],
) -> None:
    worker = sit_down("soudan1")
    case = re.search(r".*/cases/[0-9a-f-]{36}/", walk.receive(worker))
    assert case is not None
    page = worker.page
    page.goto(f"{case[0]}assessments/")
    walk.tick(page, "occasion", 0)
    with page.expect_navigation():
        page.locator("main [data-main]").click()
    page.locator("main a[href*='assessment-blocks']").first.click()
    page.set_viewport_size(PHONE)
    page.locator("[name=text]").wait_for()
    assert lines_of_bar(page) == 2
    page.fill("[name=text]", "見本の文です。")
    kept(page)
    assert lines_of_bar(page) == 2, "with the word on the draft"
