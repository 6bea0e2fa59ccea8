"""Boxes, lines and texts of a drawing, in px; what a test may ask of them."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

# Widths for measuring: our fonts are proportional and never wider than this (em).
FULL, HALF = 1.0, 0.64


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True)
class Line:
    """A straight piece of a line."""

    x1: float
    y1: float
    x2: float
    y2: float

    def crosses(self, box: Box) -> bool:
        """Whether any point of the line lies inside the box (Liang-Barsky)."""
        dx, dy = self.x2 - self.x1, self.y2 - self.y1
        low, high = 0.0, 1.0
        for step, room in (
            (-dx, self.x1 - box.x),
            (dx, box.right - self.x1),
            (-dy, self.y1 - box.y),
            (dy, box.bottom - self.y1),
        ):
            if step == 0:
                if room <= 0:
                    return False
                continue
            at = room / step
            if step < 0:
                low = max(low, at)
            else:
                high = min(high, at)
            if low >= high:
                return False
        return True


@dataclass(frozen=True)
class Label:
    """A text of one or more lines, centred on x or starting there."""

    box: Box
    lines: tuple[str, ...]
    size: float
    anchor: str = "middle"
    fill: str = "#1a1a1a"
    weight: str = "normal"


@dataclass(frozen=True)
class Drawing:
    """A finished picture: how large, what stands where, as SVG, and in words."""

    width: float
    height: float
    boxes: dict[str, Box]
    labels: list[Label]
    lines: list[Line]
    svg: SafeString
    words: list[str] = field(default_factory=list)


def text_width(text: str, size: float) -> float:
    """Width that the text does not exceed."""
    return sum(HALF if ord(char) < 0x2000 else FULL for char in text) * size


def wrap(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """The text in at most `most` lines of that width; what does not fit ends in 「…」."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        line = _first_line(rest, size, width)
        rest = rest[len(line) :].strip()
        lines.append(line.strip())
    if rest:
        last = lines[-1]
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        lines[-1] = last + "…"
    return tuple(lines)


def _first_line(text: str, size: float, width: float) -> str:
    """As much as fits; broken after a comma or at a space, as between surname and name."""
    if text_width(text, size) <= width:
        return text
    end = 1
    while end < len(text) and text_width(text[: end + 1], size) <= width:
        end += 1
    comma = text.rfind("、", 0, end)
    if comma > 0:
        return text[: comma + 1]
    space = text.rfind(" ", 0, end + 1)
    return text[:space] if space > 0 else text[:end]
