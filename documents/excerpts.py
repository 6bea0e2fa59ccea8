"""The place in a text where sought words stand, by the rule of `documents.text.search_key`.

Texts stay as they were typed; what is marked is a part of the text itself, never of a key.
"""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .text import search_key

AROUND = 30
FEWEST = 2


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; `is_hit`: it is what was sought."""

    text: str
    is_hit: bool = False


def sought(words: str) -> list[str]:
    """Keys of which each must be found. A word of one character counts only with the others.

    Nothing when there are not two characters: too many would fit.
    """
    keys = [key for word in words.split() if (key := search_key(word))]
    if any(len(key) < FEWEST for key in keys):
        keys = [search_key("".join(words.split()))]  # as one word: カ ﾞ is one character
    return [key for key in keys if len(key) >= FEWEST]


def excerpt(text: str, keys: list[str], around: int | None = AROUND) -> list[Piece]:
    """The text around the first hit, with every hit in it; the whole text if `around` is None.

    Nothing when none of the keys is there.
    """
    hits = _merged(sorted(span for key in keys for span in _spans(text, key)))
    if not hits:
        return []
    start, end = 0, len(text)
    if around is not None:
        start, end = max(0, hits[0][0] - around), min(len(text), hits[0][1] + 2 * around)
    pieces = [Piece("…")] if start else []
    at = start
    for first, last in hits:
        if last > end and first != hits[0][0]:
            break
        pieces += [Piece(text[at:first]), Piece(text[first:last], is_hit=True)]
        at = last
    pieces += [Piece(text[at:end]), Piece("…" if end < len(text) else "")]
    return [piece for piece in pieces if piece.text]


# nosemgrep: kept-between-requests - single characters
@functools.lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    return search_key(character)


def _spans(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Where the key stands: character by character, which misses only what several characters make
    together (ｶﾞ, ゔぁ); then the slow way finds the first place."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for made in _folded(character):
            folded.append(made)
            places.append(place)
    flat = "".join(folded)
    at = flat.find(key)
    if at < 0:
        yield from _slowly(text, key)
    while at >= 0:
        yield places[at], _with_marks(text, places[at + len(key) - 1] + 1)
        at = flat.find(key, at + len(key))


def _with_marks(text: str, end: int) -> int:
    """Marks that belong to the last character: combining ones and variation selectors."""
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me"):
        end += 1
    return end


def _slowly(text: str, key: str) -> Iterator[tuple[int, int]]:
    """The shortest beginning that holds the key, then its shortest end, by halving."""
    if key not in search_key(text):
        return
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if key in search_key(text[:middle]) else (middle, high)
    end, low, up = _with_marks(text, high), 0, high
    while up - low > 1:
        middle = (low + up) // 2
        low, up = (middle, up) if key in search_key(text[middle:end]) else (low, middle)
    if key in search_key(text[low:end]):
        yield low, end


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
