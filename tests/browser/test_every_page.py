"""Every page of the product in Chromium, at a desk, on a phone, and enlarged to 200 % (WCAG 2.2 AA)."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests import databases
from tests.access.conftest import once_told
from tests.access.secret_world import NOBODY, World
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import in_worker

from .conftest import NOT_COMPILED, WITHOUT_DESKTOP, chromium
from .looking import Window
from .rendered import Rendered, gathered, served

pytestmark = pytest.mark.browser

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
    with served(pages) as base, chromium(WITHOUT_DESKTOP, NOT_COMPILED) as browser:
        window = Window(browser)
        for rendered in pages:
            found += _look(window, base, rendered)
        window.context.close()
    found += [f"{route}: nobody of the crawl gets a page" for route in sorted(unseen & MAIN)]
    found += [f"{page.route} {page.who}: no way to sign out" for page in without_sign_out(pages)]
    assert found == [], f"{len(found)} findings\n" + "\n".join(found)


def without_sign_out(pages: list[Rendered]) -> list[Rendered]:
    """Pages of somebody who has signed in that do not offer it to end (S-49)."""
    way = f'<form method="post" action="{reverse("account_logout")}"'.encode()
    return [page for page in pages if page.who != NOBODY and way not in page.body]


def _look(window: Window, base: str, rendered: Rendered) -> list[str]:
    """Everything that is wrong with one page, each with where and at which width."""
    found = window.findings(base + rendered.address)
    if folder := os.environ.get("PICTURES"):  # for a look at what is meant
        for width in found:
            window.page.set_viewport_size({"width": width, "height": 800})
            name = f"{rendered.route}-{rendered.who}-{width}".replace(":", "-")
            window.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    return [
        f"{rendered.route} {rendered.who} {width}: {words}"
        for width, said in found.items()
        for words in said
    ]
