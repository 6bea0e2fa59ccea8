"""Plain text: UTF-8 or the encoding of Japanese Windows; nothing that is not writing."""

import unicodedata

from .refusal import Refused

WRITING = frozenset("\n\t")


def as_utf8(content: bytes) -> bytes:
    """The text in UTF-8 with simple line ends. Raises Refused for what is no text."""
    words = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(c) == "Cc" and c not in WRITING for c in words):
        raise Refused("not text")
    return words.encode()


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("not text")
