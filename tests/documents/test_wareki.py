"""Era dates: what people type is read, what cannot be is refused with a reason (domain 6.3)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from documents import wareki

DAYS = st.dates(min_value=date(1868, 10, 23), max_value=date(2100, 12, 31))
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("S23.5.2", date(1948, 5, 2)),
        ("昭23.5.2", date(1948, 5, 2)),
        ("昭和23年5月2日", date(1948, 5, 2)),
        ("昭和 23 年 5 月 2 日", date(1948, 5, 2)),
        ("ｓ２３．５．２", date(1948, 5, 2)),
        ("S23。5。2", date(1948, 5, 2)),
        ("S35/1/2", date(1960, 1, 2)),
        ("S.23.5.2", date(1948, 5, 2)),
        ("1948/5/2", date(1948, 5, 2)),
        ("西暦1948年5月2日", date(1948, 5, 2)),
        ("１９４８−５−２", date(1948, 5, 2)),
        ("2025-04-01", date(2025, 4, 1)),
        ("19480502", date(1948, 5, 2)),
        ("S230502", date(1948, 5, 2)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("㍻31年4月30日", date(2019, 4, 30)),
        ("R1.5.1", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H1.1.8", date(1989, 1, 8)),
        ("T15.12.24", date(1926, 12, 24)),
        ("S1.12.25", date(1926, 12, 25)),
        ("M45.7.29", date(1912, 7, 29)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("S23.2.29", date(1948, 2, 29)),
        ("令和8年11月25日（水）", date(2026, 11, 25)),
        (" R8.11.25 ", date(2026, 11, 25)),
    ],
)
@time_machine.travel(NOW)
def test_customary_spellings_are_read(typed: str, day: date) -> None:
    assert wareki.parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("S23.2.30", "昭和23年2月は29日までです"),
        ("R1.4.30", "令和は2019年5月1日からです"),
        ("R1.4.30", "平成31年4月30日です"),
        ("H1.1.7", "昭和64年1月7日です"),
        ("S65.1.1", "昭和は64年1月7日までです"),
        ("S65.1.1", "平成2年1月1日です"),
        ("R23.5.2", "今日より後の日です"),
        ("R8.11.26", "今日より後の日です"),
        ("1948/13/1", "13月はありません"),
        ("1948/0/1", "0月はありません"),
        ("1948/1/0", "0日はありません"),
        ("R0.5.2", "令和0年という年はありません"),
        ("abc", "日付として読めませんでした"),
        ("", "日付として読めませんでした"),
        ("5/2", "年も書いてください"),
        ("23.5.2", "年号か西暦4けたの年を付けてください"),
        ("元年5月2日", "年号か西暦4けたの年を付けてください"),
        ("慶応3年1月1日", "年号が分かりません"),
        ("1868/10/22", "より前の日は扱えません"),
        ("0001-01-01", "より前の日は扱えません"),
        ("9999/12/31", "9999年という年はありません"),
        ("R8.11.25(木)", "水曜日です"),
    ],
)
@time_machine.travel(NOW)
def test_what_cannot_be_is_refused_with_a_reason(typed: str, reason: str) -> None:
    with pytest.raises(wareki.DateInputError, match=reason):
        wareki.parse_date(typed)


@time_machine.travel(datetime(2026, 11, 24, 15, 30, tzinfo=UTC))
def test_today_is_that_of_tokyo() -> None:
    assert wareki.parse_date("R8.11.25") == date(2026, 11, 25)


def test_the_future_is_read_when_asked_for() -> None:
    assert wareki.parse_date("R23.5.2", allow_future=True) == date(2041, 5, 2)


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
    ("day", "label", "short"),
    [
        (date(2026, 3, 31), "令和7年度", "R7"),
        (date(2026, 4, 1), "令和8年度", "R8"),
        (date(2019, 4, 1), "令和元年度", "R1"),
        (date(2019, 3, 31), "平成30年度", "H30"),
        (date(1989, 4, 1), "平成元年度", "H1"),
        (date(1989, 3, 31), "昭和63年度", "S63"),
    ],
)
def test_fiscal_years_run_from_april(day: date, label: str, short: str) -> None:
    year = wareki.fiscal_year(day)
    assert wareki.fiscal_year_label(year) == label
    assert wareki.era_short(year) == short


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
