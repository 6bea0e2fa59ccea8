"""What people typed is text on every page (S-58), and no page has anything that the policy refuses (S-54).

A script stands in every text that somebody typed, and Chromium opens a page of each route: no element of it is there, and
nothing was refused. Some pages are opened past the policy as well, which would keep the script from running.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from bunkyo_support.csp import CONTENT_SECURITY_POLICY
from tests import databases
from tests.access.conftest import once_told
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import in_worker

from .conftest import NOT_COMPILED, WITHOUT_DESKTOP, chromium
from .planting import LONG, SHORT, plant_scripts
from .rendered import Rendered, browsers_of, one_of_each, served

pytestmark = pytest.mark.browser

# Opened past the policy too. Positive control: on these what was planted is read as it was written, invisible marks and all.
SHOWN = {
    *("home", "cases:list", "cases:detail", "cases:intake", "cases:hand_offs", "meetings:meeting"),
    *("meetings:sitting", "plans:detail", "plans:history", "outreach:list", "community:front"),
    *("participation:resources", "access:log", "keeping:hold", "admin:organizations_body_change"),
}
WATCH = """window.__refused = [];
addEventListener("securitypolicyviolation", (e) => __refused.push(`${e.effectiveDirective} ${e.blockedURI}`));"""
LOOK = """(planted) => ({
    made: document.querySelectorAll("x-y, img[src=x], svg[onload], [onerror]").length,
    ran: window.__xss !== undefined,
    refused: window.__refused,
    shown: document.body.textContent.includes(planted)
        || [...document.querySelectorAll("input, textarea")].some((field) => field.value.includes(planted)),
})"""


@pytest.fixture(scope="module")
def pages(
    worker_database: Database, django_db_setup: None, django_db_blocker: Any
) -> Iterator[list[Rendered]]:
    """A page of each route, out of a copy of the secret world in which a script stands in every text."""
    with django_db_blocker.unblock():
        world = once_told(worker_database)
        database = databases.create(f"bunkyo_{in_worker()}_scripts", template=world.database.name)
        point_at(database)
        try:
            browsers = browsers_of()
            assert plant_scripts(database) > 8_000
            yield list(one_of_each(world.moved_to(database), browsers))
        finally:
            point_at(worker_database)
            databases.drop(database)


class Window:
    """Opens one page after another, with the policy in force or past it."""

    def __init__(self, browser: Browser, *, past_policy: bool) -> None:
        self.page = browser.new_context(locale="ja-JP", bypass_csp=past_policy).new_page()
        self.page.add_init_script(WATCH)

    def look(self, address: str) -> dict[str, Any]:
        self.page.goto(address, wait_until="load")
        return dict(self.page.evaluate(LOOK, SHORT))


def test_s54_s58_a_planted_script_is_text_on_every_page_and_nothing_is_refused(
    pages: list[Rendered],
) -> None:
    found, shown = [], set()
    with served(pages) as base, chromium(WITHOUT_DESKTOP, NOT_COMPILED) as browser:
        held, free = (Window(browser, past_policy=past) for past in (False, True))
        for page in pages:
            for window in (held, free) if page.route in SHOWN else (held,):
                said = window.look(base + page.address)
                if said.pop("shown"):
                    shown.add(page.route)
                if said != {"made": 0, "ran": False, "refused": []}:
                    found.append(f"{page.route} {page.who}: {said}")
    assert found == [], f"{len(found)} findings\n" + "\n".join(found)
    assert len(pages) > 350
    assert len(shown) > 250
    assert SHOWN - shown == set()


@pytest.mark.parametrize(
    "written",
    [
        "<p>{}</p>",
        '<p title="{}">x</p>',
        "<p title='{}'>x</p>",
        "<textarea>{}</textarea>",
        "<title>{}</title>",
        '<script type="application/json">"{}"</script>',
    ],
)
def test_s54_s58_what_is_not_written_as_text_is_found(written: str) -> None:
    """The looking itself: each way in which a page can forget it, with the policy and past it."""
    policy = "; ".join(
        f"{name} {' '.join(values)}"
        for name, values in CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    )
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    body = f"<!doctype html><body>{written.format('CNRY' + LONG)}".encode()
    page = Rendered("control", "nobody", "/control/", body, headers)
    with served([page]) as base, chromium(WITHOUT_DESKTOP) as browser:
        held, free = (
            Window(browser, past_policy=past).look(base + page.address) for past in (False, True)
        )
    assert held["made"] > 0
    assert (held["ran"], free["ran"]) == (False, True)
    assert "script-src-elem inline" in held["refused"]
    assert free["refused"] == []
