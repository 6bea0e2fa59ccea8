"""The only writer of SVG: known elements and attributes, every value escaped.

No style, script, link, id or event attribute can come out of it (S-47, CSP).
"""

from collections.abc import Iterable
from html import escape

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


def element(tag: str, inner: str = "", /, **attributes: object) -> str:
    """One element; `inner` is SVG that was written here. Names use _ where SVG has -."""
    if tag not in ELEMENTS:
        raise ValueError(f"no such element in our drawings: {tag}")
    written = []
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if name not in ATTRIBUTES:
            raise ValueError(f"no such attribute in our drawings: {name}")
        text = number(value) if isinstance(value, int | float) else str(value)
        written.append(f' {name}="{escape(text)}"')
    return f"<{tag}{''.join(written)}>{inner}</{tag}>"


def text(label: Label) -> str:
    """A label, line by line, inside its box."""
    x = label.box.x + (label.box.width / 2 if label.anchor == "middle" else 0)
    return "".join(
        element(
            "text",
            escape(line),
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


def line(piece: Line, *, width: float = 1.5, dashes: str = "", stroke: str = INK) -> str:
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
) -> str:
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


def rectangle(box: Box, **attributes: object) -> str:
    """A box."""
    return element(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes
    )  # fmt: skip


def picture(width: float, height: float, inner: Iterable[str], *, says: str) -> SafeString:
    """The whole picture; `says` is what a reader who does not see it hears first."""
    body = rectangle(Box(0, 0, width, height), fill=PAPER) + "".join(inner)
    return SafeString(
        element(
            "svg",
            body,
            xmlns="http://www.w3.org/2000/svg",
            width=width,
            height=height,
            viewBox=f"0 0 {number(width)} {number(height)}",
            role="img",
            focusable="false",
            aria_label=says,
        )
    )
