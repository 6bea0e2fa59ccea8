"""The minutes in the pieces that members confirm, and whether somebody has confirmed all of them as they stand now.

What was put right after she answered she has not seen (domain.md R18, R20).
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ..models import DECISIONS, Decision, Minutes, MinutesAnswer, Section


@dataclass(frozen=True)
class Paragraph:
    """A line of the minutes: its part and its words."""

    section: str
    text: str


def _agreed_in(minutes: Iterable[Minutes], by: Any) -> Any:
    found = Decision.objects.visible_to(by).filter(sitting__in=[m.sitting_id for m in minutes])
    return found.with_doers()


def pieces(minutes: Minutes, agreed: Iterable[Decision]) -> list[Paragraph]:
    """`paragraphs`, of the decisions that were asked for with others."""
    return [
        *(
            Paragraph(section, line.strip())
            for section in Section.values
            for line in getattr(minutes, section).splitlines()
            if line.strip()
        ),
        *dict.fromkeys(
            Paragraph(DECISIONS, row.in_words)
            for row in agreed
            if row.sitting_id == minutes.sitting_id
        ),
    ]


def paragraphs(minutes: Minutes, by: Any) -> list[Paragraph]:
    """The minutes in the pieces that members confirm: what was said, and who does what by when (domain.md R18)."""
    return pieces(minutes, _agreed_in([minutes], by))


def print_of(pieces: Iterable[Paragraph]) -> str:
    """The same for the same words in the same order: what was read is what is fixed."""
    words = [[one.section, one.text] for one in pieces]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def covers(answers: Iterable[MinutesAnswer], pieces: Iterable[Paragraph]) -> bool:
    """Whether these answers are about every piece, in its words of now."""
    return set(pieces) <= {Paragraph(a.section, a.paragraph) for a in answers}


def not_covered(
    found: Collection[Minutes], agreed: Collection[Decision], given: Collection[MinutesAnswer]
) -> list[tuple[Minutes, bool]]:
    """Of these minutes, those that somebody has still to confirm, and whether she confirmed former words of them."""
    mine = {m.pk: [a for a in given if a.minutes_id == m.pk] for m in found}
    return [(m, bool(mine[m.pk])) for m in found if not covers(mine[m.pk], pieces(m, agreed))]


def still_to_confirm(found: Collection[Minutes], given: Any, by: Any) -> list[tuple[Minutes, bool]]:
    """`not_covered`, asked for; `given`: her answers, a question."""
    return (
        not_covered(found, _agreed_in(found, by), given.filter(minutes__in=found)) if found else []
    )
