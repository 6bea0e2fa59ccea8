"""Kinds of files that are taken; anything else is not (S-63, S-66)."""

import enum
import unicodedata

MOST_BYTES = 20 * 1024 * 1024


class FileKind(enum.StrEnum):
    """What a file is once it is kept. HEIC photographs are kept as JPEG."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    TEXT = "txt"


OFFICE = (FileKind.DOCX, FileKind.XLSX, FileKind.PPTX)
PICTURES = (FileKind.JPEG, FileKind.PNG)

CONTENT_TYPES: dict[str, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.TEXT: "text/plain; charset=utf-8",
}
EXTENSIONS: dict[str, str] = {
    "pdf": FileKind.PDF,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "heic": FileKind.JPEG,
    "heif": FileKind.JPEG,
    "png": FileKind.PNG,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "pptx": FileKind.PPTX,
    "txt": FileKind.TEXT,
}
# For the dialogue in which a file is chosen.
ACCEPT = ",".join(f".{extension}" for extension in EXTENSIONS)
# How the content of each extension begins.
STARTS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "pptx": (b"PK\x03\x04",),
}
HEIF = ("heic", "heif")


def extension_of(name: str) -> str:
    """The last extension of a file's name, in small ASCII letters; empty for none."""
    folded = unicodedata.normalize("NFKC", name).strip().lower()
    stem, dot, extension = folded.rpartition(".")
    return extension if stem and dot and "\x00" not in name else ""


def kind_by_name(name: str) -> str | None:
    """The kind that the name promises, or None for a kind that is not taken."""
    return EXTENSIONS.get(extension_of(name))


def starts_right(content: bytes, extension: str) -> bool:
    """Whether the content begins as the extension says."""
    if extension in HEIF:
        return content[4:8] == b"ftyp"
    starts = STARTS.get(extension)
    return starts is None or content.startswith(starts)
