"""Days on which the ward office is open: not Saturday, Sunday, holidays, 29 December–3 January."""

from datetime import date, timedelta

import jpholiday


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def is_business_day(day: date) -> bool:
    """Whether the office is open that day (開庁日)."""
    return day.weekday() < 5 and not _is_year_end(day) and not jpholiday.is_holiday(day)


def add_business_days(day: date, number: int) -> date:
    """The n-th business day after that day; before it when the number is negative.

    The day itself does not count (初日不算入); with 0 it is returned as it is.
    """
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_business_day(day)
    return day


def deadline(day: date, days: int) -> date:
    """That many days after a day; a last day on which the office is closed gives way to the next
    one on which it is open (Civil Code, Art. 140 and 142)."""
    last = day + timedelta(days=days)
    return last if is_business_day(last) else add_business_days(last, 1)


def business_days_between(day: date, until: date) -> int:
    """How many days on which the office was open have passed since that day, which does not count."""
    count = 0
    while day < until:
        day += timedelta(days=1)
        count += is_business_day(day)
    return count
