"""Customary spellings of dates, brought to the few that `wareki` reads.

Here: kanji numerals, readings of eras, both calendars side by side, 生 at the end. What a day is
and whether it exists is decided in `wareki`. static/js/dates.js reads the same.
"""

import re
import unicodedata

_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十百]+")
_READINGS = {
    "めいじ": "明治",
    "たいしょう": "大正",
    "しょうわ": "昭和",
    "へいせい": "平成",
    "れいわ": "令和",
}
_BORN = re.compile(r"\s*(?:生まれ|生れ|うまれ|生)$")
_YEAR = r"(?:[^\W\d_]{1,2}\.?\s*(?:元|\d{1,2})|(?:西暦\s*)?\d{4})"
_TWICE = re.compile(
    rf"(?P<first>{_YEAR})\s*年?\s*\(\s*(?P<second>{_YEAR})\s*年?\s*\)\s*年?[\s./\-]*(?P<rest>\S.*)"
)


def _number(match: re.Match[str]) -> str:
    """三十三 as 33, 一九五八 as 1958."""
    written = match[0]
    if not set(written) & set("十百"):
        return "".join(str(_DIGITS[c]) for c in written)
    total, last = 0, 0
    for character in written:
        if character in "十百":
            total += (last or 1) * (10 if character == "十" else 100)
            last = 0
        else:
            last = _DIGITS[character]
    return str(total + last)


def plain_date(text: str) -> str:
    """Half-width, in capitals, numbers as digits, without 生まれ at the end."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    for reading, era in _READINGS.items():
        if plain.startswith(reading):
            plain = era + plain.removeprefix(reading)
    return _BORN.sub("", _KANJI_NUMBER.sub(_number, plain))


def both_calendars(plain: str) -> tuple[str, str] | None:
    """昭和33年(1958年)4月5日 as the same day written in each calendar; None for other spellings."""
    match = _TWICE.fullmatch(plain)
    if match is None:
        return None
    return f"{match['first']}年{match['rest']}", f"{match['second']}年{match['rest']}"
