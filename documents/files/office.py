"""Word, Excel and PowerPoint files without macros: what must not be in them (S-63, S-65).

Such a file is a zip of XML. Its paper is kept as it came, because writing it anew would change it; so whatever could act,
load or hide something leads to refusal. Its properties go: who wrote it and where, and a picture of the first page, which
may be that of an earlier wording; and what a camera wrote into its photographs (S-64).
"""

import io
import re
import stat
import zipfile
from xml.etree import ElementTree  # nosec B405

from .bare import JPEG, PNG, bare_picture
from .kinds import FileKind
from .refusal import Refused

MOST_ENTRIES = 1000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
SMALL = 1024 * 1024  # below this a high ratio harms nobody: XML of an empty sheet

MAIN = {
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ".main+xml",
}
TYPES = "[Content_Types].xml"
ACTING = ("vbaproject", "activex", "macrosheets", "customui", "externallinks")
EMBEDDED = ("embeddings/", "oleobject")
# What such a file consists of: text of its own, pictures, fonts. Whatever else lies in it is a file of its own.
PHOTOGRAPHS = (".jpg", ".jpeg", ".jpe", ".jfif", ".png")
PICTURES = (*PHOTOGRAPHS, ".gif", ".bmp", ".emf", ".wmf")
PARTS = (".xml", ".rels", ".vml", *PICTURES, ".odttf", ".fntdata")
# As pictures begin; programs call one kind by the name of another.
STARTS = (
    *(JPEG, PNG, b"GIF8", b"BM"),
    *(b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00"),
)
# Printers' settings are binary and harmless.
HARMLESS_BINARY = re.compile(r"(^|/)printersettings/printersettings\d+\.bin$")
LINK = "/hyperlink"
# Relations by which a program loads a file of another kind, or asks somebody for data.
LOADING = ("/afchunk", "/connections", "/querytable", "/oleobject", "/package", "/control")
PROPERTIES = ("docprops/", "package/services/metadata/")
# What names the parts of such a file: where the properties are named they are left out.
NAMING = {
    TYPES: "http://schemas.openxmlformats.org/package/2006/content-types",
    "_rels/.rels": "http://schemas.openxmlformats.org/package/2006/relationships",
}


def check(content: bytes, kind: str) -> None:
    """Raises Refused unless it is an office file of the kind with nothing that acts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as exc:
        raise Refused("no office file") from exc
    with archive:
        entries = archive.infolist()
        _check_sizes(entries)
        for entry in entries:
            _check_entry(entry)
        _check_types(archive, FileKind(kind))
        for entry in entries:
            name = entry.filename.lower()
            if name.endswith(".rels"):
                _check_links(_tree(archive, entry.filename))
            if name.endswith(PICTURES) and not _is_of_properties(name):
                _check_picture(archive, entry)


def without_properties(content: bytes) -> bytes:
    """The same parts, byte for byte, but for the properties and where they are named, and for what a camera wrote into its
    photographs. One without them stays as it is."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if not any(_is_of_properties(e.filename) or _is_picture(e.filename) for e in entries):
            return content
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bare:
            for entry in entries:
                if _is_of_properties(entry.filename):
                    continue
                part = archive.read(entry)
                if entry.filename in NAMING:
                    part = _unnamed(_tree(archive, entry.filename), NAMING[entry.filename])
                elif _is_picture(entry.filename):
                    part = bare_picture(part)
                bare.writestr(entry.filename, part)
    return target.getvalue()


def _is_of_properties(name: str) -> bool:
    return name.replace("\\", "/").lstrip("/").lower().startswith(PROPERTIES)


def _is_part(name: str) -> bool:
    """Whether it may be a part of such a file, by its name in small letters."""
    is_known = name.endswith((*PARTS, "/")) or bool(HARMLESS_BINARY.search(name))
    return is_known or _is_of_properties(name)


def _is_picture(name: str) -> bool:
    return name.lower().endswith(PHOTOGRAPHS)


def _unnamed(parts: ElementTree.Element, namespace: str) -> bytes:
    for part in list(parts):
        if _is_of_properties(part.get("PartName") or part.get("Target") or ""):
            parts.remove(part)
    ElementTree.register_namespace("", namespace)
    written: bytes = ElementTree.tostring(parts, encoding="UTF-8", xml_declaration=True)
    return written


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or len({e.filename for e in entries}) != len(entries):
        raise Refused("strange archive")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused("too much unpacked")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size:
            raise Refused("too much unpacked")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower().replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or "\x00" in name:
        raise Refused("strange archive")
    if entry.flag_bits & 1:
        raise Refused("locked")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("strange archive")
    if any(word in name for word in ACTING):
        raise Refused("macro")
    if any(word in name for word in EMBEDDED) or not _is_part(name):
        raise Refused("embedded")


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part as a tree; document types, with which entities come, are refused."""
    try:
        content = archive.read(name)
    except KeyError as exc:
        raise Refused("no office file") from exc
    if (
        b"<!DOCTYPE" in content
        or b"<!ENTITY" in content
        or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    ):
        raise Refused("strange archive")
    return ElementTree.fromstring(content)  # noqa: S314 # nosec B314


def _check_types(archive: zipfile.ZipFile, kind: FileKind) -> None:
    """The main part is of the kind that the name says; nothing in it takes macros."""
    types = [e.get("ContentType", "").lower() for e in _tree(archive, TYPES)]
    if any("macroenabled" in found or "vbaproject" in found for found in types):
        raise Refused("macro")
    if MAIN[kind].lower() not in types:
        raise Refused("not what its name says")


def _check_picture(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """What is called a picture begins as one: an archive under its name would be carried along."""
    with archive.open(entry) as part:
        if not part.read(8).startswith(STARTS):
            raise Refused("embedded")


def _check_links(relations: ElementTree.Element) -> None:
    """Links that a reader follows may stay; what a program would load by itself may not."""
    for relation in relations:
        is_outside = relation.get("TargetMode", "").lower() == "external"
        kind = relation.get("Type", "").lower()
        if (is_outside and not kind.endswith(LINK)) or kind.endswith(LOADING):
            raise Refused("embedded")
