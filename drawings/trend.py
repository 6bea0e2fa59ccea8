"""Standing columns, month by month: how a number goes through a year. A hidden number is a dashed field
of one height, whatever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from . import svg
from .geometry import Box, Drawing, Label

MARGIN, COLUMN, GAP, HIGH, TOP = 16.0, 40.0, 12.0, 150.0, 26.0
SIZE = 12.0
BLUE, BEFORE = "#3460fb", "#c5d7fb"


@dataclass(frozen=True)
class Column:
    """One month. `number` is None where nothing is known or shown; `shown` is written above it."""

    label: str
    number: Decimal | None
    shown: str
    is_hidden: bool = False
    is_running: bool = False


def draw_trend(columns: Sequence[Column], *, title: str, unit: str) -> Drawing:
    """The columns beside each other, on one scale from nought."""
    most = max((column.number for column in columns if column.number), default=Decimal(1))
    boxes: dict[str, Box] = {}
    labels: list[Label] = []
    inner: list[SafeString] = []
    ground = TOP + HIGH
    for place, column in enumerate(columns):
        x = MARGIN + place * (COLUMN + GAP)
        height = HIGH * float((column.number or 0) / most)
        dashes: dict[str, str] = {}
        if column.is_hidden:
            height, dashes = 14.0, {"stroke_dasharray": "4 3"}
        if height:
            box = Box(x, ground - height, COLUMN, height)
            boxes[str(place)] = box
            fill = svg.PAPER if column.is_hidden else BEFORE if column.is_running else BLUE
            inner.append(svg.rectangle(box, fill=fill, stroke=svg.INK, stroke_width=1, **dashes))
        labels.append(
            _label(Box(x - GAP / 2, ground - height - 18, COLUMN + GAP, 15), column.shown)
        )
        labels.append(_label(Box(x - GAP / 2, ground + 6, COLUMN + GAP, 15), column.label))
    width = MARGIN * 2 + len(columns) * (COLUMN + GAP) - GAP
    inner.append(svg.path([(MARGIN / 2, ground), (width - MARGIN / 2, ground)], width=1))
    inner += [svg.text(label) for label in labels]
    says = f"{title}。同じ数の表が、この図のあとにあります"
    words = [f"{column.label}：{column.shown}{unit}" for column in columns]
    height = ground + 30
    picture = svg.picture(width, height, inner, says=says)
    return Drawing(width, height, boxes, labels, [], picture, words)


def _label(box: Box, words: str) -> Label:
    return Label(box, (words,), SIZE)
