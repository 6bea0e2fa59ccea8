"""What the browser prints of a page of somebody who is signed in (R19, S-91): a sentence, and nothing of a case."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from access.models import CaseFile
from tests.cases.situations import a_case

from .conftest import Person

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]
WORKER, NAME, NUMBER = "soudan1", "架空花子", "03-0000-4821"
SENTENCE = "この画面は、ブラウザから印刷できません。"


@pytest.fixture
def case(in_running_system: None) -> CaseFile:
    """A case of the worker in the running system."""
    return a_case()


def printed(person: Person) -> str:
    """What would stand on the paper."""
    pages = PdfReader(io.BytesIO(person.page.pdf())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_s91_a_page_of_a_case_prints_a_sentence_and_no_name(case: CaseFile, sit_down: Seat) -> None:
    worker = sit_down(WORKER)
    for path in (f"/cases/{case.pk}/", f"/cases/{case.pk}/household/", "/cases/", "/"):
        worker.open(path)
        on_paper = printed(worker)
        assert SENTENCE in on_paper, path
        for words in (NAME, NUMBER, case.number, "見本"):
            assert words not in on_paper, path
    # Were the page to print itself, the name and the telephone number would stand there.
    worker.open(f"/cases/{case.pk}/household/")
    worker.page.evaluate("document.body.setAttribute('data-prints', '')")
    on_paper = printed(worker)
    assert NAME in on_paper
    assert NUMBER in on_paper
    assert SENTENCE not in on_paper


def test_s91_it_holds_while_the_page_asks_something(case: CaseFile, sit_down: Seat) -> None:
    """A dialog stands above everything on the screen; on paper there is the sentence."""
    worker = sit_down("kanri1")
    worker.open(f"/cases/{case.pk}/household/")
    worker.page.keyboard.press("Alt+h")
    on_paper = printed(worker)
    assert SENTENCE in on_paper
    assert "画面を隠しています" not in on_paper
    assert NAME not in on_paper
