"""Takes the pictures of the guides in docs/ja from the sample ward.

make run                                           in another terminal, with a fresh sample ward
.venv/bin/python docs/pictures/take.py             all pictures
.venv/bin/python docs/pictures/take.py case board  these only
PORT=8001 .venv/bin/python docs/pictures/take.py   another port than 8000

No case changes: forms are filled in and left, as drafts that the next run throws away. Logs in with the one-time codes that the login page
of a development system shows.
"""

import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
FONTS = (
    HERE.parents[1] / "documents" / "fonts" / "screen.conf"
)  # the same pictures on every machine
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
WIDTH, PHONE = 1366, 390
MOST_BYTES = 150_000
WITHOUT_SAMPLES = """() => {
    document.querySelectorAll('details.samples').forEach(box => box.remove());
    document.activeElement?.blur();
}"""
PASSWORD = "mihon-no-aikotoba-2026"  # noqa: S105  # nosec B105


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, the way to the screen, and what of it is kept.

    `height`: this many pixels from the top of the page, or from `above` pixels over the element `part`.
    """

    name: str
    login: str
    way: Callable[[Page], None]
    height: int = 900
    part: str = ""
    above: int = 12
    width: int = WIDTH


def press(page: Page, words: str) -> None:
    """Press the first button or link with these words in the main part of the page."""
    with page.expect_navigation():
        page.locator(f"main a:has-text('{words}'), main button:has-text('{words}')").first.click()


def menu(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator(f"nav.gnav a:text-is('{words}')").click()


def find(words: str) -> Callable[[Page], None]:
    """The way through the search box to the first case found."""

    def way(page: Page) -> None:
        search(page, words)
        with page.expect_navigation():
            page.locator("main a[href^='/cases/']:has-text('さんの世帯')").first.click()

    return way


def search(page: Page, words: str) -> None:
    page.fill("#gs", words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def then(*steps: Callable[[Page], None] | str) -> Callable[[Page], None]:
    """One step after the other; words are pressed."""

    def way(page: Page) -> None:
        for step in steps:
            if isinstance(step, str):
                press(page, step)
            else:
                step(page)

    return way


def go(path: str) -> Callable[[Page], None]:
    def way(page: Page) -> None:
        page.goto(BASE + path)

    return way


def tab(words: str) -> Callable[[Page], None]:
    """A tab of the page of a case, plan or outreach."""

    def way(page: Page) -> None:
        with page.expect_navigation():
            page.locator(f"nav a:has-text('{words}')").last.click()

    return way


def throw_away(page: Page) -> None:
    """Drafts that an earlier run left in this form."""
    page.wait_for_timeout(1000)
    while page.locator("[data-discard]").count():
        page.locator("[data-discard]").first.click()
        page.wait_for_timeout(500)


def intake(page: Page) -> None:
    """A reception being written: somebody who may be known already."""
    page.goto(BASE + "/cases/intake/")
    throw_away(page)
    for field, at in (("method", 0), ("visitor", 0), ("urgency", 2)):
        page.locator(f"[name={field}]").nth(at).check(force=True)
    page.locator("[name=topics]").nth(1).check(force=True)


def likely(page: Page) -> None:
    intake(page)
    name = page.locator("[name=name]")
    name.click()
    name.press_sequentially("架空 梅乃", delay=40)
    page.wait_for_selector("text=もう登録されている人かもしれません")


def hand_off(page: Page) -> None:
    """What the other body will see, before anything is sent."""
    find("架空 椿")(page)
    press(page, "つなぐ")
    throw_away(page)
    page.locator("[name=receiver]").select_option(label="福祉部 生活福祉課")
    page.fill("[name=reason]", "家賃の滞納が続いています。生活費の相談をお願いします。")
    page.locator("[name=legal_basis]").first.select_option(label="本人同意")
    page.locator("[name=consent_state]").select_option(label="同意（口頭）")
    page.fill("[name=sender_continues]", "月に一度の訪問は、こちらで続けます。")
    for box in page.locator("[name=persons]").all():
        box.check(force=True)
    if not page.locator("[name=urgency]:checked").count():
        page.locator("[name=urgency]").nth(2).check(force=True)
    if not page.locator("[name=topics]:checked").count():
        page.locator("[name=topics]").first.check(force=True)
    press(page, "相手に見える画面を確かめる")


def plan(name: str) -> Callable[[Page], None]:
    """The plan of a household, from the list of plans."""

    def way(page: Page) -> None:
        menu(page, "プラン")
        press(page, name)

    return way


def meeting(name: str) -> Callable[[Page], None]:
    """The 支援会議 of a household, past its door, where the duty is read once a session."""

    def way(page: Page) -> None:
        menu(page, "会議")
        with page.expect_navigation():
            page.locator("main tr", has_text=name).get_by_role("link").first.click()
        if page.locator("button:has-text('義務を読んだ')").count():
            press(page, "義務を読んだ")

    return way


def first_request(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main tbody a").first.click()


def planned(page: Page) -> None:
    """A conference that has not yet been held."""
    with page.expect_navigation():
        page.locator("main tr", has_text="開催予定").get_by_role("link").first.click()


def attempt(page: Page) -> None:
    """The result of a visit, on a phone at the door."""
    page.goto(BASE + "/outreach/")
    press(page, "記録する")
    throw_away(page)
    page.locator("[name=result]").nth(3).check(force=True)


def hand_over(page: Page) -> None:
    page.goto(BASE + "/cases/handing-over/")
    press(page, "見本 相談子")


PICTURES = (
    # 相談員
    Picture("login", "", go("/accounts/login/"), 560),
    Picture("today", "soudan1", go("/"), 900),
    Picture("intake", "soudan1", intake, 1000),
    Picture("likely", "soudan1", likely, 480, "#likely", above=130),
    Picture("search", "soudan1", lambda page: search(page, "架空"), 560),
    Picture("case", "soudan1", find("架空 椿"), 1000),
    Picture("note", "soudan1", find("架空 椿"), 520, "section:has(#rec)"),
    Picture("hand-off", "soudan1", hand_off, 1000),
    Picture("consents", "soudan1", then(find("仮名 松枝"), tab("同意")), 1000),
    Picture("family", "soudan1", then(find("見本 春江"), tab("家族図")), 1000),
    Picture("assessment", "soudan1", then(find("見本 春江"), tab("アセスメント"), "第1版"), 1000),
    Picture("progress", "soudan1", then(plan("架空 椿"), tab("進み具合")), 900),
    Picture("attempt", "soudan1", attempt, 1250, width=PHONE),
    Picture("readers", "soudan1", then(find("架空 椿"), tab("見られる人")), 900),
    Picture(
        "protection", "soudan1", then(find("仮名 守子"), tab("世帯"), "保護の画面で見る"), 1100
    ),
    # 事務局
    Picture("request", "jimukyoku1", then(go("/meetings/requests/"), first_request), 900),
    Picture("meeting", "jimukyoku1", meeting("仮名 砂子"), 1000),
    Picture("bridge", "jimukyoku1", then(meeting("架空 波平"), "同意の範囲に移すものを選ぶ"), 900),
    Picture("plan", "jimukyoku1", plan("架空 梅乃"), 900),
    Picture("conference", "jimukyoku1", then(go("/meetings/conferences/"), planned), 900),
    # 管理者
    Picture("board", "kanri1", go("/reports/plans/"), 900),
    Picture("review", "kanri1", then(go("/reports/plans/"), "確認する"), 1250),
    Picture("handing-over", "kanri1", hand_over, 620),
    # システム管理者、監査
    Picture("staff", "system1", go("/masters/organizations/staff/"), 620),
    Picture("log", "kansa1", go("/audit/"), 900),
)


def give_password(page: Page, login: str) -> str:
    """Name and password; returns the one-time code that the page shows for her."""
    row = page.locator("details.samples tr", has=page.locator(f"code:text-is('{login}')"))
    code = re.search(r"\b\d{6}\b", row.text_content() or "")
    assert code is not None, f"no sample login {login}: is this a development system?"
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("form:has(input[name=password]) button[type=submit]:not([disabled])").click()
    return code[0]


given: set[str] = set()


@contextmanager
def signed_in(browser: Browser, login: str, width: int) -> Iterator[Page]:
    """Somebody at her computer, or at her phone; nobody for an empty login."""
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    for _ in range(12 if login else 0):
        page.goto(BASE + "/accounts/login/")
        code = give_password(page, login)
        if code in given:  # each code is taken once: wait for the next one
            page.wait_for_timeout(5_000)
            continue
        given.add(code)
        page.fill("input[name=code]", code)
        with page.expect_navigation():
            page.locator("form:has(input[name=code]) button[type=submit]:not([disabled])").click()
        if page.url == BASE + "/":
            break
    yield page
    context.close()


def shoot(page: Page, picture: Picture) -> None:
    """The screen, cut to what matters, in few colours."""
    page.wait_for_load_state("networkidle")  # the menu counts a moment after the page
    page.evaluate(WITHOUT_SAMPLES)
    # Bars that stick to the edge of the window stand where the picture ends.
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    if not picture.part:
        page.evaluate("scrollTo(0, 0)")  # the last field may have been far down
    top, left, width = 0.0, 0.0, float(picture.width)
    if picture.part:
        box = page.locator(picture.part).first.bounding_box()
        assert box is not None, picture.name
        at = page.evaluate("scrollY")
        top, left, width = box["y"] + at - picture.above, max(0, box["x"] - 12), box["width"] + 24
    whole = page.evaluate("document.documentElement.scrollHeight")
    raw = page.screenshot(
        full_page=True,
        clip={
            "x": left,
            "y": top,
            "width": min(width, picture.width - left),
            "height": min(picture.height, whole - top),
        },
    )
    image = Image.open(io.BytesIO(raw)).convert("RGB")
    # Weighed once more, so that a small red number stays red.
    few = image.quantize(64, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)
    path = HERE / "ja" / f"{picture.name}.png"
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{picture.name}: {size // 1000} kB")
    assert size < MOST_BYTES, f"{picture.name} is too large: cut it"


def main(names: list[str]) -> None:
    (HERE / "ja").mkdir(exist_ok=True)
    wanted = [p for p in PICTURES if not names or p.name in names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or None,
            args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
            env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
        )
        for login, width in dict.fromkeys((p.login, p.width) for p in wanted):
            with signed_in(browser, login, width) as page:
                for picture in wanted:
                    if (picture.login, picture.width) == (login, width):
                        page.set_viewport_size({"width": width, "height": 900})
                        picture.way(page)
                        shoot(page, picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
