"""Sorting by reading 五十音順, in the database.

As a register does it: first by the plain sounds (か and が, つ and っ are one, ー does not count),
then by the reading itself. A space stays and comes first, so that families stand together.
"""

import unicodedata
from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce, Collate, NullIf

from documents.text import TO_HIRAGANA

SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))
LONG = "ー"
AT_THE_END = "\U0010fffd"  # what has no reading comes last


def _tables() -> tuple[str, str]:
    """From which characters to which, for `translate`; what has no partner is left out."""
    hiragana = [chr(code) for code in range(0x3041, 0x3097)]
    plain = {kana: SMALL.get(_base(kana), _base(kana)) for kana in hiragana}
    found = {k: v for k, v in plain.items() if k != v}
    for katakana, code in TO_HIRAGANA.items():
        found[chr(katakana)] = plain.get(chr(code), chr(code))
    return "".join(found) + LONG, "".join(found.values())


def _base(kana: str) -> str:
    return unicodedata.normalize("NFD", kana)[0]


FROM, TO = _tables()
KATAKANA = "".join(map(chr, TO_HIRAGANA))
HIRAGANA = "".join(map(chr, TO_HIRAGANA.values()))


def _normalized(reading: Any) -> Any:
    return Func(reading, template="normalize(%(expressions)s, NFKC)", output_field=TextField())


def plain_sounds(name: str) -> Any:
    """The column's reading as it is compared first."""
    sounds = Func(_normalized(F(name)), Value(FROM), Value(TO), function="translate")
    filled = Coalesce(NullIf(sounds, Value("")), Value(AT_THE_END), output_field=TextField())
    return Collate(filled, "C")


def whole_reading(name: str) -> Any:
    """The column's reading as it decides between readings of the same sounds."""
    hiragana = Func(_normalized(F(name)), Value(KATAKANA), Value(HIRAGANA), function="translate")
    return Collate(Coalesce(hiragana, Value(""), output_field=TextField()), "C")
