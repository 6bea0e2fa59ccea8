"""照合コード: the code on a paper, by which the register finds out which paper it is.

Eleven random characters, and one that shows a slip of the pen. Letters that look like digits are left
out; what is typed may be in small letters, full width, with or without hyphens.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31: a prime, so that every swap is seen
LENGTH, GROUP = 12, 4
_IGNORED = str.maketrans("", "", "-‐‑‒–—―−ー 　\t")


class CodeError(ValueError):
    """What was typed is no code; the text tells what to look at."""


def new_code() -> str:
    """A code that nobody guesses: 54 bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return letters + _check(letters)


def shown(code: str) -> str:
    """In groups of four, as it stands on the paper."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code that was meant; CodeError when it cannot be one."""
    code = unicodedata.normalize("NFKC", typed).upper().translate(_IGNORED)
    if len(code) != LENGTH:
        raise CodeError(f"照合コードは{LENGTH}文字です（いまは{len(code)}文字）")
    if strange := sorted(set(code) - set(ALPHABET)):
        raise CodeError(f"照合コードに使わない文字があります：{'、'.join(strange)}")
    if _check(code[:-1]) != code[-1]:
        raise CodeError("書き写しに誤りがあるようです。紙のコードと1文字ずつ見比べてください")
    return code


def _check(letters: str) -> str:
    """One wrong letter, or two that changed places, give another last letter."""
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(letters, start=1))
    return ALPHABET[total % len(ALPHABET)]
