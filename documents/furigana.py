"""Readings over words, for papers in easy language: from a list kept by hand, and from names whose
reading is on record. A word that is in neither stays without: a wrong reading is worse than none.
"""

import datetime
import re
from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .readings import WORDS
from .text import to_hiragana
from .wareki import format_date

_SPACE = re.compile(r"[ 　]+")
_KANJI = "[々一-鿿豈-﫿\U00020000-\U0003ffff]"
# 1日 to 10日 and some others have readings of their own; all other days are read にち.
_FIRST = [
    "ついたち",
    "ふつか",
    "みっか",
    "よっか",
    "いつか",
    "むいか",
    "なのか",
    "ようか",
    "ここのか",
    "とおか",
]
_DAYS = dict(enumerate(_FIRST, start=1)) | {14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}


def readings_of_name(name: str, kana: str) -> dict[str, str]:
    """The reading of a whole name, and of its parts where both have as many."""
    found = {name: to_hiragana(kana)}
    parts, sounds = _SPACE.split(name.strip()), _SPACE.split(kana.strip())
    if len(parts) == len(sounds) > 1:
        found |= {part: to_hiragana(sound) for part, sound in zip(parts, sounds, strict=True)}
        del found[name]  # part by part: the reading stands over its own characters
    return {word: sound for word, sound in found.items() if word and sound and word != sound}


def ruby(text: object, names: Mapping[str, str] | None = None) -> SafeString:
    """The text with readings over the words that are known; everything typed is escaped."""
    known = WORDS | dict(names or {})
    split = re.split(f"({_any_of(known)})", str(text or ""))
    return _together(
        *(_over(part, known[part]) if at % 2 else part for at, part in enumerate(split))
    )


def ruby_day(day: datetime.date) -> SafeString:
    """A day as 令和8年11月25日, with its readings."""
    year, rest = format_date(day).split("年")
    month, days = rest.split("月")
    own = _DAYS.get(day.day)
    over_day = (_over(days, own),) if own else (str(day.day), _over("日", "にち"))
    return _together(ruby(year), _over("年", "ねん"), month, _over("月", "がつ"), *over_day)


def _together(*parts: str) -> SafeString:
    """One after the other; what is not marked as safe is escaped."""
    return format_html_join("", "{}", ((part,) for part in parts))


def _any_of(words: Mapping[str, str]) -> str:
    """A pattern of all words, the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(
        f"(?<!{_KANJI}){re.escape(word)}(?!{_KANJI})" if len(word) == 1 else re.escape(word)
        for word in longest_first
    )


def _over(word: str, reading: str) -> SafeString:
    """One word: the reading over its kanji, wide enough for it; kana at its end stand by themselves."""
    end = ""
    while len(word) > 1 and word[-1] == reading[-1:]:
        word, reading, end = word[:-1], reading[:-1], word[-1] + end
    wide = max(len(word), len(reading) / 2 + 0.1)
    return format_html(
        '<span class="ruby" style="width:{}em"><span class="ruby__base">{}</span>'
        '<span class="ruby__over">{}</span></span>{}',
        f"{wide:g}",
        word,
        reading,
        end,
    )
