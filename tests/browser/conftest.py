"""Chromium over the running system: one browser, one context a person.

Tests in which something is made in the background take the whole system (`whole_stack`), the others the
web server with its Redis.

The browser has the fonts of documents/fonts and no others, so that words are as wide on every machine as in
the Japanese type that ward staff see, and a page that is too wide is too wide everywhere. Another type:
`FONTCONFIG_FILE=/some/fonts.conf`.

It is Debian's Chromium without a desktop around it: the same pages for a quarter less of the processor. What the
whole browser does (pages that come back with Back) is tried in that.

Every page is watched: a console error, a violation of the content security policy, an uncaught
exception or anything kept in the browser's storage fails the test.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa import app_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from documents.fonts import FOLDER as FONTS
from localenv.clock import of_the_machine
from localenv.state import LOCAL
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import LiveStack

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # letters as wide as on a screen of any resolution
]
FONTS_ONLY = {"FONTCONFIG_FILE": str(FONTS / "screen.conf"), "XDG_CACHE_HOME": str(LOCAL / "cache")}
WITHOUT_DESKTOP, WHOLE = "chromium-headless-shell", "chromium"
# A script that runs for a moment on each page is not worth compiling anew on each.
NOT_COMPILED = "--js-flags=--no-opt,--no-maglev"
STORED = """async () => JSON.stringify({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(d => d.name)})"""
# The window of a common phone.
PHONE = {"width": 390, "height": 844}
EMPTY = '{"local":[],"session":[],"databases":[]}'


@dataclass
class Person:
    """Somebody at her own computer."""

    username: str
    context: BrowserContext
    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Go to an address; the status of the answer."""
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        return answer.status

    def sees(self, words: str) -> bool:
        """Whether the words stand anywhere in the page as it is now."""
        return words in self.page.content()

    def status_of(self, url: str) -> int:
        """Status of an address fetched with her cookies, without leaving the page."""
        return self.context.request.get(url, max_redirects=0).status

    def picture(self, name: str) -> None:
        """Kept for a look, where somebody asks for it."""
        if folder := os.environ.get("PICTURES"):
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def stored(self) -> str:
        """Names of everything the browser keeps for the site besides cookies."""
        return str(self.page.evaluate(STORED))


def _watch(person: Person) -> None:
    person.page.on(
        "console",
        lambda m: (
            person.complaints.append(m.text)
            if m.type == "error" and not re.search(r"(status of|Error Code) (404|422|405)", m.text)
            else None
        ),
    )
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))


@contextmanager
def chromium(program: str = WITHOUT_DESKTOP, *arguments: str) -> Iterator[Browser]:
    """Chromium with its back-forward cache on: Playwright's default hides what Back shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(program) or shutil.which(WHOLE) or f"/usr/bin/{WHOLE}",
            args=[*ARGUMENTS, *arguments],
            env={**FONTS_ONLY, **of_the_machine(os.environ)},
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One for a module. The database of the tests is there before: beside a browser Django lays none."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def live_stack(start_stack: Callable[..., LiveStack]) -> LiveStack:
    """Web and Redis: nothing is made in the background, and nobody waits for it."""
    return start_stack(background=False)


@pytest.fixture(scope="module")
def whole_stack(start_stack: Callable[..., LiveStack]) -> LiveStack:
    """Web, worker, relay and scheduler, for a module whose `live_stack` it is."""
    return start_stack()


@pytest.fixture
def in_running_system(
    live_stack: LiveStack,
    worker_database: Database,
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """What the test makes is made in the running system, before the eyes of those who sit down there."""
    # Playwright's loop runs in this thread; nothing here is asynchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with django_db_blocker.unblock():
        point_at(live_stack.database)
        try:
            yield
        finally:
            point_at(worker_database)


@pytest.fixture
def sit_down(browser: Browser, live_stack: LiveStack) -> Iterator[Callable[..., Person]]:
    """Gives somebody a computer of her own, logged in unless told otherwise."""
    people: list[Person] = []

    def seat(
        username: str, *, log_in: bool = True, at: str = "127.0.0.1", **options: Any
    ) -> Person:
        context = browser.new_context(
            locale="ja-JP", viewport={"width": 1366, "height": 900}, **options
        )
        context.set_default_timeout(15_000)
        person = Person(username, context, context.new_page(), f"http://{at}:{live_stack.port}")
        _watch(person)
        people.append(person)
        if log_in:
            sign_in(person)
        return person

    yield seat
    for person in people:
        person.picture(person.username)  # how the test left her screen
        complaints, stored = person.complaints, person.stored()
        person.context.close()
        assert complaints == [], person.username
        assert stored == EMPTY, person.username


_given: set[tuple[str, str, str]] = set()


def _unused_code(person: Person) -> str:
    """A one-time code that she has not given yet: the system takes each of them once.

    The next one is taken already, so that nobody waits half a minute to sit down again.
    """
    deadline = time.monotonic() + 2 * app_settings.TOTP_PERIOD
    while time.monotonic() < deadline:
        for later in (0, 1):
            given = (person.base_url, person.username, code_of(person.username, later=later))
            if given not in _given:
                _given.add(given)
                return given[2]
        time.sleep(0.5)
    raise AssertionError("no one-time code is left")


def sign_in(person: Person) -> None:
    """Password and one-time code, as a person types them."""
    page = person.page
    person.open("/accounts/login/")
    page.fill("input[name=login]", person.username)
    page.fill("input[name=password]", SAMPLE_PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]:not([disabled])").click()
    page.fill("input[name=code]", _unused_code(person))
    page.locator("form:has(input[name=code]) button[type=submit]:not([disabled])").first.click()
    page.wait_for_url(person.base_url + "/")
