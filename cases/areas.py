"""In which 日常生活圏域 an address lies, by the 町丁目 that the ward has entered for each (domain.md 6.3): a proposal for
who writes it down, who may say otherwise. No address leaves the server for it."""

import re
import unicodedata

from documents.text import without_postcode

from . import codes

_KANJI = {"十": 10} | {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)}
LONGEST = 200  # as long as an address can be written (ContactPoint)
_DASHES = re.compile(r"[‐‑‒–—―−ーｰ-]")
_WARD = re.compile(r"^(東京都)?(文京区)?")
_BLOCK = re.compile(r"([一二三四五六七八九十]+|\d+)丁目")


def _number(written: str) -> str:
    """十二 is 12, as blocks of a town are numbered."""
    if written.isdecimal():
        return str(int(written))
    tens, ten, ones = written.rpartition("十")
    return str((_KANJI.get(tens, 1) * 10 if ten else 0) + _KANJI.get(ones, 0))


def plain_address(address: str) -> str:
    """An address as addresses are compared: 架空町一丁目２番, 架空町1-2 and 〒112-0003 架空町1-2 begin alike."""
    _, written = without_postcode(address[:LONGEST])
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", written))
    plain = _BLOCK.sub(lambda found: _number(found[1]) + "-", plain)
    plain = _DASHES.sub("-", plain)
    plain = _WARD.sub("", plain)
    return plain + "-" if plain[-1:].isdecimal() else plain


def area_of(address: str) -> str:
    """The sign of the 圏域 in whose list the longest beginning of the address stands; "" where none does or the
    lists do not agree."""
    plain = plain_address(address)
    found: dict[int, set[str]] = {}
    for sign, towns in codes.towns():
        for town in filter(None, map(plain_address, towns.splitlines())):
            if plain.startswith(town):
                found.setdefault(len(town), set()).add(sign)
    if not found:
        return ""
    signs = found[max(found)]
    return signs.pop() if len(signs) == 1 else ""
