"""What people type, made comparable: names for search, phones, addresses, kana.

Names are stored as they were typed; only the search key is folded. Its rule, in this order:

1. Spaces, hyphens, variation selectors (IVS) and characters that cannot be seen do not count.
2. Widths, capitals and katakana or hiragana make no difference.
3. The sound v is sought as b, as the older customary spelling writes it: ゔぁ ば, ゔぃ び,
   ゔぇ べ, ゔぉ ぼ, ゔ with any other kana ぶ or, before a small ya, yu or yo, び. So ゔ finds ブ
   and ブ finds ヴ. ゔ alone is ぶ and does not find the beginning of ゔぁ.
4. Variants of a kanji stand for each other as the table in `name_variants` says: 高 finds 髙.
"""

import re
import unicodedata
from collections.abc import Callable

from .name_variants import GROUPS

# Characters that stand for a hyphen in phones and postal codes, some of them from the IME.
HYPHENS = "-‐‑‒–—―−ーｰ－─﹣⁃"
_BETWEEN_DIGITS = re.compile(rf"(?<=\d)[ \t]*[{HYPHENS}]+[ \t]*(?=\d)")
_BRACKETED = re.compile(r"(?P<before>\d?)[ \t]*\([ \t]*(?P<inside>\d+)[ \t]*\)[ \t]*(?=\d)")
_SPACES = re.compile(r"\s+")
# Nothing but a number, of eight digits or more: those of the ward without 03 have eight.
_NUMBER_ALONE = re.compile(rf"[+#]?[{HYPHENS}\d() ]+")  # the hyphen first: it is no range
_FEWEST_DIGITS = 8
_MOST_DIGITS = 11  # of one number; with gaps between more there are two
# What is written before a number: 電話 03-…, TEL:03-…, ☎03-…; and how it is dialled from abroad: +81 3 …, +81(0)3 ….
_CALLED = re.compile(
    r"^\s*(?:TEL|FAX|℡|電話番号|電話|携帯電話|携帯|[☎☏✆📞]\ufe0f?)\s*[:.]?\s*", re.I
)
_FROM_ABROAD = re.compile(rf"^\+81[{HYPHENS} ]*(?:\(0\)|0)?[{HYPHENS} ]*(?P<bracket>\(?)0?(?=\d)")
_GAP_IN_A_NUMBER = re.compile(r"(?<=\d)\s+(?=\d)")
# A postal code before an address: seven digits that are no part of a longer number.
_POSTCODE = re.compile(rf"〒?\s*(\d{{3}})\s*[{HYPHENS}]?\s*(\d{{4}})(?![{HYPHENS}\d])[\s、,]*")

# The tables of the rule; access.search_index writes the same rule in SQL from them.
# Katakana with a hiragana of its own: ァ to ヶ, ヽ and ヾ.
TO_HIRAGANA = {code: code - 0x60 for code in [*range(0x30A1, 0x30F7), 0x30FD, 0x30FE]}
V_AS_B = {"ゔぁ": "ば", "ゔぃ": "び", "ゔぇ": "べ", "ゔぉ": "ぼ", "ゔ": "ぶ"} | {
    **{f"ゔ{small}": f"び{small}" for small in "ゃゅょ"},
    **dict(zip("ヷヸヹヺ", "ばびべぼ", strict=True)),
}
_V_SOUND = re.compile("ゔ[ぁぃぇぉゃゅょ]?|[ヷヸヹヺ]")
VARIANTS = {ord(variant): group[0] for group in GROUPS.split() for variant in group[1:]}
# The long vowel mark ー is part of a reading and stays.
_KEY_HYPHENS = set("-‐‑‒–—―−─﹣⁃")
_HAN = re.compile(r"[々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


# They turn what follows around, so that it reads as something else than it is.
TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
# Letters and signs that are drawn as nothing: fillers of Hangul and Braille, joiners without a glyph.
_DRAWN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


class ControlCharacterError(ValueError):
    """The text holds characters that nobody types and no paper can show."""


def clean_control(text: str, *, multiline: bool = False) -> str:
    """The text with one kind of line end; ControlCharacterError for control characters.

    Tab and line end are allowed where several lines are. Marks of direction and zero-width
    characters belong to some names and stay (S-58); NUL, escape and the like do not (S-60), nor
    what turns around the text that follows it.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n") if multiline else text
    at = _first_control(unified, "\t\n" if multiline else "")
    if at is not None:
        before = "".join(c for c in unified[:at] if not is_invisible(c))[-5:]
        where = f"「{before}」のあと" if before else "いちばん前"
        raise ControlCharacterError(
            f"目に見えない制御文字が入っています（{where}）。そこを消してから、もう一度書いてください"
        )
    return unified


def _first_control(text: str, allowed: str) -> int | None:
    """Where the first character stands that does not belong into a text."""
    return next(
        (
            at
            for at, c in enumerate(text)
            if (unicodedata.category(c) in ("Cc", "Cs") and c not in allowed) or c in TURNING
        ),
        None,
    )


def is_invisible(character: str) -> bool:
    """Whether nothing is drawn for it alone: spaces, zero-width characters, selectors of variants, fillers."""
    if character in _DRAWN_AS_NOTHING or "\u180b" <= character <= "\u180f":
        return True
    return is_ignored(character) and character not in _KEY_HYPHENS


def is_blank(text: str) -> bool:
    """Whether nobody would see anything of the text."""
    return all(map(is_invisible, text))


def to_hiragana(text: str) -> str:
    """Katakana, half-width katakana too, as hiragana; everything else stays as it is."""
    full = re.sub(r"[\uff66-\uff9f]+", lambda kana: unicodedata.normalize("NFKC", kana[0]), text)
    return full.translate(TO_HIRAGANA)


def has_kanji(text: str) -> bool:
    """Whether a kanji stands in the text."""
    return _HAN.search(text) is not None


def is_ignored(character: str) -> bool:
    """Spaces, hyphens, variation selectors (IVS), zero-width and control characters."""
    code = ord(character)
    return (
        character.isspace()
        or character in _KEY_HYPHENS
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
        or unicodedata.category(character) in ("Cf", "Cc", "Cs")
    )


def _fold(text: str) -> str:
    kept = "".join(c for c in text if not is_ignored(c))
    folded = unicodedata.normalize("NFKC", kept).casefold()
    kana = _V_SOUND.sub(lambda sound: V_AS_B[sound[0]], folded.translate(TO_HIRAGANA))
    return kana.translate(VARIANTS)


def _until_stable(change: Callable[[str], str], text: str) -> str:
    """One change may make room for the next; afterwards another pass changes nothing."""
    changed = change(text)
    while changed != text:
        text, changed = changed, change(changed)
    return text


def search_key(name: str) -> str:
    """What a name is found by: width, kana, spaces, hyphens and variants make no difference.

    Never shown, printed or stored in place of the name.
    """
    return _until_stable(_fold, name)


def _half_width_digits(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or c == "\u3000" else c
        for c in text
    )


def _join_digits(text: str) -> str:
    plain = _BRACKETED.sub(
        lambda m: f"{m['before']}{'-' if m['before'] else ''}{m['inside']}-", text
    )
    return _SPACES.sub(" ", _BETWEEN_DIGITS.sub("-", plain)).strip()


def normalise_phone(text: str) -> str:
    """03-5803-1111 however it was typed; words beside the number stay as they are."""
    return _until_stable(_join_digits, _half_width_digits(text))


def phone_typed(words: str) -> str:
    """A whole telephone number that is looked for, as numbers are kept: an IME writes ー between digits, 03(3812)1234
    and 03 3812 1234 are as usual, 電話 or ☎ stands before it, or +81 in place of its 0. Anything else stays as it was
    typed; 1ー23 may be part of an address."""
    number = _FROM_ABROAD.sub(r"\g<bracket>0", _CALLED.sub("", _half_width_digits(words)))
    count = len(re.findall(r"\d", number))
    if not _NUMBER_ALONE.fullmatch(number) or count < _FEWEST_DIGITS:
        return words
    return normalise_phone(_GAP_IN_A_NUMBER.sub("-", number) if count <= _MOST_DIGITS else number)


def without_postcode(address: str) -> tuple[str, str]:
    """The postal code with which an address begins (112-8555, or nothing), and the rest as it was typed."""
    typed = address.strip()
    match = _POSTCODE.match(typed)
    if match is None:
        return "", typed
    code = unicodedata.normalize("NFKC", f"{match[1]}-{match[2]}")
    return code, typed[match.end() :]


def normalise_address(text: str, longest: int) -> str:
    """〒112-8555 架空町1-2-3, however the postal code before it was typed; the rest stays as it is (domain.md 4.1:
    住所・郵便番号 are one line of the form). What would grow too long stays as it was typed."""
    code, rest = without_postcode(text)
    tidied = f"〒{code} {rest}".strip() if code else rest
    return tidied if len(tidied) <= longest else text.strip()
