"""The number from which a protected household called is on no page of a disclosure, and on no paper (R11)."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from keeping import services
from keeping.disclosing import MASKED, paragraphs
from keeping.models import DisclosureRequest, Ground
from tests.cases.pages import browser, text_of
from tests.cases.situations import an_intake
from tests.world import acting

from .situations import protect_who_it_is_about
from .test_disclosure import a_request, by_text, check, everything_in, printed, seen, submit

pytestmark = pytest.mark.django_db
LISTED, COLLEAGUE = "soudan1", "soudan2"
NUMBER, DIGITS = "09000001234", "0001234"


def a_case_with_a_number(*, is_protected: bool = True) -> Any:
    """Her son called; whoever took the call and her supervisor are on the list of the protection."""
    intake = an_intake(visitor="family", visitor_name="架空 太一（息子）", visitor_phone=NUMBER)
    if is_protected:
        protect_who_it_is_about(intake.compartment.case)
    return intake.compartment.case


def digits_of(text: str) -> str:
    return text.replace("-", "")


def phone_of(request: DisclosureRequest, user: Any) -> Any:
    (found,) = [p for p in paragraphs(seen(request, user), user) if p.column == "visitor_phone"]
    return found


@pytest.mark.parametrize("by", [LISTED, COLLEAGUE])
def test_r11_the_number_is_on_no_page_whoever_prepares_it(by: str) -> None:
    request = a_request(a_case_with_a_number(), by=by)
    page = text_of(browser(by).get(reverse("keeping:disclosure_request", args=[request.pk])))
    assert DIGITS not in digits_of(page)
    assert MASKED in page
    with acting(by) as user:
        assert by_text(request, user)[MASKED] == Ground.PROTECTED


def test_r11_who_is_not_on_the_list_reads_the_same_as_who_is() -> None:
    request = a_request(a_case_with_a_number())
    read = []
    for username in (LISTED, COLLEAGUE):
        with acting(username) as user:
            read.append(phone_of(request, user))
    assert read[0] == read[1]


def test_r11_what_is_masked_is_given_to_nobody() -> None:
    request = a_request(a_case_with_a_number())
    with acting(LISTED) as user:
        key = phone_of(request, user).key
        services.mark_paragraphs(request=seen(request, user), grounds={key: ""}, by=user)
    with pytest.raises(DomainError, match="保護のため表示していない電話番号"):
        submit(request)


def test_r11_the_paper_holds_neither_the_number_nor_that_somebody_is_protected() -> None:
    request = a_request(a_case_with_a_number())
    submit(request)
    check(request)
    found = everything_in(printed(request))
    assert DIGITS not in digits_of(found)
    assert "保護" not in found.replace("保護に関する法律", "")


def test_a_number_that_nothing_protects_is_looked_at_like_everything_else() -> None:
    case = a_case_with_a_number(is_protected=False)
    request = a_request(case)
    with acting(LISTED) as user:
        assert DIGITS in digits_of(phone_of(request, user).text)
        assert by_text(request, user)[phone_of(request, user).text] == Ground.OTHERS
    protect_who_it_is_about(case)
    with acting(LISTED) as user:
        assert by_text(request, user)[MASKED] == Ground.OTHERS, "withheld as before"
