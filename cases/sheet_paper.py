"""What both papers of a つなぐシート are, to a body here and to a place outside: HTML with its number, laid out as PDF."""

import re
from dataclasses import dataclass

from documents.pdf import render_pdf
from jobs.registry import JobFailed, Result

NUMBER = re.compile(r'<div class="paper-number">[^<]*?(R\d+-\d{5})　つなぐシート　([^<\s]+)')


@dataclass(frozen=True)
class Paper:
    """A paper read and laid out as HTML, and the number and version that it must carry (F-22)."""

    html: str
    title: str
    number: str
    option: str


def laid_out(paper: Paper, *, version: str, file_name: str) -> Result:
    """The PDF; JobFailed (wrong-paper) where the number printed is not the one of this case and version (F-22)."""
    found = NUMBER.search(paper.html)
    if found is None or found.groups() != (paper.number, version):
        raise JobFailed("wrong-paper")
    content = render_pdf(paper.html, title=paper.title)
    return Result(content, "application/pdf", file_name)
