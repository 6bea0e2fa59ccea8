"""What most kinds of jobs gather and make: a paper that is HTML until its process lays it out."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.pdf import render_pdf

from .registry import Result


@dataclass(frozen=True)
class Paper:
    """A paper as HTML, and its title, which names nobody (S-50)."""

    html: str
    title: str


def as_pdf(file_name: str) -> Callable[[Paper], Result]:
    """The `make` of a kind whose paper needs nothing but to be laid out."""

    def make(paper: Paper) -> Result:
        return Result(render_pdf(paper.html, title=paper.title), "application/pdf", file_name)

    return make
