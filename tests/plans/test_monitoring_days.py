"""When a plan is looked at again: the ward's list of months, and the days they give."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.codes import Code
from plans.monitoring import MONTHS, months_after, proposals
from tests.world import acting

DAY = datetime.date


@pytest.mark.parametrize(
    ("since", "months", "day"),
    [
        (DAY(2026, 11, 26), 3, DAY(2027, 2, 26)),
        (DAY(2026, 11, 30), 3, DAY(2027, 2, 28)),
        (DAY(2027, 11, 30), 3, DAY(2028, 2, 29)),
        (DAY(2026, 12, 31), 12, DAY(2027, 12, 31)),
        (DAY(2026, 8, 31), 6, DAY(2027, 2, 28)),
    ],
)
def test_the_same_day_or_the_last_of_a_shorter_month(
    since: datetime.date, months: int, day: datetime.date
) -> None:
    assert months_after(since, months) == day


@given(st.dates(DAY(2019, 5, 1), DAY(2090, 1, 1)), st.integers(1, 60))
def test_so_many_months_later_and_never_another_month(since: datetime.date, months: int) -> None:
    day = months_after(since, months)
    assert (day.year - since.year) * 12 + day.month - since.month == months
    assert day.day <= since.day


@pytest.mark.django_db
def test_the_ward_changes_its_list_and_the_proposals_follow() -> None:
    assert [value for value, _ in proposals(DAY(2026, 11, 26))] == ["3", "6", "12"]
    with acting("system1"):
        Code.objects.filter(code_list=MONTHS, value="12").update(valid_until=DAY(2026, 1, 1))
        Code.objects.create(code_list_id=MONTHS, value="1", label="1か月後", order=0)
        Code.objects.create(code_list_id=MONTHS, value="適宜", label="適宜", order=9)
    assert proposals(DAY(2026, 11, 26))[0] == ("1", "1か月後（令和8年12月26日）")
    assert [value for value, _ in proposals(DAY(2026, 11, 26))] == ["1", "3", "6"]
