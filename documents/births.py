"""When somebody was born, as far as it is known: a day, a year, an age, a decade, or not at all.

The words are kept so that they stay true: 80歳くらい is turned into the year of birth, because the
age of today is wrong next year.
"""

import re
import unicodedata
from datetime import date

from .date_spellings import plain_date
from .wareki import (
    ERAS,
    DateInputError,
    age_on,
    era_of,
    format_date,
    is_dated,
    legal_age_on,
    parse_date,
    today,
)

UNKNOWN = "不詳"
OLDEST = 125
_ABOUT = r"(?:くらい|ぐらい|位|ほど|程度|前後|ごろ|ころ|頃)?"
_ERA_YEAR = re.compile(rf"([^\W\d_]{{1,2}})\.?\s*(元|\d{{1,2}})\s*年?\s*{_ABOUT}")
_WESTERN_YEAR = re.compile(rf"(?:西暦\s*)?(\d{{4}})\s*年?\s*{_ABOUT}")
_AGE = re.compile(rf"(\d{{1,3}})\s*(?:歳|才)\s*{_ABOUT}")
_BELOW_NOTHING = re.compile(r"[-－−]\s*\d+\s*(?:歳|才|代)?.*")
_AGES = re.compile(r"(\d{1,2}0)\s*(?:歳|才)?\s*代\s*(前半|半ば|後半)?")
_ERA_DECADE = re.compile(r"([^\W\d_]{1,2})\.?\s*(\d0)\s*年代")
_WESTERN_DECADE = re.compile(r"(?:西暦\s*)?(\d{3}0)\s*年代")
_LEAST_IN_DECADE = {None: 0, "前半": 0, "半ば": 4, "後半": 5}
_MIDDLE_OF_DECADE = {None: 4, "前半": 2, "半ば": 5, "後半": 7}
_NOT_KNOWN = re.compile(r"(?:年齢|生年月日)?(?:不詳|不明|未詳|分からない|わからない|分かりません)")
_HEDGE = re.compile(r"^(?:約|およそ|おおよそ|たぶん|多分|推定)\s*")
_BARE_AGE = re.compile(rf"\d{{1,3}}\s*{_ABOUT}")
# Words that staff say of an age without a number: 乳児, 小学生, 高齢, 還暦すぎ, 長女より若い, 戦前の生まれ.
_OF_AN_AGE = re.compile(
    "[年歳才代児乳幼若老齢園寿]|小学|中学|高校|高専|大学|学生|生徒|学校|院生|浪人|就学|入学|卒業|"
    "大人|おとな|成人|子供|子ども|こども|赤ちゃん|赤ん坊|生後|生まれ|妊娠|思春期|未満|還暦|古希|古稀|団塊|"
    "戦前|戦中|戦後|働き盛り|ようじ|にゅうじ|わかい|わかもの|としより|こうれい|しょうがく|ちゅうがく|"
    "[小中高大][1-6一二三四五六]|[二三四五六七八九]十|[一二三四五六七八九]つ|"
    "シニア|ヤング|ティーン|アラサー|アラフォー|アラフィフ|アラカン|明治|大正|昭和|平成|令和"
)
_SAYS_NOT_KNOWN = re.compile("不詳|不明|未詳|未確認|分から|わから|分かり|わかり|聞いて|聞け")
NO_AGE = (
    "年齢・年代として読めませんでした。例：48歳、70代後半、小学生、高齢。"
    "分からないときは、「不詳」と書くか、空けておいてください"
)
_BY_WORD = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter)}


class Estimate(str):
    """Words for a birth of which the day is not known."""

    __slots__ = ()


def read_birth(text: str) -> date | Estimate:
    """The day, or words for what is known instead of it. DateInputError when it is neither."""
    estimate = read_estimate(text)
    return Estimate(estimate) if estimate else parse_date(text)


def why_impossible(text: str) -> str:
    """Why nobody was born then: it is written as a day, a year or an age, and there is none such. Empty for what
    may be, and for words that say something else (小5, 就学前)."""
    plain = _HEDGE.sub("", plain_date(text))
    if is_dated(text):
        try:
            parse_date(text)
        except DateInputError as error:
            return str(error)
    elif not read_estimate(text) and _names_a_year_or_an_age(plain):
        return "年か年齢が、ありえない数です。数字を確かめてください"
    return ""


def as_age(text: str) -> str:
    """48 as 48歳, in a field that asks for an age; what is written otherwise as it is."""
    plain = _HEDGE.sub("", plain_date(text))
    number = re.match(r"\d+", plain)
    if number is None or not _BARE_AGE.fullmatch(plain):
        return text
    return f"{number[0]}歳{plain[number.end() :].strip()}"


def says_an_age(text: str) -> bool:
    """Whether it holds anything of an age or a birth, or says that none is known: a number, a year, words that staff
    use (乳児, 小学生, 高齢). 「いいい」 holds none. Where there is a doubt it does: nothing that is known is refused."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d+", plain):
        return bool(read_estimate(text)) or is_dated(text)
    # A numeral in kanji is no number yet: 百合子, 一郎.
    found = (pattern.search(plain) for pattern in (_OF_AN_AGE, _SAYS_NOT_KNOWN))
    return bool(re.search(r"\d", plain)) or bool(read_estimate(text)) or any(found)


def _names_a_year_or_an_age(plain: str) -> bool:
    if match := _ERA_YEAR.fullmatch(plain):
        return match[1] in _BY_WORD
    return any(shape.fullmatch(plain) for shape in (_WESTERN_YEAR, _AGE, _AGES, _BELOW_NOTHING))


def read_estimate(text: str) -> str:
    """昭和21年ごろ, 昭和20年代, 80代, 不詳; nothing when it is no such estimate."""
    plain = _HEDGE.sub("", plain_date(text))
    if _NOT_KNOWN.fullmatch(plain):
        return UNKNOWN
    if (match := _AGES.fullmatch(plain)) and int(match[1]) <= OLDEST:
        return f"{match[1]}代{match[2] or ''}"
    if match := _ERA_DECADE.fullmatch(plain):
        era = _BY_WORD.get(match[1])
        return f"{era.name}{match[2]}年代" if era else ""
    if match := _WESTERN_DECADE.fullmatch(plain):
        return f"{match[1]}年代"
    if match := _AGE.fullmatch(plain):
        return _around(today().year - int(match[1])) if int(match[1]) <= OLDEST else ""
    year = _year(plain)
    return _around(year) if year else ""


def _year(plain: str) -> int:
    """A year of birth that may be; 0 for anything else."""
    era = None
    if match := _ERA_YEAR.fullmatch(plain):
        era = _BY_WORD.get(match[1])
        count = 1 if match[2] == "元" else int(match[2])
        year = era.first_day.year + count - 1 if era and count else 0
    elif match := _WESTERN_YEAR.fullmatch(plain):
        year = int(match[1])
    else:
        return 0
    if not today().year - OLDEST <= year <= today().year:
        return 0
    is_within = era is None or era in {era_of(date(year, 1, 1)), era_of(date(year, 12, 31))}
    return year if is_within else 0


def _around(year: int) -> str:
    era = era_of(date(year, 12, 31))
    count = era.year_of(year)
    return f"{era.name}{'元' if count == 1 else count}年ごろ"


def birth_years(estimate: str) -> tuple[int, int] | None:
    """First and last year of birth that an estimate speaks of, where it speaks of years."""
    if match := _ERA_DECADE.fullmatch(estimate):
        era = _BY_WORD.get(match[1])
        first = era.first_day.year + int(match[2]) - 1 if era else 0
        return (first, first + 9) if era else None
    if match := _WESTERN_DECADE.fullmatch(estimate):
        return int(match[1]), int(match[1]) + 9
    year = _year(estimate)
    return (year, year) if year else None


def year_of_birth(born_on: date | None, estimate: str, said_in: int) -> int | None:
    """The year of birth for counting: of the day, or in the middle of what an estimate speaks of.

    80代 is turned back from the year in which it was said. `access.year_of_birth` is the same in SQL, for the
    role that counts; a test compares them.
    """
    if born_on:
        return born_on.year
    if years := birth_years(estimate):
        middle = sum(years) // 2
    elif ages := _AGES.fullmatch(estimate):
        middle = said_in - int(ages[1]) - _MIDDLE_OF_DECADE[ages[2]]
    else:
        return None
    return middle if middle <= said_in else None


def least_age_on(born_on: date | None, estimate: str, day: date) -> int | None:
    """The age that somebody has reached by law on that day at the least; None when nobody can say.

    20代 was so when it was written down: nobody grows younger.
    """
    if born_on:
        return legal_age_on(born_on, day)
    if years := birth_years(estimate):
        return legal_age_on(date(years[1], 12, 31), day)
    ages = _AGES.fullmatch(estimate)
    return int(ages[1]) + _LEAST_IN_DECADE[ages[2]] if ages else None


def age_words(born_on: date | None, estimate: str, day: date | None = None) -> str:
    """78歳, 80歳くらい, 72〜81歳くらい, 80代（推定）, 年齢不詳, or nothing. Words without an age are no estimate."""
    day = day or today()
    if born_on:
        return f"{age_on(born_on, day)}歳"
    if estimate == UNKNOWN:
        return "年齢不詳"
    years = birth_years(estimate)
    if years is None:
        return f"{estimate}（推定）" if says_an_age(estimate) else estimate
    youngest, oldest = max(day.year - years[1], 0), day.year - years[0]
    return f"{oldest}歳くらい" if youngest == oldest else f"{youngest}〜{oldest}歳くらい"


def decade_words(born_on: date | None, estimate: str, day: date | None = None) -> str:
    """80代, 10歳未満, 年齢不詳: all that is told of an age to those who are told no name."""
    day = day or today()
    years = birth_years(estimate)
    if born_on is None and years is None:
        ages = _AGES.fullmatch(estimate)
        return f"{ages[1]}代" if ages else "年齢不詳" if estimate == UNKNOWN else estimate
    age = age_on(born_on, day) if born_on else day.year - sum(years or ()) // 2
    return f"{age // 10 * 10}代" if age >= 10 else "10歳未満"


def birth_words(born_on: date | None, estimate: str) -> str:
    """The words to put back into the field; nothing when nothing is known."""
    return format_date(born_on) if born_on else estimate
