"""Names with characters that no bundled font has: said before printing, to whoever sees them."""

from datetime import date

import pytest

from cases import services
from cases.models import Intake
from cases.services import MemberFacts
from tests.cases.pages import page, text_of
from tests.cases.situations import FACTS, MOTHER, body_of
from tests.world import acting

pytestmark = pytest.mark.django_db

WARNING = "印刷できない文字があります"


def an_intake_of(name: str) -> Intake:
    with acting("soudan1") as user:
        return services.receive_intake(
            body=body_of("soudan1"),
            facts=FACTS,
            subject=MemberFacts(name=name, kana="かくう", birth_on=date(1948, 5, 2)),
            others=[MOTHER],
            by=user,
        )


def test_a_name_that_cannot_be_printed_is_named_before_printing() -> None:
    intake = an_intake_of("架空 𰻝子")
    case = intake.compartment.case
    for name, key in (("household", case.pk), ("intake_detail", intake.pk)):
        words = text_of(page("soudan1", name, key))
        assert words.count(f"{WARNING}：𰻝") == 1
        assert "架空 𰻝子" in words


def test_names_of_the_ward_raise_no_warning() -> None:
    intake = an_intake_of("架空 髙﨑")
    case = intake.compartment.case
    words = text_of(page("soudan1", "household", case.pk))
    words += text_of(page("soudan1", "intake_detail", intake.pk))
    assert WARNING not in words


def test_r14_an_outsider_meets_no_warning() -> None:
    case = an_intake_of("架空 𰻝子").compartment.case
    answer = page("kurashi1", "household", case.pk)
    assert answer.status_code == 404
    assert WARNING not in answer.content.decode()
