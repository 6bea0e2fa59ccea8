"""The next person at a shared counter terminal (security.md A7, S-43 to S-54)."""

from collections.abc import Callable

import pytest

from .conftest import Person

Seat = Callable[..., Person]


# A one-time code works once: each test has somebody else log in.
@pytest.mark.parametrize(("path", "who"), [("/", "soudan2"), ("/cases/", "kanri1")])
def test_s44_back_after_logout_shows_nothing(sit_down: Seat, path: str, who: str) -> None:
    worker = sit_down(who)
    worker.open(path)
    name = "ログアウト"
    assert worker.sees(name)
    worker.page.locator("form[action*=logout] button").first.click()
    worker.page.wait_for_load_state()
    worker.page.go_back()
    worker.page.wait_for_timeout(700)
    assert not worker.sees(name)


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
