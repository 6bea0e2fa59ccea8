"""Who will read it (R18): beside each free text, and on each page of a case, meeting or plan."""

import re

TEXTAREA = re.compile(r"<textarea\b[^>]*>")
NAMED = re.compile(r'\bid="([^"]+)"')
SAID = re.compile(r'id="([^"]+)_a"')
# Words of the band, the card and the line.
ON_A_PAGE = re.compile(r"見られる人|読める人")


def texts_without_readers(body: bytes) -> set[str]:
    """Free texts of a page beside which nobody says who will read them, by id."""
    page = body.decode("utf-8", "replace")
    said = set(SAID.findall(page))
    found = set()
    for tag in TEXTAREA.findall(page):
        name = NAMED.search(tag)
        if name is None or name[1] not in said:
            found.add(name[1] if name else tag[:80])
    return found


def says_who_reads(body: bytes) -> bool:
    """Whether a page tells who else can see what it shows."""
    return ON_A_PAGE.search(body.decode("utf-8", "replace")) is not None
