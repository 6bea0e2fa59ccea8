"""A page as somebody uses it who has no mouse: Tab, arrows, Space, Enter and typing, nothing else.

Stands in for a page of Playwright in the steps of walk.py: what is filled, ticked, chosen or pressed there
is reached here by Tab from where the focus is, and done by the keys that people press. An element that the
keyboard does not reach fails the step.
"""

from typing import Any

from playwright.sync_api import Locator, Page

MOST_STEPS = 400

# How many times Tab leads from where the focus is to the element, as far as the document tells.
STEPS = """(target) => {
  const wanted = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const stops = [];
  const groups = new Set();
  for (const el of document.querySelectorAll(wanted)) {
    if (el.disabled || el.tabIndex < 0 || el.type === 'hidden' || !el.checkVisibility({visibilityProperty: true})) continue;
    if (el.type === 'radio' && el.name) {
      const group = [...(el.form ?? document).querySelectorAll('input[type=radio]')].filter(r => r.name === el.name);
      const key = group[0];
      if (groups.has(key)) continue;
      groups.add(key);
      const stop = group.find(r => r.checked) ?? el;
      stops.push(stop);
    } else stops.push(el);
  }
  const active = document.activeElement;
  let at = stops.indexOf(active);
  if (at < 0 && active !== document.body) {
    at = stops.filter(s => active.compareDocumentPosition(s) & Node.DOCUMENT_POSITION_PRECEDING).length - 1;
  }
  const to = stops.indexOf(target);
  return to < 0 ? null : to - at;
}"""
IS_FOCUSED = "(el) => el === document.activeElement"
CONTROL = "(el) => el.tagName === 'LABEL' ? (el.control ?? el.querySelector('input')) : el"
# The radio button of the group at which Tab stops.
STOP_OF_GROUP = """(el) => {
  const group = [...(el.form ?? document).querySelectorAll('input[type=radio]')].filter(r => r.name === el.name);
  return group.find(r => r.checked) ?? group[0];
}"""
# How far the button is from that of its group which has the focus; nothing when none of them has it.
FROM_FOCUSED = """(el) => {
  const group = [...(el.form ?? document).querySelectorAll('input[type=radio]')].filter(r => r.name === el.name);
  const at = group.indexOf(document.activeElement);
  return at < 0 ? null : group.indexOf(el) - at;
}"""
OPTION = """(el, {value, label, index}) => {
  const all = [...el.options].filter(o => !o.disabled);
  const is = (o, i) => value !== null ? o.value === value : label !== null ? o.label.trim() === label : o.index === index;
  return all.findIndex(is);
}"""


class KeysOnly:
    """The page; everything that only reads is the page's own."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    def locator(self, *args: Any, **options: Any) -> "Reached":
        return Reached(self._page, self._page.locator(*args, **options))

    def get_by_role(self, *args: Any, **options: Any) -> "Reached":
        return Reached(self._page, self._page.get_by_role(*args, **options))

    def get_by_label(self, *args: Any, **options: Any) -> "Reached":
        return Reached(self._page, self._page.get_by_label(*args, **options))

    def fill(self, selector: str, text: str) -> None:
        self.locator(selector).first.fill(text)

    def click(self, selector: str) -> None:
        self.locator(selector).first.click()


class Reached:
    """An element that is reached by Tab and used by keys."""

    def __init__(self, page: Page, found: Locator) -> None:
        self._page, self._found = page, found

    def __getattr__(self, name: str) -> Any:
        given = getattr(self._found, name)
        if isinstance(given, Locator):
            return Reached(self._page, given)
        if not callable(given):
            return given

        def wrapped(*args: Any, **options: Any) -> Any:
            answer = given(*args, **options)
            return Reached(self._page, answer) if isinstance(answer, Locator) else answer

        return wrapped

    def _go_to(self, element: Any, arrived: str = IS_FOCUSED, asked: Any = None) -> None:
        """Tab, or Shift and Tab, until the element has the focus."""
        keyboard = self._page.keyboard
        for _ in range(8):
            if (asked or element).evaluate(arrived):
                return
            steps = element.evaluate(STEPS)
            assert steps is not None, f"no key leads to {self._found}"
            key = "Tab" if steps > 0 else "Shift+Tab"
            for _ in range(min(abs(steps), MOST_STEPS)):
                keyboard.press(key)
        raise AssertionError(f"Tab does not come to {self._found}")

    def _control(self) -> Any:
        handle = self._found.first.element_handle()
        return handle.evaluate_handle(CONTROL).as_element()

    def click(self, **_: Any) -> None:
        control = self._control()
        if control.evaluate("el => el.matches('input[type=checkbox], input[type=radio]')"):
            self._tick(control)
            return
        self._go_to(control)
        self._page.keyboard.press("Enter")

    def check(self, **_: Any) -> None:
        self._tick(self._control())

    def _tick(self, control: Any) -> None:
        if control.evaluate("el => el.checked"):
            return
        keyboard = self._page.keyboard
        if control.evaluate("el => el.type") == "checkbox":
            self._go_to(control)
            keyboard.press("Space")
        else:
            stop = control.evaluate_handle(STOP_OF_GROUP).as_element()
            self._go_to(stop, f"(el) => ({FROM_FOCUSED})(el) !== null", control)
            further = control.evaluate(FROM_FOCUSED)
            for _ in range(abs(further)):
                keyboard.press("ArrowDown" if further > 0 else "ArrowUp")
            if not further:
                keyboard.press("Space")
        assert control.evaluate("el => el.checked"), f"the keys do not choose {self._found}"

    def fill(self, text: str) -> None:
        self._go_to(self._control())
        keyboard = self._page.keyboard
        keyboard.press("Control+a")
        keyboard.insert_text(text)

    def select_option(
        self, value: str | None = None, *, label: str | None = None, index: int | None = None
    ) -> None:
        control = self._control()
        self._go_to(control)
        at = control.evaluate(OPTION, {"value": value, "label": label, "index": index})
        assert at >= 0, f"no such option in {self._found}"
        self._page.keyboard.press("Home")
        for _ in range(at):
            self._page.keyboard.press("ArrowDown")
        chosen = control.evaluate(
            "el => [...el.options].filter(o => !o.disabled).indexOf(el.selectedOptions[0])"
        )
        assert chosen == at, f"the keys do not choose in {self._found}"
