"""PDF files: written anew without what could act by itself; pages as pictures (S-67)."""

import io
import zlib
from typing import Any

import pikepdf
import pypdfium2

from .bare import bare_picture
from .pictures import SCREEN_PIXELS, SCREEN_QUALITY
from .refusal import Refused

MOST_PAGES = 300
MOST_DEPTH = 50
# Keys that carry scripts, actions, embedded files, properties or the picture of an earlier page, wherever they stand.
ACTING = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF"),
    *("/RichMediaContent", "/PieceInfo", "/Metadata", "/Collection", "/Thumb"),
)
# An action may go to another place of the same paper and nowhere else.
HARMLESS = "/GoTo"
# Annotations that are files, sounds and films.
LOADED = ("/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D")


def without_actions(content: bytes) -> tuple[bytes, int]:
    """The paper without scripts, actions, embedded files and properties; and its pages.

    Raises Refused for a locked one and for too many pages.
    """
    try:
        paper = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as exc:
        raise Refused("locked") from exc
    with paper:
        number = len(paper.pages)
        if number > MOST_PAGES:
            raise Refused("too many pages")
        if number == 0:
            raise Refused("no page")
        for page in paper.pages:
            _drop_loaded(page)
        _scrub(paper.Root, 0)
        for thing in paper.objects:
            _scrub(thing, 0)
            if isinstance(thing, pikepdf.Stream):
                _bare_picture(thing)
        if "/Info" in paper.trailer:
            del paper.trailer["/Info"]
        target = io.BytesIO()
        paper.save(target, encryption=False, deterministic_id=True)
    return target.getvalue(), number


def _bare_picture(stream: Any) -> None:
    """A photograph lies in a paper as its camera wrote it, with the place (S-64)."""
    filters = stream.get("/Filter", "")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names[-1:] != ["/DCTDecode"] or names[:-1] not in ([], ["/FlateDecode"]):
        return
    content = bytes(stream.read_raw_bytes())
    if names[:-1]:
        content = zlib.decompress(content)
    told_how = stream.get("/DecodeParms")
    if isinstance(told_how, pikepdf.Array):
        told_how = told_how[-1]
    is_told = isinstance(told_how, pikepdf.Dictionary)
    stream.write(
        bare_picture(content),
        filter=pikepdf.Name.DCTDecode,
        decode_parms=told_how if is_told else None,
    )


def _drop_loaded(page: Any) -> None:
    if "/Annots" in page:
        kept = [a for a in page.Annots if str(a.get("/Subtype", "")) not in LOADED]
        page.Annots = pikepdf.Array(kept)


def _scrub(thing: Any, depth: int) -> None:
    """Take away what acts, from an object and from what lies directly in it."""
    if depth > MOST_DEPTH:
        raise Refused("too deep")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(thing.keys()):
            # An action may name others that follow it: /Next beside an /S. Beside a heading it is the next heading.
            is_next = key == "/Next" and "/S" in thing
            if key in ACTING or is_next or (key == "/A" and _acts(thing[key])):
                del thing[key]
        parts = [thing[key] for key in thing.keys()]  # noqa: SIM118
    elif isinstance(thing, pikepdf.Array):
        parts = list(thing)
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _scrub(part, depth + 1)


def _acts(value: Any) -> bool:
    """Whether it is an action that leads out of the paper or runs something."""
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/S", HARMLESS)) != HARMLESS


def page(content: bytes, number: int) -> bytes:
    """A page, from 1, as a picture for the screen. Raises Refused when there is none."""
    with pypdfium2.PdfDocument(content) as paper:
        if not 1 <= number <= len(paper):
            raise Refused("no page")
        leaf = paper[number - 1]
        scale = SCREEN_PIXELS / max(*leaf.get_size(), 1)
        drawn = leaf.render(scale=min(scale, 4)).to_pil().convert("RGB")
    target = io.BytesIO()
    drawn.save(target, "JPEG", quality=SCREEN_QUALITY)
    return target.getvalue()
