"""Fixed periods: a month or a fiscal year on the screen; a half year that is over for what leaves (R20)."""

import datetime
from dataclasses import dataclass

from documents.wareki import fiscal_year, fiscal_year_label, format_date

YEARS_BACK = 3


@dataclass(frozen=True)
class Period:
    """From a day to a day, both in it."""

    code: str
    words: str
    first: datetime.date
    last: datetime.date


def _before(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=1)


def month(year: int, number: int) -> Period:
    first = datetime.date(year, number, 1)
    following = datetime.date(year + number // 12, number % 12 + 1, 1)
    words = format_date(first).removesuffix("1日")
    return Period(f"{year:04}-{number:02}", words, first, _before(following))


def whole_year(year: int) -> Period:
    first, following = datetime.date(year, 4, 1), datetime.date(year + 1, 4, 1)
    return Period(f"y{year:04}", fiscal_year_label(year), first, _before(following))


def half(year: int, is_second: bool) -> Period:
    words = f"{fiscal_year_label(year)}{'下半期' if is_second else '上半期'}"
    if is_second:
        first, following = datetime.date(year, 10, 1), datetime.date(year + 1, 4, 1)
    else:
        first, following = datetime.date(year, 4, 1), datetime.date(year, 10, 1)
    return Period(f"h{year:04}-{2 if is_second else 1}", words, first, _before(following))


def last_half(day: datetime.date) -> Period:
    """The half of a fiscal year that ended last before a day."""
    year = fiscal_year(day)
    return half(year, False) if day >= datetime.date(year, 10, 1) else half(year - 1, True)


def offered(today: datetime.date) -> list[Period]:
    """What the front page offers: this year and those before, this month and the eleven before."""
    year = fiscal_year(today)
    found = [whole_year(year - back) for back in range(YEARS_BACK)]
    at = today.replace(day=1)
    for _ in range(12):
        found.append(month(at.year, at.month))
        at = _before(at).replace(day=1)
    return found


def links(today: datetime.date, most: int = 6) -> list[tuple[str, str]]:
    """Codes and words for the filters of a page; without a code it is the present fiscal year."""
    first, *others = offered(today)[:most]
    return [("", first.words), *((one.code, one.words) for one in others)]


def chosen(code: str, today: datetime.date) -> Period:
    """The period of a code in the address; the present fiscal year for anything else."""
    periods = offered(today)
    return next((period for period in periods if period.code == code), periods[0])
