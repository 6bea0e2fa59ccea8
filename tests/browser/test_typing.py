"""Typing in a form: nothing is sent by mistake, nothing is lost (ui.md c, rules 8 to 10, 15 to 18).

The forms of the style guide stand for all forms: they share the base and the scripts.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.stack import LiveStack

from .conftest import Person, sign_in

Seat = Callable[..., Person]
GUIDE = "/_styleguide/"
TEXT = "#id_text"
STATUS = "[data-draft-status]"
NO_LINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sessions() -> dict[tuple[str, str], Any]:
    """Cookies by stack and person: a one-time code opens one session, not one a test."""
    return {}


@pytest.fixture
def at_the_guide(sit_down: Seat, sessions: dict[tuple[str, str], Any]) -> Seat:
    """Gives somebody a browser of her own, signed in, with the form before her."""

    def seat(username: str) -> Person:
        person = sit_down(username, log_in=False)
        known = sessions.get((person.base_url, username))
        if known is None:
            sign_in(person)
            sessions[person.base_url, username] = person.context.cookies()
        else:
            person.context.add_cookies(known)
        person.open(GUIDE)
        return person

    return seat


@pytest.fixture
def worker(at_the_guide: Seat) -> Iterator[Person]:
    person = at_the_guide("soudan1")
    yield person
    person.open("/accounts/2fa/")  # a page without a form: nothing is saved after the test


def compose(page: Page, context: BrowserContext, steps: list[str], chosen: str) -> None:
    """What an IME does: the reading grows, then words are chosen."""
    ime = context.new_cdp_session(page)
    for text in steps:
        ime.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    ime.send("Input.insertText", {"text": chosen})


def wait_for_draft(page: Page) -> None:
    page.wait_for_function(
        "s => document.querySelector(s).textContent.startsWith('下書きを保存しました')", arg=STATUS
    )


def discard_all(page: Page) -> None:
    page.wait_for_load_state("networkidle")  # what is offered may still be asked for
    while left := page.locator("[data-discard]").count():
        page.locator("[data-discard]").first.click()
        page.wait_for_function(
            "left => document.querySelectorAll('[data-discard]').length < left", arg=left
        )


def posts(page: Page) -> list[str]:
    """Addresses that the page posts to from now on, drafts apart."""
    seen: list[str] = []
    page.on(
        "request",
        lambda r: seen.append(r.url) if r.method == "POST" and "/drafts/" not in r.url else None,
    )
    return seen


def test_rule8_enter_in_a_line_sends_nothing_and_ctrl_enter_does(worker: Person) -> None:
    sent = posts(worker.page)
    worker.page.fill("#id_name", "山川")
    worker.page.press("#id_name", "Enter")
    worker.page.wait_for_timeout(300)
    assert sent == []
    with worker.page.expect_navigation():
        worker.page.press("#id_name", "Control+Enter")
    assert len(sent) == 1
    assert worker.page.title().startswith("エラー: ")
    assert worker.page.evaluate("document.activeElement.id") == "errors"
    assert worker.page.input_value("#id_name") == "山川"


def test_back_and_reload_after_a_refused_form_lead_to_the_form_with_what_was_typed(
    worker: Person,
) -> None:
    page = worker.page
    page.fill(TEXT, "戻るで消えてはならない文")
    wait_for_draft(page)
    with page.expect_navigation():
        page.press("#id_name", "Control+Enter")
    assert page.title().startswith("エラー: ")
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.method) if r.is_navigation_request() else None)
    page.reload()
    page.goto(f"{worker.base_url}/accounts/2fa/")
    page.go_back()
    assert asked == ["GET", "GET", "GET"]  # nothing is sent a second time
    assert not page.title().startswith("エラー: ")
    page.locator("[data-resume]").first.click()
    page.wait_for_function(
        "([s, text]) => document.querySelector(s).value === text",
        arg=[TEXT, "戻るで消えてはならない文"],
    )
    discard_all(page)


def test_rule18_the_reading_fills_itself_once(worker: Person) -> None:
    page = worker.page
    page.focus("#id_name")
    compose(page, worker.context, ["や", "やま", "やまだ"], "山田")
    page.keyboard.press(" ")
    compose(page, worker.context, ["た", "たろう"], "太郎")
    assert page.input_value("#id_kana") == "やまだ　たろう"
    page.fill("#id_kana", "ヤマダ")
    page.focus("#id_name")
    compose(page, worker.context, ["はなこ"], "花子")
    assert page.input_value("#id_kana") == "ヤマダ"


def test_rule9_no_key_works_during_composition(worker: Person) -> None:
    page = worker.page
    page.focus("#id_name")
    sent = posts(page)
    ime = worker.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "や", "selectionStart": 1, "selectionEnd": 1})
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert sent == []


def test_rule15_16_dates_are_echoed_and_numbers_put_in_order(worker: Person) -> None:
    page = worker.page
    page.fill("#id_birth_date", "ｓ２３．５．２")
    assert "昭和23年（1948年）5月2日" in page.inner_text("#id_birth_date_o")
    page.fill("#id_birth_date", "R1.4.30")
    page.press("#id_birth_date", "Tab")
    assert "令和は2019年5月1日からです" in page.inner_text("#id_birth_date_o")
    for typed, said in (
        ("S23.2.30", "昭和23年2月は29日までです"),
        ("H1.2.29", "平成元年2月は28日までです"),
        ("S65.1.1", "昭和は64年1月7日までです"),
        ("S65.2.30", "昭和は64年1月7日までです"),
        ("S64.13.1", "13月はありません"),
        ("H31.5.1", "平成は31年4月30日までです"),
        ("1948/13/1", "13月はありません"),
        ("R0.5.2", "令和0年という年はありません"),
        ("0001-01-01", "明治より前の日は扱えません"),
        ("23.5.2", "年号か西暦4けたの年がありません"),
    ):
        page.fill("#id_birth_date", typed)
        page.press("#id_birth_date", "Tab")
        assert page.inner_text("#id_birth_date_o") == f"{said}。確かめてください", typed
    page.fill("#id_phone", "０９０ー１２３４−５６７８")
    page.press("#id_phone", "Tab")
    assert page.input_value("#id_phone") == "090-1234-5678"


def test_rule10_a_draft_is_offered_on_another_computer_to_the_same_person_only(
    worker: Person, at_the_guide: Seat
) -> None:
    discard_all(worker.page)
    worker.page.fill(TEXT, "窓口で聞いたこと")
    worker.page.check("#id_method_1")
    wait_for_draft(worker.page)
    colleague = at_the_guide("soudan2")
    colleague.page.wait_for_timeout(700)
    assert colleague.page.locator("[data-resume]").count() == 0
    elsewhere = at_the_guide("soudan1")
    elsewhere.page.wait_for_selector("[data-resume]")
    assert elsewhere.page.input_value(TEXT) == ""  # offered, never put in by itself
    elsewhere.page.locator("[data-resume]").first.click()
    assert elsewhere.page.input_value(TEXT) == "窓口で聞いたこと"
    assert elsewhere.page.is_checked("#id_method_1")


def test_f29_without_a_line_the_text_stays_and_is_kept_later(worker: Person) -> None:
    page = worker.page
    worker.context.set_offline(True)
    page.fill(TEXT, "つながらない間に書いた")
    page.wait_for_function("s => document.querySelector(s).dataset.state === 'unsaved'", arg=STATUS)
    page.press(TEXT, "Control+Enter")
    page.wait_for_timeout(500)
    assert page.input_value(TEXT) == "つながらない間に書いた"
    worker.context.set_offline(False)
    wait_for_draft(page)
    worker.complaints[:] = [c for c in worker.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_f29_signed_out_while_typing_nothing_leaves_until_she_is_back(worker: Person) -> None:
    page, cookies = worker.page, worker.context.cookies()
    worker.context.clear_cookies(name="session")
    page.fill(TEXT, "ログインが切れてから書いた")
    page.press(TEXT, "Control+Enter")
    page.wait_for_function(
        "s => document.querySelector(s).textContent.startsWith('ログインが切れました')", arg=STATUS
    )
    page.wait_for_timeout(500)
    assert page.url.endswith(GUIDE)
    assert page.input_value(TEXT) == "ログインが切れてから書いた"
    worker.context.add_cookies(cookies)  # in another window
    with page.expect_navigation():
        page.press(TEXT, "Control+Enter")
    assert page.title().startswith("エラー: ")  # other answers are missing
    assert page.input_value(TEXT) == "ログインが切れてから書いた"


def test_f02_a_server_that_is_away_takes_no_text_with_it(
    worker: Person, live_stack: LiveStack
) -> None:
    page = worker.page
    live_stack.web.kill()
    page.fill(TEXT, "サーバーが止まってから書いた")
    page.press(TEXT, "Control+Enter")
    page.wait_for_function("s => document.querySelector(s).dataset.state === 'unsaved'", arg=STATUS)
    page.wait_for_timeout(500)
    assert page.input_value(TEXT) == "サーバーが止まってから書いた"
    live_stack.start_web()
    with page.expect_navigation():
        page.press(TEXT, "Control+Enter")
    assert page.input_value(TEXT) == "サーバーが止まってから書いた"
    worker.complaints[:] = [
        c for c in worker.complaints if "net::ERR_" not in c and "htmx:" not in c
    ]


def test_alt_h_hides_everything_and_brings_it_back(worker: Person) -> None:
    page = worker.page
    page.fill(TEXT, "そのまま残る")
    title = page.title()
    page.keyboard.press("Alt+h")
    assert page.is_visible("#cover")
    assert page.title() != title
    page.keyboard.press("Alt+h")
    assert page.is_hidden("#cover")
    page.wait_for_function("title => document.title === title", arg=title)
    assert page.input_value(TEXT) == "そのまま残る"


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_rule27_nothing_is_wider_than_the_screen(worker: Person, width: int) -> None:
    worker.page.set_viewport_size({"width": width, "height": 800})
    wide = worker.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide


def test_rule26_focus_never_hides_behind_the_bar(worker: Person) -> None:
    """WCAG 2.4.11: every control reached with Tab is at least partly to be seen."""
    page = worker.page
    page.wait_for_load_state("networkidle")  # offers of earlier drafts stand above the form
    page.focus("#id_method_0")
    hidden = []
    for _ in range(14):
        page.keyboard.press("Tab")
        hidden += page.evaluate(
            """() => { const e = document.activeElement, bar = document.querySelector('.savebar');
            if (bar.contains(e) || e === document.body) return [];
            const r = (e.closest('label') || e).getBoundingClientRect();
            return r.top >= bar.getBoundingClientRect().top || r.bottom <= 0 ? [e.id] : []; }"""
        )
    assert hidden == []


@pytest.fixture(scope="module")
def hurried_stack(start_stack: Callable[..., LiveStack]) -> LiveStack:
    """The same system, where nobody at the screen is noticed after twelve seconds."""
    return start_stack(SESSION_IDLE_SECONDS="12")


class TestNobodyAtTheScreen:
    @pytest.fixture
    def live_stack(self, hurried_stack: LiveStack) -> LiveStack:
        """In place of the stack of the other tests."""
        return hurried_stack

    def test_no_window_ends_the_session_while_another_still_saves(self, at_the_guide: Seat) -> None:
        """Both windows leave; one has text and no line: the session waits until the text is kept."""
        worker = at_the_guide("soudan2")
        second = worker.context.new_page()
        second.goto(worker.base_url + GUIDE)
        worker.page.bring_to_front()
        line = worker.context.new_cdp_session(worker.page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", NO_LINE)
        worker.page.fill(TEXT, "線が切れる前の一行")
        page_of_mine = worker.base_url + "/accounts/sessions/"
        for _ in range(120):  # seconds
            if second.locator("[data-cover-login]").is_visible():
                break
            assert worker.status_of(page_of_mine) == 200
            second.wait_for_timeout(1_000)
        assert second.locator("[data-cover-login]").is_visible()
        worker.page.wait_for_selector("[data-cover-unsaved]", state="visible")
        for _ in range(3):
            assert worker.status_of(page_of_mine) == 200
            second.wait_for_timeout(1_000)
        line.send("Network.emulateNetworkConditions", NO_LINE | {"offline": False})
        worker.page.wait_for_selector("[data-cover-saved]", state="visible")
        worker.page.wait_for_timeout(1_000)
        assert worker.status_of(page_of_mine) == 302
        worker.complaints[:] = [
            c for c in worker.complaints if "ERR_INTERNET_DISCONNECTED" not in c
        ]

    def test_s44_the_page_leaves_the_window_and_the_text_is_kept(self, at_the_guide: Seat) -> None:
        worker = at_the_guide("soudan1")
        second = worker.context.new_page()
        second.goto(worker.base_url + GUIDE)
        worker.page.bring_to_front()
        worker.page.fill(TEXT, "席を離れる前の文章")
        worker.page.wait_for_selector("#idle-ask[open]", timeout=15_000)
        worker.page.click("[data-idle-stay]")
        worker.page.fill(TEXT, "席を離れる前の続き")
        worker.page.wait_for_selector("[data-cover-login]", state="visible", timeout=25_000)
        assert not worker.sees("席を離れる前の続き")
        assert not worker.sees("山川 花子")
        second.wait_for_selector("[data-cover-login]", state="visible", timeout=5_000)
        worker.page.wait_for_timeout(500)
        worker.open(GUIDE.replace("_styleguide/", "accounts/2fa/"))
        assert "/accounts/login/" in worker.page.url

    def test_s44_a_page_of_the_masters_leaves_the_window_as_well(self, sit_down: Seat) -> None:
        """Django's own pages have no drafts: nothing is said of any."""
        worker = sit_down("system1")
        page = worker.page
        worker.open("/masters/organizations/staff/")
        page.click("[data-cover]")
        assert page.locator("#cover[open]").is_visible()
        page.keyboard.press("Alt+KeyH")
        assert page.locator("#cover[open]").count() == 0
        page.wait_for_selector("#idle-ask[open]", timeout=15_000)
        assert "下書きに残りません" in page.locator("#idle-ask").inner_text()
        page.wait_for_selector("[data-cover-saved]", state="visible", timeout=15_000)
        assert "保存していなかったものは、残っていません" in page.locator("main").inner_text()
        assert not worker.sees("soudan1")
        page.wait_for_timeout(500)
        assert worker.status_of(worker.base_url + "/masters/organizations/staff/") == 302


def test_a_text_that_grows_too_long_is_told_while_it_is_written(worker: Person) -> None:
    """Beside the field, with nothing cut off; the form says the same when it is sent."""
    told = worker.page.locator(f"{TEXT} + [data-too-long]")
    worker.page.fill(TEXT, "𠮷" * 50_000)
    assert told.count() == 0
    worker.page.fill(TEXT, "あ" * 50_001)
    assert told.inner_text() == "50,000文字までにしてください（いま50,001文字です）"
    assert len(worker.page.input_value(TEXT)) == 50_001
    worker.page.fill(TEXT, "電話あり")
    assert told.count() == 0


@pytest.fixture(scope="module")
def short_day(start_stack: Callable[..., LiveStack]) -> LiveStack:
    """The same system, where a working day lasts forty seconds."""
    return start_stack(SESSION_LIFE_SECONDS="40")


class TestTheEndOfTheDay:
    @pytest.fixture
    def live_stack(self, short_day: LiveStack) -> LiveStack:
        """In place of the stack of the other tests."""
        return short_day

    def test_s47_who_types_to_the_end_is_told_before_and_loses_nothing(
        self, at_the_guide: Seat
    ) -> None:
        worker = at_the_guide("soudan1")
        page = worker.page
        page.focus(TEXT)
        told = page.locator("#ends")
        typed = ""
        for _ in range(80):  # half-seconds: a whole day of this system
            if told.is_visible():
                break
            page.keyboard.type("あ")
            typed += "あ"
            page.wait_for_timeout(500)
        assert "で、ログアウトします" in told.inner_text()
        assert page.evaluate("document.activeElement.id") == TEXT[1:]
        page.keyboard.type("い")
        page.wait_for_selector("[data-cover-login]", state="visible", timeout=40_000)
        page.wait_for_selector("[data-cover-saved]", state="visible")
        said = page.locator("[data-cover-saved]").inner_text()
        assert said.startswith("ログインしてから40秒たったので、ログアウトしました。")
        assert not worker.sees("ああ")
        page.click("[data-cover-login]")
        assert "/accounts/login/" in page.url
        sign_in(worker)
        worker.open(GUIDE)
        page.click("[data-resume]")
        assert page.input_value(TEXT) == typed + "い"
