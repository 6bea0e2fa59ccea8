"""Whether a text tells a telephone number, a mail address, a place or a name of a place that is known (R11).

However it is written: wide or narrow, with whatever stands for a hyphen, 三丁目2番1号 or 3-2-1, with or without city
and room. It is compared with what is known and with nothing else: a text is not searched for whatever looks like a number.
"""

import re
import unicodedata
from collections.abc import Callable

from .text import HYPHENS, search_key, without_postcode

SHORTEST_NAME = 4  # a shorter name of a school or a firm stands in too many words
FEWEST_DIGITS = 8
# What people put between the digits of a number.
_BETWEEN = rf"[\s{re.escape(HYPHENS)}().・]*"
_KANJI = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
_COUNTED = re.compile(r"([〇一二三四五六七八九十]{1,3})(?=丁目|番|号|の\d|-)")
_STEPS = re.compile(r"(?<=\d)(?:丁目|番地の|番地|番|号|の)(?=\d)")
_LAST = re.compile(r"(?<=\d)(?:丁目|番地|番|号室|号)")
_DASHES = re.compile(rf"(?<=\d)[{re.escape(HYPHENS)}]+(?=\d)")
_PLACE = re.compile(r"(?P<town>[^\d\-]+)(?P<numbers>\d+(?:-\d+)*)")
# City and ward may be left out: what stands before the town.
_DISTRICT = re.compile(r"[都道府県市区郡]")
SHORTEST_TOWN = 2
ENOUGH = 2  # a town with 丁目 and 番 is where somebody is found, without the rest as well


def tells(kind: str, value: str, text: str) -> bool:
    """Whether the text tells this contact; `kind` as contacts have them (phone, mail, address, and names of places)."""
    look: Callable[[str, str], bool] = _LOOKS.get(kind, _tells_name)
    return look(value, text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _tells_phone(value: str, text: str) -> bool:
    digits = re.sub(r"\D", "", _plain(value))
    if digits.startswith("81"):
        digits = f"0{digits[2:].removeprefix('0')}"
    if len(digits) < FEWEST_DIGITS:
        return False
    abroad = rf"\+?81{_BETWEEN}(?:0{_BETWEEN})?" if digits[0] == "0" else "(?!)"
    rest = _BETWEEN.join(digits[1:])
    pattern = rf"(?<!\d)(?:{digits[0]}{_BETWEEN}|{abroad}){rest}(?!\d)"
    return re.search(pattern, _plain(text)) is not None


def _tells_mail(value: str, text: str) -> bool:
    mail = re.escape(_plain(value).strip())
    return bool(mail) and re.search(rf"(?<![\w.+-]){mail}(?![\w-])", _plain(text)) is not None


def _number(counted: str) -> str:
    tens, has_tens, ones = counted.rpartition("十")
    if not has_tens:
        return "".join(str(_KANJI[sign]) for sign in counted)
    return str((_KANJI.get(tens, 1) if tens else 1) * 10 + (_KANJI.get(ones, 0) if ones else 0))


def _place(text: str) -> str:
    """An address in one way of writing: 架空町3-2-1."""
    plain = re.sub(r"\s+", "", _plain(text))
    plain = _COUNTED.sub(lambda found: _number(found[1]), plain)
    plain = _DASHES.sub("-", plain)
    return _LAST.sub("", _STEPS.sub("-", plain))


def _tells_address(value: str, text: str) -> bool:
    found = _read(value)
    return _tells_name(value, text) if found is None else _tells_numbers(found, text)


def _tells_place(value: str, text: str) -> bool:
    """Where somebody is, learns or works is written as a name, as an address, or as one after the other. One number
    alone (3階, 22時) is no address."""
    if _tells_name(value, text):
        return True
    rest = without_postcode(value)[1]
    read = [found for part in (rest, *rest.split()) if (found := _read(part))]
    return any("-" in found["numbers"] and _tells_numbers(found, text) for found in read)


def _read(value: str) -> dict[str, str] | None:
    """Town and numbers. Stored is 〒112-0003 架空町3-2-1: the postal code is neither of them."""
    found = _PLACE.search(_place(without_postcode(value)[1]))
    return found.groupdict() if found else None


def _tells_numbers(found: dict[str, str], text: str) -> bool:
    town = _town(found["town"])
    numbers = found["numbers"].split("-")[:ENOUGH]
    if len(town) < SHORTEST_TOWN:
        return False
    core = re.escape(f"{town}{'-'.join(numbers)}")
    return re.search(rf"{core}(?!\d)", _place(text)) is not None


def _town(before: str) -> str:
    """What stands before the numbers, without city and ward, which may be left out. Such a sign may be part of the name
    of the town itself (四日市町, 府中市県町): it is cut only where a name remains."""
    ends = [0, *(found.end() for found in _DISTRICT.finditer(before))]
    return before[max(end for end in ends if end == 0 or len(before) - end >= SHORTEST_TOWN) :]


def _tells_name(value: str, text: str) -> bool:
    name = search_key(value)
    return len(name) >= SHORTEST_NAME and name in search_key(text)


_LOOKS: dict[str, Callable[[str, str], bool]] = {
    "phone": _tells_phone,
    "mail": _tells_mail,
    "address": _tells_address,
    "place": _tells_place,
    "school": _tells_place,
    "workplace": _tells_place,
}
