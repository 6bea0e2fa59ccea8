"""Years, months and days as people remember them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.partial_dates import DAY, MONTH, YEAR, PartialDate, format_partial, parse_partial
from documents.wareki import DateInputError


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("S40", "昭和40年"),
        ("昭和４０年頃", "昭和40年"),
        ("1965", "昭和40年"),
        ("平成元年", "平成元年"),
        ("H31.4", "平成31年4月"),
        ("令和元年5月", "令和元年5月"),
        ("R3年ごろ", "令和3年"),
        ("2010/4", "平成22年4月"),
        ("令和3年5月2日", "令和3年5月2日"),
        ("S23.5.2", "昭和23年5月2日"),
    ],
)
def test_customary_spellings(typed: str, shown: str) -> None:
    assert str(parse_partial(typed)) == shown


@pytest.mark.parametrize("typed", ["40", "あ", "R99", "S65", "令和元年3月", "2010/13", "40年"])
def test_what_is_no_date_is_explained(typed: str) -> None:
    with pytest.raises(DateInputError):
        parse_partial(typed)


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2026, 1, 1)),
    st.sampled_from([YEAR, MONTH, DAY]),
)
def test_what_is_shown_can_be_typed_and_never_tells_more(day: datetime.date, kind: str) -> None:
    shown = format_partial(day, kind)
    assert parse_partial(shown).precision == kind
    assert str(parse_partial(shown)) == shown
    assert isinstance(parse_partial(shown), PartialDate)
