"""A finished PDF read again: which case numbers its text holds (F-22)."""

import io
import re

import pypdfium2

# A number may be broken at the edge of a narrow column; for a hyphen there PDFium gives U+FFFE.
_BREAK, _DIGIT, _HYPHEN = r"[\r\n]*", "[0-9０-９]", "[-‐‑－\x02\ufffe]"
_SERIAL = _BREAK.join([_DIGIT] * 5)
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])[RＲ]{_BREAK}({_DIGIT}(?:{_BREAK}{_DIGIT})?){_BREAK}"
    rf"{_HYPHEN}{_BREAK}({_SERIAL})(?!{_DIGIT})"
)
# As documents/paper.html writes it: parts in spans, all in one line.
_PRINTED = re.compile(r'<div class="paper-number">(.*?)</div>')
_TAG = re.compile("<[^>]*>")


class Unreadable(Exception):
    """The file is no PDF that can be read again."""


def printed_number(html: str) -> str:
    """What a paper that is about to be laid out says its number is; empty without one."""
    found = _PRINTED.search(html)
    return _TAG.sub("", found[1]) if found else ""


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    try:
        paper = pypdfium2.PdfDocument(io.BytesIO(pdf))
    except pypdfium2.PdfiumError as exc:
        raise Unreadable from exc
    with paper:
        return [leaf.get_textpage().get_text_range() for leaf in paper]


def text_of(pdf: bytes) -> str:
    """All text of the file, page after page."""
    return "\n".join(pages_of(pdf))


def case_numbers_in(text: str) -> set[str]:
    """Case numbers in it, as the register writes them: R8-48213."""
    return {f"R{_plain(year)}-{_plain(serial)}" for year, serial in _NUMBER.findall(text)}


def _plain(digits: str) -> str:
    """Half-width digits, joined over line ends."""
    return "".join(str(int(digit)) for digit in digits if digit.isdecimal())
