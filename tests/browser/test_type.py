"""The browser of these tests draws Japanese in the type of documents/fonts, rare names too.

Without it a machine that has no Japanese fonts draws narrow boxes, on which no page is ever too wide.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import Person

pytestmark = pytest.mark.browser

WORDS = "支援の記録　ア、（12）ABC"
RARE = "𠮷槗"
# A box of its own in the type of the pages, and how wide its letters come out.
PUT = """([words, size]) => {
    const box = document.createElement('span');
    box.id = 'drawn';
    box.style.cssText = 'position: absolute; letter-spacing: 0; white-space: pre';
    box.style.fontSize = size + 'px';
    box.textContent = words;
    document.body.append(box);
    return box.getBoundingClientRect().width;
}"""

AWAY = "document.getElementById('drawn').remove()"


def drawn(page: Page, words: str) -> tuple[set[str], float]:
    """The families in which the words are drawn on the page, and how wide they are."""
    wide = page.evaluate(PUT, [words, 100])
    asked = page.context.new_cdp_session(page)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    root = asked.send("DOM.getDocument")["root"]["nodeId"]
    node = asked.send("DOM.querySelector", {"nodeId": root, "selector": "#drawn"})["nodeId"]
    fonts = asked.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    page.evaluate(AWAY)
    return {font["familyName"] for font in fonts}, wide


def test_japanese_is_drawn_in_the_type_of_the_project(sit_down: Callable[..., Person]) -> None:
    person = sit_down("soudan1", log_in=False, bypass_csp=True)
    person.open("/accounts/login/")
    page = person.page
    assert drawn(page, WORDS)[0] == {"BIZ UDPGothic"}
    assert drawn(page, RARE) == ({"Noto Sans JP"}, 200)
    assert drawn(page, "支") == ({"BIZ UDPGothic"}, 100)
    assert 80 < drawn(page, "ア")[1] < 95  # proportional: a fallback box would be another width
    page.evaluate("document.body.style.fontFamily = 'sans-serif'")
    assert drawn(page, WORDS)[0] == {"BIZ UDPGothic"}


def test_a_thin_dash_is_drawn_in_the_size_of_the_text(sit_down: Callable[..., Person]) -> None:
    """It stands where nothing was entered."""
    person = sit_down("soudan1", log_in=False, bypass_csp=True)
    person.open("/accounts/login/")
    page = person.page
    looks = []
    for words in ("　", "―"):
        page.evaluate(PUT, [words, 16])
        looks.append(page.locator("#drawn").screenshot())
        page.evaluate(AWAY)
    assert looks[0] != looks[1]
