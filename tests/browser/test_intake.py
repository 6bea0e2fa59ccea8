"""相談受付 in the browser: by keyboard only within a minute; readings, dates and drafts help
without getting in the way (ISSUE 3, first bar; ui.md 0.5, rules 8 to 10, 15, 18)."""

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from documents.reach import PHONE_REMARK
from documents.wareki import parse_date
from tests.documents.spellings import (
    ESTIMATES,
    HALF_MAILS,
    HALF_NUMBERS,
    REFUSED,
    SPELLINGS,
    WHOLE_MAILS,
    WHOLE_NUMBERS,
)

from .conftest import Person
from .test_typing import discard_all, posts

Seat = Callable[..., Person]
pytestmark = pytest.mark.browser

MOST_KEYS = 29
WORDS = "長女から電話。母が九月に転んでから通院をやめ、台所に立てない。もう病院には行かないと言う。家賃も遅れている様子。"


class Keyboard:
    """Counts the keys that are no text."""

    def __init__(self, person: Person) -> None:
        self.page, self.pressed = person.page, 0
        self.ime = person.context.new_cdp_session(person.page)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += key.count("+") + 1
            self.page.keyboard.press(key)

    def compose(self, *steps: str) -> None:
        for text in steps:
            self.ime.send(
                "Input.imeSetComposition",
                {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
            )

    def commit(self, chosen: str) -> None:
        self.ime.send("Input.insertText", {"text": chosen})

    @property
    def focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.name || ''"))


def test_bar1_a_phone_intake_by_keyboard_only_with_at_most_29_keys_of_navigation(
    sit_down: Seat,
) -> None:
    worker = sit_down("soudan1")
    page, keys = worker.page, Keyboard(worker)
    assert len(WORDS) == 56
    with page.expect_navigation():
        keys.press("n")
    page.wait_for_load_state("networkidle")
    assert keys.focus == "method"
    sent = posts(page)
    keys.press("2", "Enter")  # by phone
    keys.press("2", "Enter")  # a relative
    keys.press(*["ArrowUp"] * 5, "Space", "Enter")  # care: the twelfth of sixteen
    keys.press("b", "Enter")  # within a week
    assert keys.focus == "name"
    _the_reading_fills_itself_and_is_silent_meanwhile(worker, keys)
    keys.press("Enter")
    assert keys.focus == "kana"
    keys.press("Enter")
    page.keyboard.type("03-0000-4821")
    keys.press("Enter")
    assert keys.focus == "words"
    keys.commit(WORDS)
    # Suggestions follow what was chosen; nothing else is sent before she saves.
    assert {urlsplit(url).path for url in sent} <= {"/cases/likely/"}
    with page.expect_navigation():
        keys.press("Control+Enter")
    assert keys.pressed <= MOST_KEYS, keys.pressed
    assert "/cases/" in page.url
    assert worker.sees("架空 花代 さんの世帯")
    assert worker.sees("かくう　はなよ")
    assert worker.sees(WORDS)
    assert worker.sees("緊急度 B")


def _the_reading_fills_itself_and_is_silent_meanwhile(worker: Person, keys: Keyboard) -> None:
    page = worker.page
    page.evaluate(
        """() => { window.events = []; const name = document.querySelector('[name=name]');
        name.dataset.search = '';  // searched while typing, as suggestions are
        for (const e of ['change', 'support:filled', 'app:search'])
            document.addEventListener(e, () => window.events.push(e)); }"""
    )
    asked = posts(page)
    keys.compose("ｋ", "か", "かく", "かくう")
    keys.compose("架空")  # converted, not yet chosen
    assert page.input_value("[name=kana]") == ""
    page.wait_for_timeout(600)
    assert page.evaluate("window.events") == []
    assert asked == []
    page.keyboard.press("Enter")  # of the IME: it chooses, and goes nowhere
    keys.commit("架空")
    assert page.input_value("[name=kana]") == "かくう"
    page.wait_for_function("() => window.events.includes('app:search')")
    page.keyboard.press("Space")
    keys.compose("はな", "はなこ")
    keys.commit("花子")
    assert page.input_value("[name=kana]") == "かくう　はなこ"
    page.keyboard.press("Backspace")  # 子 is wrong: the piece goes, and its reading with it
    page.keyboard.press("Backspace")
    assert page.input_value("[name=kana]") == "かくう　"
    keys.compose("はなよ")
    keys.commit("花代")
    assert page.input_value("[name=name]") == "架空 花代"
    assert page.input_value("[name=kana]") == "かくう　はなよ"


def test_rule10_15_18_dates_are_read_as_on_the_server_and_the_draft_goes_on_elsewhere(
    sit_down: Seat,
) -> None:
    worker = sit_down("soudan2")
    worker.open("/cases/intake/")
    worker.page.wait_for_load_state("networkidle")
    discard_all(worker.page)
    _dates_are_read_as_on_the_server(worker)
    _a_reading_by_hand_stays(worker)
    page = worker.page
    page.fill("[name=words]", "電話が切れる前に書いたこと")
    page.check("[name=method] >> nth=1")
    page.check("[name=topics] >> nth=2")
    page.fill("[name=members-0-relation]", "長男")
    page.wait_for_timeout(2500)  # a draft lies on the server within two seconds
    assert page.inner_text("[data-draft-status]").startswith("下書きを保存しました")
    elsewhere = sit_down("soudan2", log_in=False)
    elsewhere.context.add_cookies(worker.context.cookies())  # type: ignore[arg-type]
    elsewhere.open("/cases/intake/")
    other = elsewhere.page
    other.wait_for_selector("[data-resume]")
    assert other.get_by_text("これから書く人と同じ件か").is_visible()
    assert other.input_value("[name=words]") == ""  # offered, never put in by itself
    other.locator("[data-resume]").first.click()
    values: Any = {n: other.input_value(f"[name={n}]") for n in ("words", "members-0-relation")}
    assert values == {"words": "電話が切れる前に書いたこと", "members-0-relation": "長男"}
    assert other.is_checked("[name=method] >> nth=1")
    assert other.is_checked("[name=topics] >> nth=2")
    discard_all(other)
    for one in (worker, elsewhere):
        one.open("/accounts/2fa/")


def test_rule10_today_is_that_of_the_ward_and_another_year_than_this_is_said(
    sit_down: Seat,
) -> None:
    """A computer that is set to another zone read a day as the server did not, and by the era alone one soon overlooks
    that last year's day was read."""
    worker = sit_down("soudan2", timezone_id="Etc/GMT+12")
    page = worker.page
    page.clock.set_fixed_time("2050-12-01T01:00:00+09:00")  # in the browser's zone the day before
    worker.open("/cases/intake/")
    page.wait_for_load_state("networkidle")
    discard_all(page)

    def told(field: str, typed: str) -> str:
        page.fill(f"[name={field}]", typed)
        page.press(f"[name={field}]", "Tab")
        return page.inner_text(f"#id_{field}_o")

    assert told("received_on", "12/1") == "→ 令和32年（2050年）12月1日（木）"
    assert told("received_on", "12/2") == "→ 令和31年（2049年）12月2日（木）・昨年"
    assert told("received_on", "R31.12.2") == "→ 令和31年（2049年）12月2日（木）"
    assert told("received_on", "2/29") == "→ 令和30年（2048年）2月29日（土）・2年前"
    assert told("received_on", "R32.12.2") == "今日より後の日付です。確かめてください"
    assert told("birth_on", "R31.12.1").endswith("・1歳")
    ahead = """typed => { const day = support.readDate(typed, 'near');
    return [day.date.getFullYear(), day.date.getMonth() + 1, day.date.getDate()]; }"""
    assert page.evaluate(ahead, "12/1") == [2050, 12, 1]
    assert page.evaluate(ahead, "12/2") == [2050, 12, 2]
    assert page.evaluate(ahead, "1/5") == [2051, 1, 5]
    discard_all(page)


def _dates_are_read_as_on_the_server(worker: Person) -> None:
    page = worker.page
    read = """typed => { const day = support.readDate(typed).date, two = n => String(n).padStart(2, '0');
    return day ? `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}` : null; }"""
    both = [(typed, page.evaluate(read, typed)) for typed, _ in [*SPELLINGS, *REFUSED]]
    assert both == [(t, d.isoformat()) for t, d in SPELLINGS] + [(t, None) for t, _ in REFUSED]
    today = timezone.localdate()
    for days in (0, 1, 100, -1, -100):
        day = today + datetime.timedelta(days=days)
        typed = f"{day.month}/{day.day}"
        for kind, ahead in (("near", True), ("past", False)):
            told = page.evaluate(read.replace("(typed)", f"(typed, '{kind}')"), typed)
            assert told == parse_date(typed, allow_future=ahead, of_work=True).isoformat()
    words = {typed: page.evaluate("t => support.readEstimate(t)", typed) for typed, *_ in ESTIMATES}
    assert [typed for typed, said in words.items() if not said.startswith("→")] == []
    assert [t for t, _ in SPELLINGS if page.evaluate("t => support.readEstimate(t)", t)] == []
    for kind, whole, half in (
        ("phone", WHOLE_NUMBERS, HALF_NUMBERS),
        ("mail", WHOLE_MAILS, HALF_MAILS),
    ):
        odd = [
            t
            for t in [*whole, *half]
            if page.evaluate("([k, t]) => support.isOdd(k, t)", [kind, t])
        ]
        assert odd == half
    page.fill("[name=phone]", "03-123")
    page.press("[name=phone]", "Tab")
    assert page.inner_text("#id_phone_r") == PHONE_REMARK
    page.fill("[name=phone]", "03-0000-4821")
    page.press("[name=phone]", "Tab")
    assert page.inner_text("#id_phone_r") == ""
    page.fill("[name=phone]", "")
    page.fill("[name=birth_on]", "ｓ２３．５．２")
    assert page.inner_text("#id_birth_on_o").startswith("→ 昭和23年（1948年）5月2日・")
    assert page.inner_text("#id_birth_on_o").endswith("歳")
    page.fill("[name=birth_on]", "８０代")
    assert page.inner_text("#id_birth_on_o") == "→ 80代（推定）"


def _a_reading_by_hand_stays(worker: Person) -> None:
    page, keys = worker.page, Keyboard(worker)
    page.fill("[name=kana]", "みほん")
    page.focus("[name=name]")
    keys.compose("れいじ")
    keys.commit("例示")
    assert page.input_value("[name=kana]") == "みほん"
    page.fill("[name=kana]", "")  # emptied: it fills itself again
    page.focus("[name=name]")
    keys.compose("ゆき")
    keys.commit("雪")
    assert page.input_value("[name=kana]") == "れいじゆき"
    page.fill("[name=name]", "")
    assert page.input_value("[name=kana]") == ""
    page.focus("[name=name]")
    keys.compose(
        "み", "みほ", "みほn", "みほん", "見本", "見本h", "見本は", "見本はな"
    )  # converted while typing
    keys.commit("見本花")
    assert page.input_value("[name=kana]") == "みほんはな"
