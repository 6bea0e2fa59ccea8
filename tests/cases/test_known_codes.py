"""Values of code lists that the code names stand in the list that it means: another one would be shown as a number, and
be counted as nothing that anybody can choose."""

from collections.abc import Iterable

import pytest

from cases import codes
from cases.services.outside_hand_offs import NOT_OF_THE_WARD
from meetings.services.requests import RETURNS
from reports.indicators import consulting
from tests.world import acting

pytestmark = pytest.mark.django_db

CONSENT_STATES = {
    *codes.CONSENTED,
    *codes.AGAINST,
    *codes.ATTEMPTED,
    *(codes.UNASKED, codes.EXPIRED, codes.WRITTEN, codes.ORAL, codes.PARTIAL),
}
KNOWN: dict[str, Iterable[str]] = {
    codes.ROUTE: [codes.REFERRED],
    codes.METHOD: [codes.BY_SHEET],
    codes.TOPIC: [codes.ABUSE_TOPIC, codes.OTHER_TOPIC, *consulting.FIELD_OF],
    codes.URGENCY: [codes.AT_ONCE, codes.WITHIN_A_MONTH],
    codes.CONSENT_STATE: CONSENT_STATES,
    codes.SCREENING: [codes.KEEPS_SUPPORTING],
    codes.NOTE_METHOD: [codes.BY_PHONE_TO_A_BODY, codes.BY_OTHER_MEANS, *consulting.DIRECT],
    codes.OUTSIDE: NOT_OF_THE_WARD,
    codes.CLOSING: [codes.HANDED_OVER],
    codes.CATEGORY: {codes.PROGRESS, *codes.BASICS},
}


@pytest.mark.parametrize("code_list", sorted(KNOWN))
def test_what_the_code_names_is_in_its_list(code_list: str) -> None:
    with acting("soudan1"):
        listed = dict(codes.every_label(code_list))
    assert set(KNOWN[code_list]) - set(listed) == set()


def test_each_trouble_lies_in_a_field() -> None:
    """A1 複合課題: 「その他」 of the list is in a field by its own name, not because nobody knows it."""
    with acting("soudan1"):
        assert set(dict(codes.every_label(codes.TOPIC))) == set(consulting.FIELD_OF)
        assert codes.choices(RETURNS)
