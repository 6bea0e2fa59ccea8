"""Every page of the product in Chromium, at a desk, on a phone, and enlarged to 200 % (WCAG 2.2 AA)."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import databases
from tests.access.conftest import once_told
from tests.access.secret_world import World
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import in_worker

from . import looking
from .conftest import chromium
from .rendered import Rendered, gathered, served

pytestmark = pytest.mark.browser

DESK, ENLARGED, PHONE = 1280, 640, 390
PARTS = 4
# Positive control: were one of these not looked at, the test would be blind.
MAIN = {
    *("home", "account_login", "cases:list", "cases:detail", "cases:intake", "cases:hand_offs"),
    *("meetings:list", "meetings:meeting", "meetings:sitting", "plans:list", "plans:detail"),
    *("outreach:list", "participation:resources", "community:front", "reports:plans"),
    *("reports:figures", "jobs:list", "alerts:list", "access:log", "admin:index"),
}


@pytest.fixture(scope="module")
def told(
    worker_database: Database, django_db_setup: None, django_db_blocker: Any
) -> Iterator[World]:
    """The secret world in a copy of its own, which Django uses meanwhile."""
    with django_db_blocker.unblock():
        world = once_told(worker_database)
        database = databases.create(f"bunkyo_{in_worker()}_looked_at", template=world.database.name)
        point_at(database)
        try:
            yield world.moved_to(database)
        finally:
            point_at(worker_database)
            databases.drop(database)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_at_a_desk_enlarged_and_on_a_phone(part: int, told: World) -> None:
    pages, unseen = gathered(told, part, PARTS)
    found: list[str] = []
    with served(pages) as base, chromium() as browser:
        window = browser.new_context(
            locale="ja-JP", viewport={"width": DESK, "height": 800}, bypass_csp=True
        )
        window.set_default_timeout(15_000)
        page = window.new_page()
        for rendered in pages:
            found += _look(page, base, rendered)
        window.close()
    found += [f"{route}: nobody of the crawl gets a page" for route in sorted(unseen & MAIN)]
    assert found == [], f"{len(found)} findings\n" + "\n".join(found)


def _open_wide(page: Page, width: int) -> None:
    """axe takes what stands behind the bar with the save button for covered: it sees the whole page at once.
    That nothing with the focus stands behind it is looked at in an ordinary window."""
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(800, whole)})


def _look(page: Page, base: str, rendered: Rendered) -> list[str]:
    """Everything that is wrong with one page, each with where and at which width."""
    page.set_viewport_size({"width": DESK, "height": 800})
    page.goto(base + rendered.address, wait_until="load")
    looking.bring_axe(page)
    found = []
    for width, looks in (
        (DESK, (looking.heading_findings, looking.axe_findings, looking.width_findings)),
        (ENLARGED, (looking.width_findings,)),
        (PHONE, (looking.axe_findings, looking.width_findings, looking.focus_findings)),
    ):
        said = []
        for look in looks:
            page.set_viewport_size({"width": width, "height": 800})
            if look is looking.axe_findings:
                _open_wide(page, width)
            said += look(page)
        if said and (folder := os.environ.get("PICTURES")):  # for a look at what is meant
            name = f"{rendered.route}-{rendered.who}-{width}".replace(":", "-")
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        found += [f"{rendered.route} {rendered.who} {width}: {words}" for words in said]
    return found
