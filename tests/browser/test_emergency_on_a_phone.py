"""Emergency access in Chromium at the width of a phone (R13): from an empty search to the people of the
household, with a thumb, and closed again."""

from collections.abc import Callable

import pytest

from access.models import CaseFile
from tests.cases.situations import a_case
from tests.cases.test_emergency import WORKER, beware

from .conftest import PHONE, Person

pytestmark = pytest.mark.browser


@pytest.fixture
def case(in_running_system: None) -> CaseFile:
    """A case of another body in the running system."""
    made = a_case()
    beware(made, "玄関に大きな犬がいる")
    return made


def look(person: Person, name: str) -> None:
    """It fits."""
    person.picture(name)
    width: int = person.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], name


def test_in_an_emergency_on_a_phone(case: CaseFile, sit_down: Callable[..., Person]) -> None:
    worker = sit_down(WORKER)
    page = worker.page
    page.locator("input[name=q]").first.fill(case.number)
    page.locator("input[name=q]").first.press("Enter")
    page.get_by_role("link", name="緊急閲覧", exact=True).click()
    page.set_viewport_size(PHONE)
    look(worker, "emergency-begin-390")
    page.locator("#id_number").fill("R8-00001")
    page.get_by_text("急な病気・けが、応答がない").click()
    page.get_by_label("くわしく").fill("電話の途中で、倒れた音がした。")
    page.get_by_role("button", name="3時間だけ開く").click()
    page.get_by_text("当てはまるケースを開けませんでした").first.wait_for()
    look(worker, "emergency-refused-390")
    assert page.get_by_label("くわしく").input_value() == "電話の途中で、倒れた音がした。"
    page.locator("#id_number").fill(case.number)
    page.get_by_role("button", name="3時間だけ開く").click()
    page.get_by_text("架空 花子").first.wait_for()
    look(worker, "emergency-open-390")
    for words in ("玄関に大きな犬がいる", "03-0000-4821", "見本 相談子"):
        assert worker.sees(words), words
    page.get_by_role("button", name="緊急閲覧を今、終える").click()
    page.get_by_text("に終わりました").first.wait_for()
    look(worker, "emergency-ended-390")
    assert not worker.sees("架空 花子")
    page.set_viewport_size({"width": 1280, "height": 900})
    reviewer = sit_down("kanri1")
    reviewer.open("/")
    reviewer.page.set_viewport_size(PHONE)
    reviewer.page.get_by_role("link", name="緊急閲覧がありました").first.click()
    look(reviewer, "emergency-review-390")
    reviewer.open("/cases/emergency/reviews/")
    look(reviewer, "emergency-reviews-390")
