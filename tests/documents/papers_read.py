"""A PDF taken apart with pikepdf: what a screen reader and a checker of PDF/UA look at."""

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

HEADINGS = ("/H1", "/H2", "/H3")


@dataclass
class Structure:
    """Tags in their order, with the faults that were found."""

    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    pages: int = 0
    ids: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


def structure(pdf: bytes, *, papers: int = 1) -> Structure:
    """Tags, title, language, and what is wrong with them; `papers` in one file."""
    found = Structure()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        root = paper.Root
        found.pages = len(paper.pages)
        found.language = str(root.get("/Lang", ""))
        with paper.open_metadata() as metadata:
            found.title = str(metadata.get("dc:title", ""))
            if metadata.get("pdfuaid:part") != "1":
                found.faults.append("no mark of PDF/UA-1")
        if not root.get("/MarkInfo", {}).get("/Marked", False):
            found.faults.append("not marked as tagged")
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            found.faults.append("the title is not shown")
        _walk(root.StructTreeRoot, found)
        _pages(paper, found)
    _headings(found, papers)
    if len(set(found.ids)) != len(found.ids) or set(found.named) - set(found.ids):
        found.faults.append("a cell names a header that is not there, or is there twice")
    return found


def _kids(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def _walk(element: Any, found: Structure, inside: str = "") -> None:
    for kid in _kids(element):
        tag = str(kid.S)
        found.tags.append(tag)
        if tag == "/Figure" and not str(kid.get("/Alt", "")):
            found.faults.append("a picture without words")
        if tag == "/TH" and not _attribute(kid, "/Scope") and not str(kid.get("/ID", "")):
            found.faults.append("a table header that no cell can name")
        if tag == "/TH" and "/ID" in kid:
            found.ids.append(str(kid.ID))
        if tag == "/TD":
            found.named += [str(header) for header in _attribute(kid, "/Headers") or []]
        if tag in ("/TH", "/TD") and inside != "/TR":
            found.faults.append(f"{tag} in {inside}")
        if tag == "/TR" and inside not in ("/Table", "/THead", "/TBody", "/TFoot"):
            found.faults.append(f"/TR in {inside}")
        if tag == "/Table" and not _has(kid, "/TH"):
            found.faults.append("a table without headers")
        _walk(kid, found, tag)


def _has(element: Any, tag: str) -> bool:
    return any(str(kid.S) == tag or _has(kid, tag) for kid in _kids(element))


def _attribute(element: Any, name: str) -> Any:
    given = element.get("/A", [])
    each = given if isinstance(given, pikepdf.Array) else [given]
    return next((a[name] for a in each if name in a), None)


def _pages(paper: Any, found: Structure) -> None:
    for number, leaf in enumerate(paper.pages, start=1):
        if "/StructParents" not in leaf.obj:
            found.faults.append(f"page {number} leads to no tag")
        if str(leaf.obj.get("/Tabs", "")) != "/S":
            found.faults.append(f"page {number} is not gone through in the order of its tags")
        box = [float(x) for x in leaf.mediabox]
        sides = sorted([box[2] - box[0], box[3] - box[1]])
        if [round(x) for x in sides] != [595, 842]:
            found.faults.append(f"page {number} is not A4")


def _headings(found: Structure, papers: int) -> None:
    levels = [int(tag[2]) for tag in found.tags if tag in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != papers:
        found.faults.append(f"headings begin with {levels[:3]}")
    if any(after - before > 1 for before, after in itertools.pairwise(levels)):
        found.faults.append(f"a level of heading is left out: {levels}")
