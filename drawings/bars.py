"""Lying bars: one row a label, parts told apart by a pattern of lines as well as by tone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from . import svg
from .geometry import Box, Drawing, Label, text_width, wrap

MARGIN, NAME, BAR, HEIGHT, GAP = 12.0, 170.0, 330.0, 20.0, 12.0
SIZE, SMALL = 12.5, 10.5
# Tone, and how many lines cross the part: readable in grey and by whoever tells no colours apart.
TONES = {
    "red": ("#b3261e", 2),
    "yellow": ("#ffd43d", 1),
    "green": ("#7fc4a0", 0),
    "blue": ("#5b7fd6", 0),
    "line": ("#b3b3b3", 0),
    "empty": ("#ffffff", 0),
}


@dataclass(frozen=True)
class Part:
    """A part of a bar."""

    label: str
    count: int
    tone: str = "blue"


@dataclass(frozen=True)
class Bar:
    """A row: its name, and its parts from the left."""

    name: str
    parts: tuple[Part, ...]
    unit: str = "件"

    @property
    def words(self) -> str:
        return f"{self.total}{self.unit}"

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)


def draw_bars(bars: Sequence[Bar], *, title: str) -> Drawing:
    """The bars below each other, on one scale; each part carries its number."""
    most = max((bar.total for bar in bars), default=0) or 1
    boxes: dict[str, Box] = {}
    labels: list[Label] = []
    inner: list[SafeString] = []
    y = MARGIN
    for row, bar in enumerate(bars):
        name = wrap(bar.name, SIZE, NAME - 10, 3)
        height = max(HEIGHT, svg.label_height(len(name), SIZE))
        labels.append(
            Label(
                Box(MARGIN, y, NAME - 10, svg.label_height(len(name), SIZE)),
                name,
                SIZE,
                anchor="start",
            )
        )
        x = MARGIN + NAME
        for part in bar.parts:
            if not part.count:
                continue
            box = Box(x, y, BAR * part.count / most, HEIGHT)
            boxes[f"{row}:{part.label}"] = box
            inner.append(_part(box, part.tone))
            x = box.right
        labels.append(
            Label(
                Box(x + 6, y + 2, text_width(bar.words, SIZE), svg.label_height(1, SIZE)),
                (bar.words,),
                SIZE,
                anchor="start",
                weight="bold",
            )
        )
        y += height + GAP
    y = _legend(bars, y, labels, inner)
    width = (
        MARGIN * 2 + NAME + BAR + max((text_width(bar.words, SIZE) for bar in bars), default=0) + 12
    )
    inner += [svg.text(label) for label in labels]
    says = f"{title}。同じ数の表が、この図のあとにあります"
    return Drawing(
        width,
        y,
        boxes,
        labels,
        [],
        svg.picture(width, y, inner, says=says),
        [_words(bar) for bar in bars],
    )


def _part(box: Box, tone: str) -> SafeString:
    fill, crossing = TONES[tone]
    drawn = [svg.rectangle(box, fill=fill, stroke=svg.INK, stroke_width=1)]
    for number in range(1, crossing + 1):
        at = box.y + box.height * number / (crossing + 1)
        drawn.append(
            svg.path([(box.x, at), (box.right, at)], width=1, stroke=svg.INK, dashes="4 3")
        )
    return svg.group(drawn)


def _legend(bars: Sequence[Bar], y: float, labels: list[Label], inner: list[SafeString]) -> float:
    """What the tones mean, when bars have several parts."""
    tones = {part.label: part.tone for bar in bars for part in bar.parts}
    if len(tones) < 2:
        return y
    x = MARGIN + NAME
    for words, tone in tones.items():
        inner.append(_part(Box(x, y, 16, 12), tone))
        width = text_width(words, SMALL)
        labels.append(
            Label(
                Box(x + 22, y, width, svg.label_height(1, SMALL)), (words,), SMALL, anchor="start"
            )
        )
        x += width + 40
    return y + HEIGHT + GAP / 2


def _words(bar: Bar) -> str:
    parts = "、".join(f"{part.label} {part.count}{bar.unit}" for part in bar.parts if part.label)
    return f"{bar.name}：{bar.words}（{parts}）"
