"""Numbers and addresses that cannot be whole: remarked on, never refused."""

import pytest

from documents.reach import MAIL_REMARK, PHONE_REMARK, remark_on_mail, remark_on_phone

from .spellings import HALF_MAILS, HALF_NUMBERS, WHOLE_MAILS, WHOLE_NUMBERS


@pytest.mark.parametrize("typed", WHOLE_NUMBERS)
def test_a_number_that_may_be_whole_is_not_remarked_on(typed: str) -> None:
    assert remark_on_phone(typed) == ""


@pytest.mark.parametrize("typed", HALF_NUMBERS)
def test_a_number_that_cannot_be_whole_is(typed: str) -> None:
    assert remark_on_phone(typed) == PHONE_REMARK


@pytest.mark.parametrize("typed", WHOLE_MAILS)
def test_an_address_that_may_be_whole_is_not_remarked_on(typed: str) -> None:
    assert remark_on_mail(typed) == ""


@pytest.mark.parametrize("typed", HALF_MAILS)
def test_an_address_that_cannot_be_whole_is(typed: str) -> None:
    assert remark_on_mail(typed) == MAIL_REMARK
