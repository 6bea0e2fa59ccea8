"""Births: a day, or what is known in its place; the age stays right as years pass."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from documents.births import (
    Estimate,
    age_words,
    as_age,
    birth_words,
    birth_years,
    decade_words,
    least_age_on,
    read_birth,
    says_an_age,
    why_impossible,
)
from documents.wareki import DateInputError, format_date

from .spellings import ESTIMATES, REFUSED, SPELLINGS

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(("typed", "kept", "age"), ESTIMATES)
@time_machine.travel(NOW)
def test_what_is_known_instead_of_a_day_is_kept(typed: str, kept: str, age: str) -> None:
    read = read_birth(typed)
    assert isinstance(read, Estimate)
    assert read == kept
    assert age_words(None, read, TODAY) == age


@time_machine.travel(NOW)
def test_what_is_kept_is_read_again_as_the_same() -> None:
    for _, kept, _ in ESTIMATES:
        assert read_birth(kept) == kept
        assert birth_words(None, kept) == kept


@pytest.mark.parametrize(("typed", "day"), SPELLINGS)
@time_machine.travel(NOW)
def test_a_day_is_never_taken_for_an_estimate(typed: str, day: date) -> None:
    assert read_birth(typed) == day
    assert birth_words(day, "") == format_date(day)


@pytest.mark.parametrize(
    "typed", [typed for typed, _ in REFUSED] + ["200歳", "昭和70年", "R20", "3000", "令和0年"]
)
@time_machine.travel(NOW)
def test_a_slip_of_the_pen_is_not_taken_for_an_estimate(typed: str) -> None:
    with pytest.raises(DateInputError):
        read_birth(typed)


SAYS_AN_AGE = (
    *(
        "乳児",
        "幼児",
        "小学生",
        "小五",
        "小５",
        "中学校に入る前",
        "高校生くらい",
        "大学院生",
        "就学前",
        "保育園児",
    ),
    *(
        "高齢",
        "お年寄り",
        "年配の方",
        "若い",
        "青年",
        "成人",
        "大人",
        "子ども",
        "七十すぎ",
        "60すぎ",
        "三つ",
        "還暦",
    ),
    *(
        "長女より年下",
        "戦前の生まれ",
        "昭和の初め",
        "30代〜40代",
        "分からない",
        "まだ聞いていない",
        "年齢は未確認",
    ),
    *("80代", "48歳", "昭和33年", "S33.4.5", "1958"),
)
SAYS_NONE = ("いいい", "ああ", "百合子", "一郎", "？", "abc", "ねこ", "12345", "999999999", "同居")


@pytest.mark.parametrize("words", SAYS_AN_AGE)
def test_words_that_staff_say_of_an_age_are_kept_as_one(words: str) -> None:
    assert says_an_age(words)


@pytest.mark.parametrize("words", SAYS_NONE)
def test_what_holds_no_age_is_not_shown_as_an_estimate(words: str) -> None:
    assert not says_an_age(words)
    assert age_words(None, words, TODAY) == words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("48", "48歳"),
        ("４８", "48歳"),
        ("約48", "48歳"),
        ("48 くらい", "48歳くらい"),
        ("80代", "80代"),
        ("1958", "1958"),
        ("小5", "小5"),
    ],
)
def test_a_number_alone_is_an_age_where_an_age_is_asked_for(typed: str, read: str) -> None:
    assert as_age(typed) == read


@given(st.integers(1, 120), st.integers(0, 30))
@time_machine.travel(NOW)
def test_an_age_that_was_said_grows_with_the_years(age: int, later: int) -> None:
    words = read_birth(f"{age}歳くらい")
    assert isinstance(words, Estimate)
    assert birth_years(words) == (2026 - age, 2026 - age)
    assert age_words(None, words, date(2026 + later, 11, 25)) == f"{age + later}歳くらい"


@given(st.dates(date(1901, 1, 1), TODAY))
def test_the_age_of_a_known_day_is_said_exactly(born: date) -> None:
    assert age_words(born, "80代", TODAY) == age_words(born, "", TODAY)
    assert age_words(born, "", TODAY).removesuffix("歳").isdigit()


@given(st.text(alphabet="昭和平成令SHR元年月日代歳才約頃ごろ不詳0123456789８./", max_size=10))
@time_machine.travel(NOW)
def test_wild_input_gives_a_birth_or_a_reason(text: str) -> None:
    try:
        read = read_birth(text)
    except DateInputError as error:
        assert len(str(error)) > 5
        return
    if isinstance(read, Estimate):
        assert len(read) <= 20
        assert read_birth(read) == read
    else:
        assert date(1868, 10, 23) <= read <= TODAY


def test_nothing_known_is_nothing_said() -> None:
    assert age_words(None, "", TODAY) == ""
    assert birth_words(None, "") == ""
    assert age_words(None, "高校生くらい", TODAY) == "高校生くらい（推定）"


@pytest.mark.parametrize(
    ("born", "estimate", "told"),
    [
        (date(1948, 5, 2), "", "70代"),
        (date(2018, 11, 26), "", "10歳未満"),
        (None, "昭和21年ごろ", "80代"),
        (None, "昭和20年代", "70代"),
        (None, "50代後半", "50代"),
        (None, "不詳", "年齢不詳"),
        (None, "高校生くらい", "高校生くらい"),
        (None, "", ""),
    ],
)
def test_who_is_told_no_name_is_told_no_year_of_birth(
    born: date | None, estimate: str, told: str
) -> None:
    assert decade_words(born, estimate, TODAY) == told


@pytest.mark.parametrize(
    ("born", "estimate", "least"),
    [
        (date(2011, 11, 26), "", 15),  # the eve of the birthday (§6.3)
        (date(2011, 11, 27), "", 14),
        (None, "平成23年ごろ", 14),  # may have been born in December
        (None, "平成20年代", 8),
        (None, "10代", 10),
        (None, "10代半ば", 14),
        (None, "10代後半", 15),
        (None, "高校生くらい", None),
        (None, "不詳", None),
        (None, "", None),
    ],
)
def test_where_a_right_hangs_on_it_somebody_is_as_young_as_she_may_be(
    born: date | None, estimate: str, least: int | None
) -> None:
    assert least_age_on(born, estimate, TODAY) == least


@time_machine.travel(NOW)
def test_a_year_before_all_eras_is_refused_and_breaks_nothing() -> None:
    with pytest.raises(DateInputError):
        read_birth("明治元年ごろ")
    assert birth_years("明治元年ごろ") is None
    assert age_words(None, "明治元年ごろ", TODAY) == "明治元年ごろ（推定）"


@pytest.mark.parametrize(
    "typed",
    [
        "H24/4/31",
        "平成24年4月31日",
        "1948/13/1",
        "２０１２０２３０",
        "R30.1.1",
        "平成50年",
        "130歳",
        "200代",
        "150歳代",
        "-5歳",
        "−5",
        "1700年",
    ],
)
@time_machine.travel(NOW)
def test_what_cannot_be_a_birth_is_told_as_such(typed: str) -> None:
    assert why_impossible(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "H24/4/30", "50代", "80歳くらい", "昭和21年", "小5", "中2くらい", "就学前", "不詳"],
)
@time_machine.travel(NOW)
def test_what_may_be_and_other_words_are_kept(typed: str) -> None:
    assert why_impossible(typed) == ""
