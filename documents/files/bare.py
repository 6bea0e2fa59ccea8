"""Pictures inside of a PDF or an office file without what their camera wrote into them: place, hour, device, a small
picture of an earlier state (S-64). Their pixels stay byte for byte; from where they cannot be read any further they are
left as they are, for the parser of the paper to judge."""

import re
import struct

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Segments that tell how the pixels are to be read begin so. All others of applications go, and comments.
KEPT_SEGMENTS = (b"JFIF\x00", b"Adobe")
COMMENT, SCAN, APPLICATION, END = 0xFE, 0xDA, range(0xE0, 0xF0), b"\xff\xd9"
ALONE = (0x01, *range(0xD0, 0xD8))  # markers without a segment
WITHIN_SCAN = re.compile(rb"\xff(?=[^\x00\x01\xd0-\xd7\xff])", re.DOTALL)
TOLD_CHUNKS = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")


def bare_picture(content: bytes) -> bytes:
    """The same picture with its pixels and nothing that is told of them; anything else unchanged."""
    if content.startswith(JPEG):
        return _jpeg(content)
    return _png(content) if content.startswith(PNG) else content


def _jpeg(content: bytes) -> bytes:
    """Segments and scans up to the end of the picture. What telephones write behind it goes: a second picture with a
    place of its own, a film. Where it cannot be read any further, what is left stays as it came."""
    kept, at = [JPEG], len(JPEG)
    while at + 4 <= len(content) and content[at : at + 2] != END:
        marker = content[at + 1]
        if content[at] != 0xFF or marker == 0xFF:  # padding, and what decoders skip
            at += 1
            continue
        length = 0 if marker in ALONE else int.from_bytes(content[at + 2 : at + 4])
        upto = at + 2 + length
        if upto > len(content):
            break
        if marker == SCAN:
            upto = _end_of_scan(content, upto)
        is_told = marker == COMMENT or (
            marker in APPLICATION and not content.startswith(KEPT_SEGMENTS, at + 4)
        )
        if not is_told:
            kept.append(content[at:upto])
        at = upto
    if content.startswith(END, at):
        return b"".join([*kept, END])
    return b"".join([*kept, content[at:]])


def _end_of_scan(content: bytes, start: int) -> int:
    """Where the next segment begins: within pixels FF is followed by 00, or marks a place from which to go on."""
    found = WITHIN_SCAN.search(content, start)
    return found.start() if found else len(content)


def _png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(content):
        if at + 8 > len(content):
            return b"".join([*kept, content[at:]])
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if kind not in TOLD_CHUNKS:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)
