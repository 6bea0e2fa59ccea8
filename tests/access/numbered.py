"""Whole numbers in what a page is addressed by: its links and forms, the ids of its parts, what scripts read (S-22).

A key that is counted up tells how many there are, and its neighbours are guessed. Each kind of number that stands there
stands here as well, and why; what does not is told as `unexplained`.
"""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

ATTRIBUTE = re.compile(
    r'\s(id|href|src|action|formaction|hx-(?:get|post|put|patch|delete)|data-[a-z-]+)="([^"]*)"'
)
KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
WHOLE = re.compile(r"(?<![0-9A-Za-z])\d+(?![0-9A-Za-z])")

# The place of one among several: of a choice (Django writes id_topics_3), of a form of a set, of a part of a page.
PLACES = re.compile(
    r"id_[a-z_]*-?[a-z_]*(_\d{1,2}){1,2}(_[a-z])?|id_[a-z_]+-\d{1,2}-[a-z_]+|(beside|words)-\d{1,2}"
)
# How long and how much: of the session, of a text, of a table; a day or an edition in words; field names of a form.
OF_THE_PAGE = {
    *("data-idle", "data-life-told", "data-life-words", "data-most", "data-rows-most", "data-step"),
    *("data-life", "data-until", "data-label", "data-draft-defaults", "data-kana-for"),
}
# By name: days, pages and how far back or along; codes of a list and choices of a filter, areas among them, which are
# masters that everybody reads; editions of one plan; entries of the log of reading, which tell auditors that none is
# missing.
OF_A_QUERY = {
    *(
        "month",
        "week",
        "year",
        "period",
        "page",
        "group",
        "days",
        "written",
        "long",
        "step",
        "seen",
    ),
    *("kind", "method", "takes", "mine", "value", "basis", "area", "at", "why"),
    *("before", "after"),
}
# A page of a paper that was scanned; what stands there for everybody, with its version.
OF_A_PATH = re.compile(r"/pages/\d+/$|^/static/")


def unexplained(body: bytes) -> Iterator[tuple[str, str]]:
    """Attributes with a whole number beside random keys that nothing here explains."""
    for name, value in ATTRIBUTE.findall(body.decode(errors="replace")):
        told = KEY.sub("", html.unescape(value))
        if WHOLE.search(told) and not _is_explained(name, told):
            yield name, told


def _is_explained(name: str, told: str) -> bool:
    if name == "id":
        return PLACES.fullmatch(told) is not None
    if name.startswith("data-"):
        return name in OF_THE_PAGE
    parts = urlsplit(told)
    asked = {key for key, value in parse_qsl(parts.query) if WHOLE.search(value)}
    path = "" if OF_A_PATH.search(parts.path) else parts.path
    return asked <= OF_A_QUERY and not WHOLE.search(path + parts.fragment)
