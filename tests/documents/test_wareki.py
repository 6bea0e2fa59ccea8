"""Era dates: what people type is read, what cannot be is refused with a reason (domain 6.3)."""

import re
from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from documents import wareki

from .spellings import REFUSED, SPELLINGS, WITHOUT_YEAR

DAYS = st.dates(min_value=date(1868, 10, 23), max_value=date(2100, 12, 31))
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "day"), SPELLINGS)
@time_machine.travel(NOW)
def test_customary_spellings_are_read(typed: str, day: date) -> None:
    assert wareki.parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *REFUSED,
        ("R23.5.2", "今日より後の日です"),
        ("R8.11.26", "今日より後の日です"),
        ("", "日付として読めませんでした"),
        ("9999/12/31", "9999年という年はありません"),
        ("R8.11.25(木)", "水曜日です"),
    ],
)
@time_machine.travel(NOW)
def test_what_cannot_be_is_refused_with_a_reason(typed: str, reason: str) -> None:
    with pytest.raises(wareki.DateInputError, match=reason):
        wareki.parse_date(typed)


@pytest.mark.parametrize(("typed", "near", "past"), WITHOUT_YEAR)
@time_machine.travel(NOW)
def test_of_what_is_done_or_due_month_and_day_are_enough(
    typed: str, near: date, past: date | None
) -> None:
    assert wareki.parse_date(typed, allow_future=True, of_work=True) == near
    if past is None:
        with pytest.raises(wareki.DateInputError, match="曜日"):
            wareki.parse_date(typed, of_work=True)
    else:
        assert wareki.parse_date(typed, of_work=True) == past


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("13/1", "13月はありません"),
        ("2/30", "2月は28日までです"),
        ("来週", "例：R8.5.2"),
        ("8.5.2", "例：R8.5.2"),
    ],
)
@time_machine.travel(NOW)
def test_a_day_of_work_that_cannot_be_is_refused_with_an_example_of_work(
    typed: str, reason: str
) -> None:
    with pytest.raises(wareki.DateInputError, match=reason):
        wareki.parse_date(typed, allow_future=True, of_work=True)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)), st.integers(-370, 370))
def test_month_and_day_give_the_nearest_such_day_and_today_is_today(now: date, days: int) -> None:
    """At the border too: today's is today's, tomorrow's is last year's where the future is not allowed."""
    meant = now + timedelta(days=days)
    typed, morning = f"{meant.month}/{meant.day}", datetime.combine(now, time(), wareki.TOKYO)
    with time_machine.travel(morning, tick=False):
        past = wareki.parse_date(typed, of_work=True)
        near = wareki.parse_date(typed, allow_future=True, of_work=True)
    same = [
        day
        for year in range(now.year - 9, now.year + 10)
        if (meant.month, meant.day) != (2, 29) or isleap(year)
        for day in [date(year, meant.month, meant.day)]
    ]
    assert past == max(day for day in same if day <= now)
    assert abs(near - now) == min(abs(day - now) for day in same)
    if days == 0:
        assert past == near == now


@pytest.mark.parametrize("typed", ["12/1", "12月1日", "１２．１", "十二月一日"])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_today_typed_without_its_year_is_today_at_every_hour(typed: str, hour: int) -> None:
    with time_machine.travel(datetime(2050, 12, 1, hour, 59, tzinfo=wareki.TOKYO), tick=False):
        assert wareki.parse_date(typed, of_work=True) == date(2050, 12, 1)
        assert wareki.parse_date(typed, allow_future=True, of_work=True) == date(2050, 12, 1)
        assert wareki.parse_date("12/2", of_work=True) == date(2049, 12, 2)


@time_machine.travel(datetime(2026, 11, 24, 15, 30, tzinfo=UTC))
def test_today_is_that_of_tokyo() -> None:
    assert wareki.parse_date("R8.11.25") == date(2026, 11, 25)


def test_the_future_is_read_when_asked_for() -> None:
    assert wareki.parse_date("R23.5.2", allow_future=True) == date(2041, 5, 2)


def kanji(part: str) -> str:
    """33 as 三十三; words stay."""
    if not part.isdigit():
        return part
    tens, ones = divmod(int(part), 10)
    digits = "〇一二三四五六七八九"
    words = ("" if tens < 2 else digits[tens]) + ("十" if tens else "")
    return words + (digits[ones] if ones else "")


@given(DAYS)
def test_every_spelling_of_a_day_gives_the_day(day: date) -> None:
    era = wareki.era_of(day)
    year = era.year_of(day.year)
    spellings = [
        wareki.format_date(day),
        wareki.format_date_weekday(day),
        f"{era.letter}{year}.{day.month}.{day.day}",
        f"{era.letter.lower()}{year:02}{day:%m%d}",
        f"{era.name[0]}{year}/{day.month}/{day.day}",
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{era.name}{year}({day.year})年{day.month}月{day.day}日",
        f"{day.year}年（{era.letter}{year}）{day.month}月{day.day}日生まれ",
        "".join(kanji(part) for part in re.split(r"(\d+)", wareki.format_date(day))),
        wareki.format_date(day).translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
    ]
    assert {wareki.parse_date(text, allow_future=True) for text in spellings} == {day}


@given(
    st.text(max_size=20)
    | st.text(alphabet="明大昭平令和SHR元年月日0123456789./- ０１", max_size=14)
)
def test_wild_input_gives_a_day_or_a_reason(text: str) -> None:
    try:
        day = wareki.parse_date(text, allow_future=True)
    except wareki.DateInputError as exc:
        reason = str(exc)
    else:
        reason = ""
        assert wareki.parse_date(wareki.format_date(day), allow_future=True) == day
    assert reason == "" or len(reason) > 5


def test_days_are_printed_in_eras() -> None:
    assert wareki.format_date(date(2019, 4, 30)) == "平成31年4月30日"
    assert wareki.format_date(date(2019, 5, 1)) == "令和元年5月1日"
    assert wareki.format_date_weekday(date(2026, 11, 25)) == "令和8年11月25日（水）"
    moment = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)
    assert wareki.format_datetime(moment) == "令和8年11月25日（水） 00:05"


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 3, 31), "令和7年度"),
        (date(2026, 4, 1), "令和8年度"),
        (date(2019, 4, 1), "令和元年度"),
        (date(2019, 3, 31), "平成30年度"),
        (date(1989, 4, 1), "平成元年度"),
        (date(1989, 3, 31), "昭和63年度"),
    ],
)
def test_fiscal_years_run_from_april(day: date, label: str) -> None:
    year = wareki.fiscal_year(day)
    assert wareki.fiscal_year_label(year) == label


def test_age_is_by_birthday_and_legal_age_by_its_eve() -> None:
    birth = date(1961, 11, 25)
    assert wareki.age_on(birth, date(2026, 11, 24)) == 64
    assert wareki.age_on(birth, date(2026, 11, 25)) == 65
    assert wareki.legal_age_on(birth, date(2026, 11, 23)) == 64
    assert wareki.legal_age_on(birth, date(2026, 11, 24)) == 65


def test_age_of_one_born_on_29_february() -> None:
    birth = date(2004, 2, 29)
    assert wareki.age_on(birth, date(2022, 2, 28)) == 17
    assert wareki.legal_age_on(birth, date(2022, 2, 28)) == 18
    assert wareki.age_on(birth, date(2022, 3, 1)) == 18
