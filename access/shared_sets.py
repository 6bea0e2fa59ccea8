"""What is open to a person, asked once in a statement of several questions (access.together).

Each question of a page says for itself in which compartments its rows must lie (wall 1). Thirty of them in one
statement would look for the same grants thirty times, and be planned as often. Where two say the same, word for
word and of the same person, the set is made once before them and both look there. What a question asks stays the
same, and so do the policies of its tables (wall 3).
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from .querysets import written_sets

Sentence = tuple[str, tuple[Any, ...]]
_PLACES = re.compile(r"%%|%s")
_SHARED = "select id from open_NUMBER"
_WITH = "open_NUMBER(id) as materialized (SENTENCE)"


def share(questions: Iterable[tuple[str, Sequence[Any]]]) -> tuple[Sentence, list[Sentence]]:
    """What is to stand before these questions (`with …`, or nothing), and the questions."""
    parted = [_parted(sql, parameters) for sql, parameters in questions]
    used = Counter(piece for pieces in parted for piece, is_set in pieces if is_set)
    shared = [sentence for sentence, times in used.items() if times > 1]
    numbers = {sentence: str(number) for number, sentence in enumerate(shared)}
    return _before(numbers), [_joined(pieces, numbers) for pieces in parted]


def _before(numbers: dict[Sentence, str]) -> Sentence:
    if not numbers:
        return "", ()
    made = ", ".join(
        _WITH.replace("NUMBER", number).replace("SENTENCE", sql)
        for (sql, _), number in numbers.items()
    )
    return f"with {made} ", tuple(value for _, own in numbers for value in own)


def _joined(pieces: list[tuple[Sentence, bool]], numbers: dict[Sentence, str]) -> Sentence:
    sql: list[str] = []
    parameters: list[Any] = []
    for (words, own), is_set in pieces:
        number = numbers.get((words, own)) if is_set else None
        if number is None:
            sql.append(words)
            parameters += own
        else:
            sql.append(_SHARED.replace("NUMBER", number))
    return "".join(sql), tuple(parameters)


def _parted(sql: str, parameters: Sequence[Any]) -> list[tuple[Sentence, bool]]:
    """The question in pieces with their parameters; True for those that are such a set."""
    pieces: list[tuple[Sentence, bool]] = []
    rest, at = iter(parameters), 0

    def add(words: str, is_set: bool) -> None:
        places = sum(1 for place in _PLACES.findall(words) if place == "%s")
        pieces.append(((words, tuple(next(rest) for _ in range(places))), is_set))

    for found in _pattern(written_sets()).finditer(sql):
        add(sql[at : found.start()], False)
        add(found[0], True)
        at = found.end()
    add(sql[at:], False)
    return pieces


@functools.lru_cache(maxsize=8)
def _pattern(sets: tuple[str, ...]) -> re.Pattern[str]:
    # The longer first: within some cases a set begins like the same set without them.
    longest = sorted(sets, key=len, reverse=True)
    return re.compile("|".join(re.escape(words) for words in longest) or r"(?!)")
