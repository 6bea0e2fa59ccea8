"""Marks drawn into the pixels of a page: who has it, when, and which copy it is (domain.md R17)."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from .kinds import FileKind
from .pictures import SCREEN_PIXELS, SCREEN_QUALITY, drawn_for_screen
from .refusal import Refused

FONT = Path(__file__).parent.parent / "fonts" / "BIZUDPGothic-Regular.ttf"
PRINT_QUALITY = 85
# A4 at 150 dots an inch, and the same in points; the margin of what is laid on it.
A4_PIXELS, A4_POINTS, MARGIN = (1240, 1754), (595.28, 841.89), 50
GREY, STRENGTH, SLANT = 90, 70, 24


def page(content: bytes, kind: str, number: int, mark: dict[str, str]) -> bytes:
    """A page for the screen, marked."""
    with Leaves(content, kind, SCREEN_PIXELS) as leaves:
        if not 1 <= number <= len(leaves):
            raise Refused("no page")
        leaf = leaves[number - 1]
    head = _band(leaf.width)
    sheet = Image.new("RGB", (leaf.width, leaf.height + head), "white")
    sheet.paste(leaf, (0, head))
    return _jpeg(_marked(sheet, mark, _veil(sheet.size, mark["across"])), SCREEN_QUALITY)


def copies(content: bytes, kind: str, marks: list[dict[str, str]]) -> bytes:
    """A PDF with all pages once for each mark."""
    with Leaves(content, kind, A4_PIXELS[1]) as leaves:
        sheets = [_on_a4(leaves[n]) for n in range(len(leaves))]
    paper = pikepdf.new()
    for mark in marks:
        veils = {size: _veil(size, mark["across"]) for size in {s.size for s in sheets}}
        for sheet in sheets:
            _add(paper, _marked(sheet, mark, veils[sheet.size]), mark.get("number", ""))
    target = io.BytesIO()
    paper.save(target, deterministic_id=True)
    return target.getvalue()


class Leaves:
    """Pages of a PDF, or the one picture, drawn when they are asked for."""

    def __init__(self, content: bytes, kind: str, longest: int) -> None:
        self.longest = longest
        self.paper = pypdfium2.PdfDocument(content) if kind == FileKind.PDF else None
        self.picture = None if self.paper else drawn_for_screen(content, longest)

    def __enter__(self) -> "Leaves":
        return self

    def __exit__(self, *_: Any) -> None:
        if self.paper is not None:
            self.paper.close()

    def __len__(self) -> int:
        return 1 if self.paper is None else len(self.paper)

    def __getitem__(self, number: int) -> Image.Image:
        if self.paper is None:
            assert self.picture is not None
            return self.picture
        leaf = self.paper[number]
        scale = min(self.longest / max(*leaf.get_size(), 1), 4)
        drawn: Image.Image = leaf.render(scale=scale).to_pil().convert("RGB")
        return drawn


def _on_a4(leaf: Image.Image) -> Image.Image:
    """The page on white A4, upright or across as it is itself, with room for the line above."""
    size = A4_PIXELS if leaf.height >= leaf.width else A4_PIXELS[::-1]
    head = _band(size[0])
    room = (size[0] - 2 * MARGIN, size[1] - head - 2 * MARGIN)
    scale = min(room[0] / leaf.width, room[1] / leaf.height)
    fitted = leaf.resize((max(int(leaf.width * scale), 1), max(int(leaf.height * scale), 1)))
    sheet = Image.new("RGB", size, "white")
    sheet.paste(fitted, ((size[0] - fitted.width) // 2, head + MARGIN))
    return sheet


def _band(width: int) -> int:
    """Height of the line above a page."""
    return max(width // 22, 30)


def _veil(size: tuple[int, int], words: str) -> Image.Image:
    """The words again and again across the page, as a mask."""
    width, height = size
    font = ImageFont.truetype(str(FONT), max(width // 38, 14))
    long = int(font.getlength(words)) + width // 8
    side = int((width**2 + height**2) ** 0.5) + long
    veil = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(veil)
    step = max(width // 6, 60)
    for row, top in enumerate(range(0, side, step)):
        for left in range(-(row % 2) * long // 2, side, long):
            draw.text((left, top), words, fill=STRENGTH, font=font)
    turned = veil.rotate(SLANT)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def _marked(sheet: Image.Image, mark: dict[str, str], veil: Image.Image) -> Image.Image:
    marked = sheet.copy()
    marked.paste((GREY, GREY, GREY), (0, 0, *sheet.size), veil)
    head = _band(sheet.width)
    draw = ImageDraw.Draw(marked)
    draw.rectangle((0, 0, sheet.width, head), fill="white")
    font = _fitting(mark["head"], sheet.width - head, head * 5 // 9)
    draw.text((head // 2, head // 2), mark["head"], fill="black", font=font, anchor="lm")
    draw.line((0, head, sheet.width, head), fill="black", width=2)
    return marked


def _fitting(words: str, width: int, most: int) -> Any:
    """The font in which the words fit on one line."""
    font = ImageFont.truetype(str(FONT), most)
    length = font.getlength(words)
    if length > width:
        font = ImageFont.truetype(str(FONT), max(int(most * width / length), 8))
    return font


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()


def _add(paper: Any, sheet: Image.Image, number: str) -> None:
    """The sheet as a page of the PDF; the number is there as text without ink, too."""
    wide, high = A4_POINTS if sheet.height >= sheet.width else A4_POINTS[::-1]
    picture = pikepdf.Stream(
        paper,
        _jpeg(sheet, PRINT_QUALITY),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=sheet.width,
        Height=sheet.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    leaf = paper.add_blank_page(page_size=(wide, high))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    leaf.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Sheet=picture), Font=pikepdf.Dictionary(Plain=font)
    )
    drawn = f"q {wide} 0 0 {high} 0 0 cm /Sheet Do Q"
    if number:
        drawn += f" BT /Plain 8 Tf 3 Tr 20 {high - 20} Td ({number}) Tj ET"
    leaf.obj.Contents = pikepdf.Stream(paper, drawn.encode("ascii"))
