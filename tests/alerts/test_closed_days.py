"""A deadline on a day on which the office is closed is told on the last day on which somebody is in."""

import datetime
from typing import Any

import pytest

from bunkyo_support.today import TodayItem, pressing, sections_of

FRIDAY = datetime.date(2026, 11, 27)
YEAR_END = datetime.date(2026, 12, 28)  # a Monday; open again on 4 January


def day(number: int) -> datetime.date:
    return FRIDAY + datetime.timedelta(days=number)


def an_item(due_on: datetime.date | None, **more: Any) -> TodayItem:
    return TodayItem("書類を出す", "/", due_on=due_on, **{"kind": "task"} | more)


def part_of(item: TodayItem, on: datetime.date) -> str:
    (part,) = [part.key for part in sections_of([item], on) if part.items]
    return part


@pytest.mark.parametrize(
    ("due_on", "on", "part"),
    [
        (day(0), FRIDAY, "today"),
        (day(1), FRIDAY, "today"),
        (day(2), FRIDAY, "today"),
        (day(3), FRIDAY, "later"),
        (day(1), day(-1), "week"),
        (day(2), day(1), "week"),  # a Saturday: whoever works then has the Sunday
        (day(-1), FRIDAY, "late"),
        (datetime.date(2027, 1, 3), YEAR_END, "today"),
        (datetime.date(2027, 1, 4), YEAR_END, "later"),
        (datetime.date(2026, 11, 23), datetime.date(2026, 11, 20), "today"),  # 勤労感謝の日
    ],
)
def test_it_stands_under_today_on_the_day_before(
    due_on: datetime.date, on: datetime.date, part: str
) -> None:
    assert part_of(an_item(due_on), on) == part
    assert pressing([an_item(due_on)], on).number == (part in ("late", "today"))


def test_what_begins_at_an_hour_of_its_day_stays_there() -> None:
    item = an_item(day(1), kind="meeting", at=datetime.time(9))
    assert part_of(item, FRIDAY) == "week"
    assert pressing([item], FRIDAY).number == 0


def test_the_title_says_why_something_of_tomorrow_is_there() -> None:
    titles = [
        next(part.title for part in sections_of([an_item(due_on)], FRIDAY) if part.items)
        for due_on in (day(0), day(1))
    ]
    assert titles == ["今日", "今日（続く閉庁日に期限が来るものも）"]
    assert pressing([an_item(None)], FRIDAY).number == 0
