"""The bundled fonts (README.md), and which characters they can print."""

import unicodedata
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = ("BIZUDPGothic-Regular.ttf", "NotoSansJP-Regular.ttf")
_VARIATION_TABLE = 14


@lru_cache(maxsize=1)
def _covered() -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Characters, and pairs of a character and its variation selector (IVS).

    The first font that has a character prints it: pairs of later fonts do not help.
    """
    from fontTools.ttLib import TTFont

    characters: set[int] = set()
    variations: set[tuple[int, int]] = set()
    for name in FILES:
        with TTFont(FOLDER / name, lazy=True) as font:
            own = set(font.getBestCmap()) - characters
            characters |= own
            for table in font["cmap"].tables:
                if table.format == _VARIATION_TABLE:
                    for selector, pairs in table.uvsDict.items():
                        variations.update((base, selector) for base, _ in pairs if base in own)
    return frozenset(characters), frozenset(variations)


def is_variation_selector(character: str) -> bool:
    """Whether it chooses a shape of the character before it."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _leaves_no_mark(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def missing_characters(text: str) -> list[str]:
    """Characters that would be printed as an empty box, or in another shape than asked for.

    Each once, in the order of the text; a shape that is missing comes with its selector.
    """
    characters, variations = _covered()
    missing: dict[str, None] = {}
    for at, character in enumerate(text):
        if is_variation_selector(character):
            base = text[at - 1] if at else ""
            if base and ord(base) in characters and (ord(base), ord(character)) not in variations:
                missing[base + character] = None
        elif ord(character) not in characters and not _leaves_no_mark(character):
            missing[character] = None
    return list(missing)
