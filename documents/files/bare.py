"""Pictures inside of a PDF or an office file without what their camera wrote into them: place, hour, device, a small
picture of an earlier state (S-64). Their pixels stay byte for byte; what cannot be read is left as it is, for the
parser of the paper to judge."""

import re
import struct

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Segments that tell how the pixels are to be read begin so. All others of applications go, and comments.
KEPT_SEGMENTS = (b"JFIF\x00", b"Adobe")
COMMENT, SCAN, END, APPLICATION = 0xFE, 0xDA, 0xD9, range(0xE0, 0xF0)
WITHIN_SCAN = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])", re.DOTALL)
TOLD_CHUNKS = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")


def bare_picture(content: bytes) -> bytes:
    """The same picture with its pixels and nothing that is told of them; anything else unchanged."""
    try:
        if content.startswith(JPEG):
            return _jpeg(content)
        if content.startswith(PNG):
            return _png(content)
    except (struct.error, IndexError):
        return content
    return content


def _jpeg(content: bytes) -> bytes:
    """Segments and scans up to the end of the picture. What telephones write behind it goes: a second picture with a
    place of its own, a film. One whose pixels are cut short has no end, and is kept as far as it goes."""
    kept, at = [JPEG], len(JPEG)
    while content[at] == 0xFF and content[at + 1] != END:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        upto = at + 2 + length
        if upto > len(content):
            return content
        if marker == SCAN:
            upto = _end_of_scan(content, upto)
        is_told = marker == COMMENT or (
            marker in APPLICATION and not content.startswith(KEPT_SEGMENTS, at + 4)
        )
        if not is_told:
            kept.append(content[at:upto])
        at = upto
        if at >= len(content):
            return b"".join(kept)
    if content[at] != 0xFF:
        return content
    return b"".join([*kept, content[at : at + 2]])


def _end_of_scan(content: bytes, start: int) -> int:
    """Where the next segment begins: within pixels FF is followed by 00, or marks a place from which to go on."""
    found = WITHIN_SCAN.search(content, start)
    return found.start() if found else len(content)


def _png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if kind not in TOLD_CHUNKS:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)
