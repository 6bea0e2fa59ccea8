"""What stands beside each other stands on one line, and pages hold together in the largest letters."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.cases.situations import a_case, a_note
from tests.world import staff

from .conftest import PHONE, Person

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]
DESK = {"width": 1280, "height": 900}

# Of the fields of a form in columns: the top of each name and of what is typed into, field by field.
TOPS = """() => [...document.querySelectorAll('.even .fld')].map((field) => {
  const top = (one) => Math.round(one.getBoundingClientRect().top);
  return [field.querySelector('.fld__l').textContent.trim(), top(field.querySelector('.fld__l')),
          top(field.querySelector('.in'))];
})"""


def test_the_fields_of_an_intake_stand_in_rows(sit_down: Seat) -> None:
    """Also the one that htmx fills anew when an address is known."""
    person = sit_down("soudan1")
    person.open("/cases/intake/")
    fields = person.page.evaluate(TOPS)
    names = [name for name, _, _ in fields]
    at = next(i for i, name in enumerate(names) if name.startswith("圏域"))
    assert names[at - 1].startswith("住所")
    rest = [fields[i : i + 2] for i in range(at - 1, len(fields) - 1, 2)]
    assert len(rest) > 3
    assert [row for row in rest if row[0][1:] != row[1][1:]] == []


def _choose(person: Person, *buttons: str) -> None:
    person.open("/accounts/2fa/")
    for name in buttons:
        with person.page.expect_navigation():
            person.page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/intake/", "/cases/hand-offs/", "/plans/"])
def test_the_largest_letters_push_nothing_out_of_the_window(path: str, sit_down: Seat) -> None:
    """ui.md S23; with the widest space between the lines. By somebody who sits down in no other test: it stays."""
    person = sit_down("soudan2")
    page = person.page
    _choose(person, "特大", "もっと広い")
    for window in (DESK, PHONE):
        page.set_viewport_size(window)
        person.open(path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]


def test_what_was_chosen_is_there_from_the_first_page_on_without_scripts(sit_down: Seat) -> None:
    """At another machine, too: it is kept with the account (ui.md S23)."""
    person = sit_down("kurashi1", java_script_enabled=False)
    _choose(person, "大", "広い")
    at_home = sit_down("kurashi1", java_script_enabled=False)
    assert at_home.page.url == at_home.base_url + "/"
    root = at_home.page.locator("html")
    assert root.get_attribute("class") == "letters-large lines-wide"
    assert root.evaluate("el => getComputedStyle(el).fontSize") == "18px"
    wide = root.evaluate("el => parseFloat(getComputedStyle(el.querySelector('body')).lineHeight)")
    assert wide == pytest.approx(18 * 1.7 * 1.2, abs=0.1)


@pytest.fixture
def task(in_running_system: None) -> None:
    """Something to do today, in the running system."""
    case, day = a_case(), timezone.localdate()
    a_note(case, next_what="電話する", next_due_on=day, next_assignee=staff("soudan1"))


@pytest.mark.usefixtures("task")
def test_on_a_phone_the_work_of_today_leaves_out_what_only_fills_a_column(sit_down: Seat) -> None:
    person = sit_down("soudan1")
    own = person.page.locator("main td", has_text="（自分）")
    person.open("/")
    assert own.count()
    assert own.first.is_visible()
    person.page.set_viewport_size(PHONE)
    assert not own.first.is_visible()
