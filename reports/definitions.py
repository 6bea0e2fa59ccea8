"""How the figures of the ward are counted, as a mark of each indicator: whether numbers of another version may still
be brought up to date (reports.counting)."""

import functools
import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path

import community.figures
import outreach.figures

from . import shares
from .indicators import INDICATORS, Indicator, base, turns, words

# Told apart by what bodies are: by their kind, or by which of them is a secretariat.
OF_BODIES = frozenset(one.key for one in INDICATORS if one.is_told_by_bodies)
# In which the definitions of all indicators stand, besides the module of each.
COMMON = (base, words, turns, shares, outreach.figures, community.figures)


@functools.cache
def definitions() -> dict[str, str]:
    """By indicator: another one where it says something else, or may count otherwise."""
    return {one.key: _marked(_words_of(one) + _code_of(one)) for one in INDICATORS}


def fingerprint() -> str:
    """Changes with the indicators."""
    return _marked(sorted(map(str, definitions().items())))


def still_counted(how: str, known: Mapping[str, str]) -> frozenset[str]:
    """Indicators that are still counted as they were at the last count, by its mark (`how`) and those of the
    indicators that it keeps up to date. None where a version has counted that says nothing of indicators."""
    if known.get("") != how:
        return frozenset()
    return frozenset(key for key, _ in definitions().items() & known.items())


def are_others(known: Mapping[str, str], bodies: Mapping[str, str]) -> bool:
    """Whether some body or office is something else than it was. A new one changes no number that is there."""
    return any(known.get(key, what) != what for key, what in bodies.items())


def _words_of(one: Indicator) -> list[str]:
    of_parts = [by.key for by in one.breakdowns]
    # As it is written here: what the ward calls a meeting changes no number.
    return [
        *(one.key, one.written_definition, str(one.measure), str(one.day)),
        *(str(one.is_shared), *of_parts),
    ]


def _code_of(one: Indicator) -> list[str]:
    """Of the modules in which the definition stands: another version counts anew."""
    modules = (sys.modules[one.facts.__module__], *COMMON)
    return [_content(str(module.__file__)) for module in modules]


# nosemgrep: kept-between-requests - fingerprints of the source
@functools.cache
def _content(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def _marked(said: list[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
