"""Dates of the Japanese calendar: printed, and read as people type them.

Eras are data: a new era is one more row in `ERAS`. Words for pages stand in templates.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .date_spellings import both_calendars, plain_date

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"


class DateInputError(ValueError):
    """What was typed is no date; the text says why and how to go on."""


@dataclass(frozen=True)
class Era:
    """An era (元号). Its first year is 元年; its last day is the eve of the next one."""

    name: str
    letter: str
    first_day: date
    # The fiscal year that is called by this era: 令和元年度 began in April of 平成31年.
    first_fiscal_year: int

    def year_of(self, gregorian: int) -> int:
        return gregorian - self.first_day.year + 1


ERAS = (
    Era("明治", "M", date(1868, 10, 23), 1868),
    Era("大正", "T", date(1912, 7, 30), 1912),
    Era("昭和", "S", date(1926, 12, 25), 1927),
    Era("平成", "H", date(1989, 1, 8), 1989),
    Era("令和", "R", date(2019, 5, 1), 2019),
)
EXAMPLE_OF_BIRTH = "例：S23.5.2、昭和23年5月2日、1948/5/2"
EXAMPLE_OF_WORK = "例：R8.5.2、令和8年5月2日、2026/5/2、5/2"
EARLIEST = ERAS[0].first_day
_BY_WORD = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter)}

# Between year, month and day people type many things; NFKC has already made them half-width.
_GAP = r"[\s./,、。・\-‐‑‒–—―−ー_]*"
_SEPARATOR = r"\s*[\s./,、。・\-‐‑‒–—―−ー_]\s*"
_WORDS = "|".join(sorted(_BY_WORD, key=len, reverse=True))
_WEEKDAY = re.compile(rf"\s*(?:\(([{WEEKDAYS}])(?:曜日?)?\)|([{WEEKDAYS}])曜日?)$")
_DATED = re.compile(
    rf"(?:(?P<era>{_WORDS}){_GAP}|西暦\s*)?(?P<year>元|\d{{1,4}})"
    rf"(?:\s*年\s*|{_SEPARATOR})(?P<month>\d{{1,2}})(?:\s*月\s*|{_SEPARATOR})(?P<day>\d{{1,2}})\s*日?"
)
_PACKED = re.compile(
    rf"(?:(?P<era>{_WORDS}){_GAP}(?P<year>\d\d)|(?:西暦\s*)?(?P<western>\d{{4}}))"
    r"(?P<month>\d\d)(?P<day>\d\d)"
)
_MONTH_AND_DAY = re.compile(rf"(\d{{1,2}})(?:\s*月\s*|{_SEPARATOR})(\d{{1,2}})\s*日?")
_UNKNOWN_ERA = re.compile(r"[^\W\d_西年月日]+\s*(?:元|\d{1,2})(?!\d)")


def era_of(day: date) -> Era:
    """The era on that day."""
    for era in reversed(ERAS):
        if era.first_day <= day:
            return era
    raise DateInputError(f"{EARLIEST.year}年より前の日は扱えません。年を確かめてください")


def _year_words(year: int) -> str:
    return "元" if year == 1 else str(year)


def format_date(day: date) -> str:
    """令和8年11月25日."""
    era = era_of(day)
    return f"{era.name}{_year_words(era.year_of(day.year))}年{day.month}月{day.day}日"


def format_date_weekday(day: date) -> str:
    """令和8年11月25日（水）."""
    return f"{format_date(day)}（{WEEKDAYS[day.weekday()]}）"


def format_datetime(moment: datetime) -> str:
    """令和8年11月25日（水） 14:31, in Tokyo; a moment without a zone is taken as Tokyo's."""
    local = moment if moment.tzinfo is None else moment.astimezone(TOKYO)
    return f"{format_date_weekday(local.date())} {local:%H:%M}"


def fiscal_year(day: date) -> int:
    """年度 of a day: 1 April to 31 March."""
    return day.year if day.month >= 4 else day.year - 1


def _fiscal_era(year: int) -> Era:
    for era in reversed(ERAS):
        if era.first_fiscal_year <= year:
            return era
    raise ValueError(f"no era for the fiscal year {year}")


def fiscal_year_label(year: int) -> str:
    """令和8年度."""
    era = _fiscal_era(year)
    return f"{era.name}{_year_words(era.year_of(year))}年度"


def age_on(birth: date, day: date) -> int:
    """Age as one says it: it changes on the birthday."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def legal_age_on(birth: date, day: date) -> int:
    """Age that decides on rights: reached on the eve of the birthday (年齢計算ニ関スル法律)."""
    return age_on(birth, day + timedelta(days=1))


def today() -> date:
    """Today in Tokyo."""
    return datetime.now(TOKYO).date()


def parse_date(text: str, *, allow_future: bool = False, of_work: bool = False) -> date:
    """The date that was typed, in era or western years; DateInputError says why it is none.

    `of_work`: a day on which something is done or due, and not a birth. Month and day are enough then: the year is
    the one in which that day lies nearest, before today where the future is not allowed.
    """
    plain = plain_date(text)
    weekday = _WEEKDAY.search(plain)
    if weekday:
        plain = plain[: weekday.start()]
    if of_work and (bare := _MONTH_AND_DAY.fullmatch(plain)):
        plain = _with_year(int(bare[1]), int(bare[2]), allow_future)
    day = _read_both(plain, EXAMPLE_OF_WORK if of_work else EXAMPLE_OF_BIRTH)
    if weekday and WEEKDAYS[day.weekday()] != (weekday[1] or weekday[2]):
        raise DateInputError(
            f"{format_date(day)}は{WEEKDAYS[day.weekday()]}曜日です。日付か曜日を確かめてください"
        )
    if not allow_future and day > today():
        raise DateInputError(
            f"{format_date(day)}は今日より後の日です。今日までの日付にしてください"
        )
    return day


def is_dated(text: str) -> bool:
    """Whether it is written as a day: with year, month and day, be there such a day or not."""
    plain = _WEEKDAY.sub("", plain_date(text))
    return any(
        _DATED.fullmatch(one) or _PACKED.fullmatch(one) for one in both_calendars(plain) or (plain,)
    )


def _with_year(month: int, number: int, allow_future: bool) -> str:
    """The day with the year in which it lies nearest; of a leap day, the nearest that there is."""
    now = today()
    years = range(now.year - 4, now.year + (5 if allow_future else 1))
    days = [
        date(year, month, number)
        for year in years
        if 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]
    ]
    possible = [day for day in days if allow_future or day <= now]
    year = min(possible, key=lambda day: abs(day - now)).year if possible else now.year
    return f"{year}/{month}/{number}"


def _read_both(plain: str, example: str) -> date:
    """A day written in one calendar, or in both when they agree."""
    both = both_calendars(plain)
    if both is None:
        return _read(plain, example)
    day, again = (_read(one, example) for one in both)
    if day != again:
        raise DateInputError(
            f"書かれた二つの年が合いません（西暦{day.year}年と西暦{again.year}年）。"
            "どちらかに直してください"
        )
    return day


def _read(plain: str, example: str) -> date:
    match = _DATED.fullmatch(plain) or _PACKED.fullmatch(plain)
    if match is None:
        raise DateInputError(_why_unreadable(plain, example))
    parts = match.groupdict()
    year = parts.get("western") or parts["year"]
    if not parts["era"] and (year == "元" or len(year) < 4):
        raise DateInputError(f"年号か西暦4けたの年を付けてください。{example}")
    return _build(parts["era"], year, int(parts["month"]), int(parts["day"]))


def _why_unreadable(plain: str, example: str) -> str:
    if _MONTH_AND_DAY.fullmatch(plain):
        return f"年も書いてください。{example}"
    if _UNKNOWN_ERA.match(plain) and not plain.startswith(tuple(_BY_WORD)):
        return f"年号が分かりません。明治から令和までの年号で書いてください。{example}"
    return f"日付として読めませんでした。{example}"


def _build(word: str | None, typed_year: str, month: int, number: int) -> date:
    year = 1 if typed_year == "元" else int(typed_year)
    era = _BY_WORD[word] if word else None
    if era is None:
        gregorian, said = year, f"{year}年"
    else:
        gregorian = era.first_day.year + year - 1
        said = f"{era.name}{_year_words(year)}年"
    if year == 0 or gregorian >= MAXYEAR:
        raise DateInputError(f"{said}という年はありません。年を確かめてください")
    if era is not None and _is_over(era, gregorian, month):
        raise DateInputError(_over(era, month, number, gregorian))
    if not 1 <= month <= 12:
        raise DateInputError(f"{month}月はありません。月を確かめてください")
    last = monthrange(gregorian, month)[1]
    if not 1 <= number <= last:
        raise DateInputError(
            f"{said}{month}月は{last}日までです。日を確かめてください"
            if number
            else "0日はありません。日を確かめてください"
        )
    day = date(gregorian, month, number)
    if day < EARLIEST:
        raise DateInputError(f"明治元年（{EARLIEST.year}年）より前の日は扱えません")
    if era is not None:
        _check_within(era, day)
    return day


def _check_within(era: Era, day: date) -> None:
    """An era's years outside the era are slips of the pen; the right name of the day is told."""
    if era_of(day) == era:
        return
    right = f"年号と年を確かめてください（西暦{day.year}年なら、{format_date(day)}です）"
    if day < era.first_day:
        first = era.first_day
        raise DateInputError(
            f"{era.name}は{first.year}年{first.month}月{first.day}日からです。{right}"
        )
    raise DateInputError(f"{_until(era)}。{right}")


def _last_day_of(era: Era) -> date:
    """The eve of the next era; of the present one, the last day of the calendar."""
    following = ERAS[ERAS.index(era) + 1 :]
    return following[0].first_day - timedelta(days=1) if following else date.max


def _until(era: Era) -> str:
    last = _last_day_of(era)
    return f"{era.name}は{_year_words(era.year_of(last.year))}年{last.month}月{last.day}日までです"


def _is_over(era: Era, gregorian: int, month: int) -> bool:
    last = _last_day_of(era)
    return gregorian > last.year or (gregorian == last.year and last.month < month <= 12)


def _over(era: Era, month: int, number: int, gregorian: int) -> str:
    """A year or month that the era never had is told before anything of the day (昭和65年2月30日); which day was meant
    is told where there is one."""
    try:
        meant = date(gregorian, month, number)
    except ValueError:
        return f"{_until(era)}。年号と年から確かめてください"
    return f"{_until(era)}。年号と年を確かめてください（西暦{gregorian}年なら、{format_date(meant)}です）"
