"""A schematic map: areas that touch each other, with numbered marks in them. No tiles, no coordinates of
the world: only who lies beside whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from . import svg
from .geometry import Box, Drawing, Label, text_width

SIZE, SMALL = 15.0, 11.0
RADIUS, STEP, PAD = 11.0, 30.0, 12.0
NAME_HEIGHT = 46.0
# Fills of the areas, told apart by their borders and names as well.
FILLS = ("#f2f6fc", "#f6f3ea", "#eef6f0", "#f7f0f5")
SORTS = {"standing": "#0017c1", "other": svg.PAPER, "waiting": svg.PAPER}


@dataclass(frozen=True)
class Mark:
    """A numbered mark: "standing" a filled circle, "other" a hollow circle, "waiting" a dashed square."""

    number: int
    sort: str
    words: str


@dataclass(frozen=True)
class AreaShape:
    """One area: its outline, the box inside it that takes name and marks, and the marks."""

    name: str
    outline: tuple[tuple[float, float], ...]
    inside: Box
    line: str = ""
    marks: Sequence[Mark] = field(default_factory=tuple)


def draw_areas(
    shapes: Sequence[AreaShape],
    *,
    width: float,
    height: float,
    legend: Sequence[tuple[str, str]],
    title: str,
) -> Drawing:
    """The areas with their marks in rows; below them what the marks mean."""
    boxes: dict[str, Box] = {}
    labels: list[Label] = []
    inner: list[SafeString] = []
    words: list[str] = []
    for number, shape in enumerate(shapes):
        inner.append(
            svg.element(
                "polygon",
                points=" ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in shape.outline),
                fill=FILLS[number % len(FILLS)],
                stroke=svg.GREY,
                stroke_width=2,
            )
        )
    for shape in shapes:
        labels += _names(shape)
        for place, mark in zip(_places(shape), shape.marks, strict=False):
            boxes[f"mark:{mark.number}"] = place
            inner.append(_mark(mark.sort, place))
            labels.append(_number(mark, place))
        words.append(f"{shape.name}：{'、'.join(m.words for m in shape.marks) or 'なし'}")
    bottom = _legend(legend, width, height, labels, inner)
    inner += [svg.text(label) for label in labels]
    says = f"{title}。同じ内容の一覧が、この図のとなりにあります"
    return Drawing(
        width, bottom, boxes, labels, [], svg.picture(width, bottom, inner, says=says), words
    )


def room_in(inside: Box) -> int:
    """How many marks an area takes."""
    across = int(inside.width // STEP)
    down = int((inside.height - NAME_HEIGHT) // STEP)
    return max(across * down, 0)


def _names(shape: AreaShape) -> list[Label]:
    box = shape.inside
    name = Box(box.x, box.y, box.width, svg.label_height(1, SIZE))
    labels = [Label(name, (shape.name,), SIZE, anchor="start", weight="bold")]
    if shape.line:
        at = Box(box.x, box.y + 21, box.width, svg.label_height(1, SMALL))
        labels.append(Label(at, (shape.line,), SMALL, anchor="start"))
    return labels


def _places(shape: AreaShape) -> list[Box]:
    """Boxes for the marks, row by row below the name."""
    box = shape.inside
    across = max(int(box.width // STEP), 1)
    found = []
    for number in range(room_in(box)):
        row, column = divmod(number, across)
        x = box.x + column * STEP
        y = box.y + NAME_HEIGHT + row * STEP
        found.append(Box(x, y, 2 * RADIUS, 2 * RADIUS))
    return found


def _mark(sort: str, box: Box) -> SafeString:
    if sort == "waiting":
        return svg.rectangle(
            box, fill=SORTS[sort], stroke=svg.INK, stroke_width=1.5, stroke_dasharray="3 3"
        )
    return svg.element(
        "circle",
        cx=box.x + RADIUS,
        cy=box.y + RADIUS,
        r=RADIUS,
        fill=SORTS[sort],
        stroke="#0017c1",
        stroke_width=2,
    )


def _number(mark: Mark, box: Box) -> Label:
    fill = svg.PAPER if mark.sort == "standing" else svg.INK
    at = Box(box.x, box.y + RADIUS - SMALL * 0.62, box.width, svg.label_height(1, SMALL))
    return Label(at, (str(mark.number),), SMALL, fill=fill, weight="bold")


def _legend(
    legend: Sequence[tuple[str, str]],
    width: float,
    top: float,
    labels: list[Label],
    inner: list[SafeString],
) -> float:
    """In a row, or in several where there is no room."""
    x, y = PAD, top + 8
    for sort, words in legend:
        needed = text_width(words, SMALL)
        if x > PAD and x + 2 * RADIUS + 6 + needed > width - PAD:
            x, y = PAD, y + STEP
        inner.append(_mark(sort, Box(x, y, 2 * RADIUS, 2 * RADIUS)))
        at = Box(x + 2 * RADIUS + 6, y + 4, needed, svg.label_height(1, SMALL))
        labels.append(Label(at, (words,), SMALL, anchor="start"))
        x = at.right + 18
    return y + 2 * RADIUS + PAD
