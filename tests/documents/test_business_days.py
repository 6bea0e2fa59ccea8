"""Days on which the ward office is open (domain 6.3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.business_days import add_business_days, deadline, is_business_day


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 9, 22), False),  # 国民の休日 between two holidays
        (date(2026, 5, 6), False),  # 振替休日
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2025, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_the_office_is_open(day: date, is_open: bool) -> None:
    assert is_business_day(day) is is_open


def test_days_are_counted_over_weekend_and_year_end() -> None:
    assert add_business_days(date(2026, 11, 20), 2) == date(2026, 11, 25)
    assert add_business_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert add_business_days(date(2027, 1, 4), -1) == date(2026, 12, 28)
    assert add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


@settings(
    deadline=None
)  # the holidays of a year are worked out on its first day; the machine may be busy
@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 30))
def test_as_many_open_days_lie_between_as_were_added(day: date, number: int) -> None:
    end = add_business_days(day, number)
    passed = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    assert sum(is_business_day(d) for d in passed) == number
    assert is_business_day(end)


@settings(
    deadline=None
)  # the holidays of a year are worked out on its first day; the machine may be busy
@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_a_deadline_falls_on_the_first_open_day_from_its_last(day: date, number: int) -> None:
    last = day + timedelta(days=number)
    end = deadline(day, number)
    assert is_business_day(end)
    assert not any(is_business_day(last + timedelta(days=n)) for n in range((end - last).days))
