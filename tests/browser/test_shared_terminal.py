"""The next person at a shared counter terminal (security.md A7, S-43 to S-54)."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .conftest import WHOLE, Person, chromium

Seat = Callable[..., Person]
GUARD = Path(__file__).parents[2] / "static" / "js" / "guard.js"


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """The whole browser: what Back brings is its own."""
    with chromium(WHOLE) as browser:
        yield browser


# A one-time code works once: each test has somebody else log in.
@pytest.mark.parametrize(("path", "who"), [("/", "soudan2"), ("/cases/", "kanri1")])
def test_s44_back_after_logout_shows_nothing(sit_down: Seat, path: str, who: str) -> None:
    worker = sit_down(who)
    worker.open(path)
    of_hers = worker.page.locator(".me__who, main h1:not(.h2), [data-idle]")
    assert of_hers.count() == 3
    worker.page.locator("form[action*=logout] button").first.click()
    worker.page.wait_for_url("**/accounts/login/**")
    assert of_hers.count() == 0
    worker.page.go_back()
    worker.page.wait_for_url("**/accounts/login/?next=**")
    assert of_hers.count() == 0


class _Desk(BaseHTTPRequestHandler):
    """A page with the project's guard in it and without.

    Nothing forbids to keep it, as ours do: some versions of Chromium bring back pages marked
    no-store and some do not, and here the guard alone must decide.
    """

    signed_out = False

    def do_GET(self) -> None:
        guard = '<script src="/guard.js"></script>' if self.path == "/guarded" else ""
        if self.path == "/guard.js":
            self._answer("text/javascript", GUARD.read_text())
        elif self.path == "/leave":
            type(self).signed_out = True
            self._answer("text/html", "<p>goodbye</p>")
        elif self.signed_out:
            self._answer("text/html", "<p>who are you</p>")
        else:
            self._answer("text/html", f"{guard}<p>a secret</p>")

    def _answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_request(self, *args: object) -> None:
        """Nothing: the test reads the browser."""


@pytest.fixture
def desk() -> Iterator[str]:
    class Desk(_Desk):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("path", "comes_back"), [("/unguarded", True), ("/guarded", False)])
def test_s44_it_is_the_guard_that_keeps_back_from_showing_a_page(
    browser: Browser, desk: str, path: str, comes_back: bool
) -> None:
    """The control: without the guard the page does come back, so the browser's cache is on."""
    page = browser.new_page()
    page.goto(desk + path)
    assert "a secret" in page.content()
    page.goto(f"{desk}/leave")
    page.go_back(wait_until="commit")  # a page that comes back as it was is not loaded
    page.wait_for_function("document.body.innerText.trim() !== ''")
    assert ("a secret" in page.content()) is comes_back
    page.close()


def test_s46_cookies_are_session_and_csrf_only_and_die_with_the_browser(sit_down: Seat) -> None:
    worker = sit_down("csw1")
    worker.open("/cases/")
    cookies = worker.context.cookies()
    assert {c["name"] for c in cookies} == {"session", "csrf"}
    session = next(c for c in cookies if c["name"] == "session")
    assert session["expires"] == -1
    assert session["httpOnly"]
    assert session["sameSite"] == "Strict"


def test_s49_an_old_cookie_opens_nothing_after_logout(sit_down: Seat) -> None:
    worker = sit_down("kenmu1")
    cookies = worker.context.cookies()
    worker.page.locator("form[action*=logout] button").first.click()
    worker.page.wait_for_load_state()
    worker.context.add_cookies(cookies)
    worker.open("/cases/")
    assert "/accounts/login/" in worker.page.url
    worker.context.clear_cookies()
