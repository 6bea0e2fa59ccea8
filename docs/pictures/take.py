"""Takes the pictures of the guides in docs/ja from the sample ward.

make run                                           in another terminal, with a fresh sample ward
.venv/bin/python docs/pictures/take.py             all pictures
.venv/bin/python docs/pictures/take.py case board  these only
PORT=8001 .venv/bin/python docs/pictures/take.py   another port than 8000

Nothing is saved: forms are filled in and left. Logs in with the one-time codes that the login page
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
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
WIDTH, PHONE = 1366, 390
MOST_BYTES = 150_000
WITHOUT_SAMPLES = """() => {
    document.querySelectorAll('details.samples').forEach(box => box.remove());
    document.activeElement?.blur();
}"""
PASSWORD = "mihon-no-aikotoba-2026"  # noqa: S105  # nosec B105 (known to everybody, README)


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, the way to the screen, and what of it is kept.

    `height`: this many pixels from the top of the page, or from the element `part`.
    """

    name: str
    login: str
    way: Callable[[Page], None]
    height: int = 900
    part: str = ""
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
    return lambda page: page.goto(BASE + path) and None


def tab(words: str) -> Callable[[Page], None]:
    """A tab of the page of a case, plan or outreach."""

    def way(page: Page) -> None:
        with page.expect_navigation():
            page.locator(f"nav a:has-text('{words}')").last.click()

    return way


def intake(page: Page) -> None:
    """A reception being written: somebody who may be known already."""
    page.goto(BASE + "/cases/intake/")
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


def code_page(page: Page) -> None:
    """The page that asks for the code; the box with sample logins is taken out of the picture."""
    page.goto(BASE + "/accounts/login/")
    give_password(page, "soudan2")


PICTURES = (
    # 相談員
    Picture("login", "", go("/accounts/login/"), 560),
    Picture("code", "", code_page, 480),
    Picture("today", "soudan1", go("/"), 900),
    Picture("intake", "soudan1", intake, 1000),
    Picture("likely", "soudan1", likely, 620, "section:has([name=name])"),
    Picture("search", "soudan1", lambda page: search(page, "架空"), 560),
    Picture("case", "soudan1", find("架空 椿"), 1000),
    Picture("note", "soudan1", find("架空 椿"), 520, "section:has(#rec)"),
    Picture("hand-off", "soudan1", hand_off, 1000),
    Picture("consents", "soudan1", then(find("仮名 松枝"), tab("同意")), 1000),
    Picture("family", "soudan1", then(find("見本 春江"), tab("家族図")), 1000),
    Picture("assessment", "soudan1", then(find("見本 春江"), tab("アセスメント"), "第1版"), 1000),
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


@contextmanager
def signed_in(browser: Browser, login: str, width: int) -> Iterator[Page]:
    """Somebody at her computer, or at her phone; nobody for an empty login."""
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    for _ in range(6 if login else 0):
        page.goto(BASE + "/accounts/login/")
        page.fill("input[name=code]", give_password(page, login))
        with page.expect_navigation():
            page.locator("form:has(input[name=code]) button[type=submit]:not([disabled])").click()
        if page.url == BASE + "/":
            break
        page.wait_for_timeout(10_000)  # each code is taken once: wait for the next one
    yield page
    context.close()


def shoot(page: Page, picture: Picture) -> None:
    """The screen, cut to what matters, in few colours."""
    page.evaluate(WITHOUT_SAMPLES)
    top, left, width = 0.0, 0.0, float(picture.width)
    if picture.part:
        box = page.locator(picture.part).first.bounding_box()
        assert box is not None, picture.name
        at = page.evaluate("scrollY")
        top, left, width = box["y"] + at - 12, max(0, box["x"] - 12), box["width"] + 24
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
    few = image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
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
        )
        for login, width in dict.fromkeys((p.login, p.width) for p in wanted):
            with signed_in(browser, login, width) as page:
                for picture in wanted:
                    if (picture.login, picture.width) == (login, width):
                        picture.way(page)
                        shoot(page, picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
