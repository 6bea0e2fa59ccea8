"""Pictures inside of a PDF or an office file without what their camera wrote into them: place, hour, device, a small
picture of an earlier state (S-64). Their pixels stay byte for byte; what cannot be read is left as it is, for the
parser of the paper to judge."""

import struct

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Segments that tell how the pixels are to be read begin so. All others of applications go, and comments.
KEPT_SEGMENTS = (b"JFIF\x00", b"Adobe")
COMMENT, SCAN, APPLICATION = 0xFE, 0xDA, range(0xE0, 0xF0)
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
    """Segments up to the first scan, of which the rest of the file are the pixels."""
    kept, at = [JPEG], len(JPEG)
    while content[at] == 0xFF and content[at + 1] != SCAN:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        is_told = marker == COMMENT or (
            marker in APPLICATION and not content.startswith(KEPT_SEGMENTS, at + 4)
        )
        if not is_told:
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, content[at:]])


def _png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if kind not in TOLD_CHUNKS:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)
