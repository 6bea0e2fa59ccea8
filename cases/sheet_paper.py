"""What both papers of a つなぐシート are, to a body here and to a place outside: HTML that carries its number.

Laid out as PDF only by the kinds of jobs, which have a gate (S-91).
"""

import re
from dataclasses import dataclass

from documents.selfcheck import printed_number
from jobs.registry import JobFailed

NUMBER = re.compile(r"(R\d+-\d{5})　つなぐシート　(\S+)")


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML, and the number and version that it must carry (F-22)."""

    html: str
    title: str
    number: str
    option: str


def require_number(paper: Paper, version: str) -> None:
    """JobFailed (wrong-paper) where the number printed is not the one of this case and version (F-22)."""
    found = NUMBER.search(printed_number(paper.html))
    if found is None or found.groups() != (paper.number, version):
        raise JobFailed("wrong-paper")
