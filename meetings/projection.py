"""What a projector shows: names of the household as initials, no address and no phone number.

The server leaves them out, so that nothing is on the wire to the room's screen. It knows the names
that the reader sees in the household, in the request and under other names; a name that nobody has
registered stays, and the page says so.
"""

import re
from collections.abc import Iterable
from typing import Any

from access.models import CaseFile
from cases.models import ContactPoint, OtherName, Person
from documents.text import search_key

from .models import CoordinationRequest

_ROWS = {
    "A": "ア", "I": "イ", "U": "ウ", "E": "エ", "O": "オ", "K": "カキクケコ", "G": "ガギグゲゴ",
    "S": "サシスセソ", "Z": "ザズゼゾ", "J": "ジヂ", "T": "タツテト", "C": "チ", "D": "ダヅデド",
    "N": "ナニヌネノン", "H": "ハヒヘホ", "F": "フ", "B": "バビブベボ", "P": "パピプペポ",
    "M": "マミムメモ", "Y": "ヤユヨ", "R": "ラリルレロ", "W": "ワヲ", "V": "ヴ",
}  # fmt: skip
_LETTERS = {kana: letter for letter, row in _ROWS.items() for kana in row}
_HIRAGANA = str.maketrans({chr(n): chr(n + 0x60) for n in range(0x3041, 0x3097)})
PLACE, NUMBER = "（住所）", "（電話番号）"
_PHONE = re.compile(
    r"(?<![0-9０-９])[0０][0-9０-９]{1,4}[-－ー‐−(（]?[0-9０-９]{1,4}[-－ー‐−)）]?[0-9０-９]{3,4}"
)
_ADDRESS = re.compile(
    r"[一-龥ぁ-んァ-ヶ々]{0,12}[0-9０-９一二三四五六七八九十]+(?:丁目|番地)[0-9０-９一二三四五六七八九十番号地の-]*"
    r"|[一-龥]{1,8}[0-9０-９]{1,3}[-－‐−][0-9０-９]{1,3}(?:[-－‐−][0-9０-９]{1,4})?"
)
SHORTEST = 2  # a name of one character stands in too many words


def initial(name: str, kana: str) -> str:
    """The letter for a name: by its reading; without one, a ring."""
    first = kana.strip().translate(_HIRAGANA)[:1]
    return _LETTERS.get(first, "○")


def _parts(name: str, kana: str) -> list[tuple[str, str]]:
    """A name as it may be written, each with its letter: whole, family name, given name."""
    names, readings = name.split(), kana.split()
    whole = initial(name, kana)
    found = [
        (name, whole),
        ("".join(names), whole),
        ("　".join(names), whole),
        (" ".join(names), whole),
    ]
    if len(names) == len(readings) > 1:
        found += [(n, initial(n, k)) for n, k in zip(names, readings, strict=True)]
    elif len(names) > 1:
        found += [(n, whole) for n in names]
    return [(word, letter) for word, letter in found if len(word) >= SHORTEST]


class Masks:
    """Names and contacts that must not stand on the projector."""

    # A template asks whether there is one; called without a text, it would seem to be none.
    do_not_call_in_templates = True

    def __init__(self, names: Iterable[tuple[str, str]], contacts: Iterable[str] = ()) -> None:
        words: dict[str, str] = {value: PLACE for value in contacts if len(value) >= SHORTEST}
        for name, kana in names:
            for reading in (kana, kana.translate(_HIRAGANA)):
                words |= dict(_parts(reading, kana))
            words |= dict(_parts(name, kana))
        self.words = words
        longest = sorted(words, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest))) if longest else None

    @classmethod
    def of(cls, user: Any, case: CaseFile) -> "Masks":
        """By everything of the household that the user sees; four questions."""
        people = Person.objects.visible_to(user).of_case(case)
        others = OtherName.objects.visible_to(user).filter(compartment__case=case)
        names = [*people.values_list("name", "kana"), *others.values_list("name", "kana")]
        requests = CoordinationRequest.objects.visible_to(user).of_case(case)
        for household in requests.values_list("household", flat=True):
            names += [(told.get("name", ""), told.get("kana", "")) for told in household]
        contacts = ContactPoint.objects.visible_to(user).filter(compartment__case=case)
        known = [name for name in names if search_key(name[0])]
        return cls(known, contacts.values_list("value", flat=True))

    def __call__(self, text: Any) -> str:
        """The text as it may be projected."""
        shown = str(text or "")
        if self.pattern:
            shown = self.pattern.sub(lambda match: self.words[match[0]], shown)
        return _ADDRESS.sub(PLACE, _PHONE.sub(NUMBER, shown))
