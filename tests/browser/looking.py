"""What is wrong with a page for whoever cannot see it, cannot use a mouse, or has a small window.

axe-core (WCAG 2.2 AA), and what it does not look at: sideways scrolling, words that are cut off, an id that
stands twice, the mark of the focus, the bar with the save button in front of it. Each finding is one line:
rule, element. How it is looked stands in looks.js, which the server of the pages hands out with axe.

axe computes the contrast of every word on every page, by which it spends half its time. A word is left
out where axe has passed, in the same window, words of the same colour, size, weight and shadow with the
same things painted under and around them: it can only say the same again. Whatever is not plain (drawings,
fields, words under something else, a ground that is not the same at each line) axe computes every time.
"""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
DESK, ENLARGED, PHONE = 1280, 640, 390
# The window holds the whole page: axe takes what stands behind the bar with the save button for covered.
# Most pages are less tall than these; for another one the window is made taller.
TALL = {DESK: 2400, ENLARGED: 800, PHONE: 4800}
ASKED = {DESK: ("headings", "ids", "axe", "width"), ENLARGED: ("width",), PHONE: ("axe", "width")}
ORDINARY = 800  # in a window of this height nothing with the focus stands behind the bar

SCRIPT_PATH = "/looks-of-the-test.js"
SCRIPT = f"{AXE_SCRIPT}\n{Path(__file__).with_name('looks.js').read_text(encoding='utf-8')}"
BRING = """(address) => new Promise((done, failed) => {
  const script = document.createElement('script');
  Object.assign(script, {src: address, onload: done, onerror: failed});
  document.head.append(script);
  script.remove();
})"""


class Window:
    """A window that looks at one page after another, and knows which words on which ground axe has passed."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(locale="ja-JP", bypass_csp=True)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.passed: list[int] = []

    def findings(self, address: str) -> dict[int, list[str]]:
        """What is wrong with the page at each width; nothing under a width at which all is well."""
        self._be(DESK, TALL[DESK])
        self.page.goto(address, wait_until="load")
        self.page.evaluate(BRING, SCRIPT_PATH)
        found = {width: self._look(width) for width in (DESK, ENLARGED, PHONE)}
        found[PHONE] += self._focus(PHONE)
        return {width: words for width, words in found.items() if words}

    def _be(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def _look(self, width: int) -> list[str]:
        if width != DESK:
            self._be(width, TALL[width])
        said = self._said(width)
        if tall := said.get("tall"):
            self._be(width, tall)
            said = self._said(width)
            assert "tall" not in said, "a page that grows with its window"
        self.passed += said["passed"]
        return list(said["found"])

    def _said(self, width: int) -> dict[str, Any]:
        asked = {"asked": ASKED[width], "tags": TAGS, "passed": self.passed}
        return dict(self.page.evaluate("(what) => looks.look(what)", asked))

    def _focus(self, width: int) -> list[str]:
        self._be(width, ORDINARY)
        self.page.keyboard.press("Tab")  # from here on the focus is marked as for the keyboard
        return list(self.page.evaluate("looks.focus()"))
