"""The next person at a shared counter terminal (security.md A7, S-43 to S-54)."""

from collections.abc import Callable

import pytest

from .conftest import Person

Seat = Callable[..., Person]


@pytest.mark.parametrize("path", ["/", "/cases/"])
def test_s44_back_after_logout_shows_nothing(sit_down: Seat, path: str) -> None:
    worker = sit_down("soudan1")
    worker.open(path)
    name = "見本 相談子"
    assert worker.sees(name)
    worker.page.locator("form[action*=logout] button").first.click()
    worker.page.wait_for_load_state()
    worker.page.go_back()
    worker.page.wait_for_timeout(700)
    assert not worker.sees(name)


def test_s44_the_guard_is_what_does_it(sit_down: Seat) -> None:
    """Control: without the guard's script the page does come back, so the test above can see."""
    worker = sit_down("soudan1")
    worker.page.route(
        "**/js/guard*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    worker.open("/cases/")
    worker.page.evaluate("window.markOfThisPage = 1")
    worker.open("/")
    worker.page.go_back()
    worker.page.wait_for_timeout(500)
    came_back = worker.page.evaluate("window.markOfThisPage === 1")
    guarded = sit_down("soudan2")
    guarded.open("/cases/")
    guarded.page.evaluate("window.markOfThisPage = 1")
    guarded.open("/")
    guarded.page.go_back()
    guarded.page.wait_for_timeout(700)
    assert came_back, "the back-forward cache is off: this suite would be blind"
    assert not guarded.page.evaluate("window.markOfThisPage === 1")


def test_s46_cookies_are_session_and_csrf_only_and_die_with_the_browser(sit_down: Seat) -> None:
    worker = sit_down("soudan1")
    worker.open("/cases/")
    cookies = worker.context.cookies()
    assert {c["name"] for c in cookies} == {"session", "csrf"}
    session = next(c for c in cookies if c["name"] == "session")
    assert session["expires"] == -1
    assert session["httpOnly"]
    assert session["sameSite"] == "Strict"


def test_s49_an_old_cookie_opens_nothing_after_logout(sit_down: Seat) -> None:
    worker = sit_down("soudan1")
    cookies = worker.context.cookies()
    worker.page.locator("form[action*=logout] button").first.click()
    worker.page.wait_for_load_state()
    worker.context.add_cookies(cookies)
    worker.open("/cases/")
    assert "/accounts/login/" in worker.page.url
    worker.context.clear_cookies()
