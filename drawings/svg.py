"""The only writer of SVG: known elements and attributes, every value escaped.

No style, script, link, id or event attribute can come out of it (S-47, CSP).
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .geometry import Box, Label, Line

ELEMENTS = frozenset({"svg", "g", "path", "line", "rect", "circle", "ellipse", "polygon", "text"})
ATTRIBUTES = frozenset(
    {
        "width", "height", "viewBox", "role", "aria-label", "xmlns", "focusable", "class",
        "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d", "points",
        "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
        "stroke-linejoin", "font-size", "font-weight", "text-anchor",
    }
)  # fmt: skip
INK, GREY, PAPER = "#1a1a1a", "#5c5c5c", "#ffffff"
LINE_HEIGHT = 1.25


def number(value: float) -> str:
    """A coordinate, the same on every machine."""
    return f"{round(value, 1):g}"


def group(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of SVG, one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def element(tag: str, inner: str = "", /, **attributes: object) -> SafeString:
    """One element; `inner` is SVG that was written here, or a text. Names use _ where SVG has -."""
    if tag not in ELEMENTS:
        raise ValueError(f"no such element in our drawings: {tag}")
    written = []
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if name not in ATTRIBUTES:
            raise ValueError(f"no such attribute in our drawings: {name}")
        written.append((name, number(value) if isinstance(value, int | float) else str(value)))
    return format_html("<{0}{1}>{2}</{0}>", tag, format_html_join("", ' {}="{}"', written), inner)


def text(label: Label) -> SafeString:
    """A label, line by line, inside its box."""
    x = label.box.x + (label.box.width / 2 if label.anchor == "middle" else 0)
    return group(
        element(
            "text",
            line,
            x=x,
            y=label.box.y + label.size * (0.98 + LINE_HEIGHT * n),
            font_size=label.size,
            text_anchor=label.anchor,
            fill=label.fill,
            font_weight=label.weight,
        )
        for n, line in enumerate(label.lines)
    )


def label_height(lines: int, size: float) -> float:
    """Height of the box of so many lines."""
    return lines * size * LINE_HEIGHT


def line(piece: Line, *, width: float = 1.5, dashes: str = "", stroke: str = INK) -> SafeString:
    """A straight line."""
    return path([(piece.x1, piece.y1), (piece.x2, piece.y2)], width=width, dashes=dashes,
                stroke=stroke)  # fmt: skip


def path(
    points: Iterable[tuple[float, float]],
    *,
    width: float = 1.5,
    dashes: str = "",
    stroke: str = INK,
    closed: bool = False,
) -> SafeString:
    """A line through points."""
    steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    more = {"stroke_dasharray": dashes} if dashes else {}
    return element(
        "path",
        d=f"M{steps}{' Z' if closed else ''}",
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_linejoin="round",
        **more,
    )


def rectangle(box: Box, **attributes: object) -> SafeString:
    """A box."""
    return element(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes
    )  # fmt: skip


def picture(width: float, height: float, inner: Iterable[SafeString], *, says: str) -> SafeString:
    """The whole picture; `says` is what a reader who does not see it hears first."""
    return element(
        "svg",
        group([rectangle(Box(0, 0, width, height), fill=PAPER), *inner]),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        focusable="false",
        aria_label=says,
    )
