"""A ladder over time: rungs below each other, a line that climbs and falls, marks for what was tried."""

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from . import svg
from .geometry import Box, Drawing, Label, Line, text_width

MARGIN, NAME, WIDTH, RUNG = 14.0, 92.0, 560.0, 46.0
SIZE, SMALL = 13.0, 11.1
MARK, BLUE = 5.0, "#0017c1"
# Days of the axis are written at most so many times.
MOST_DAYS = 6


@dataclass(frozen=True)
class Rise:
    """From this day on the relation stands on this rung (0 is the lowest)."""

    on: datetime.date
    rung: int
    words: str


@dataclass(frozen=True)
class Mark:
    """Something that was tried on a day: "met" filled, "heard" half, "none" hollow, "refused" crossed."""

    on: datetime.date
    sort: str
    words: str


@dataclass(frozen=True)
class _Scale:
    """Where a day and a rung lie."""

    first: datetime.date
    last: datetime.date
    ground: float
    left: float = MARGIN + NAME

    def x_of(self, day: datetime.date) -> float:
        span = max((self.last - self.first).days, 1)
        return self.left + WIDTH * (day - self.first).days / span

    def y_of(self, rung: int) -> float:
        return self.ground - RUNG * (rung + 0.5)


def draw_ladder(
    rungs: Sequence[str],
    rises: Sequence[Rise],
    marks: Sequence[Mark],
    *,
    until: datetime.date,
    title: str,
) -> Drawing:
    """The line of the rises until a day, and below it the marks; the oldest day is at the left."""
    days = [rise.on for rise in rises] + [mark.on for mark in marks] + [until]
    ground = MARGIN + 8 + RUNG * len(rungs)
    at = ground + 12  # of the marks
    scale = _Scale(min(days), max(days), ground)
    inner = [_grid(scale.left, scale.y_of(number)) for number in range(len(rungs))]
    lines, points = _climb(rises, scale)
    inner.append(svg.path(points, width=3, stroke=BLUE))
    boxes: dict[str, Box] = {}
    for number, rise in enumerate(rises):
        box = _around(scale.x_of(rise.on), scale.y_of(rise.rung))
        boxes[f"rise:{number}"] = box
        inner.append(svg.rectangle(box, fill=BLUE, stroke=svg.INK, stroke_width=1))
    for number, mark in enumerate(marks):
        boxes[f"mark:{number}"] = _around(scale.x_of(mark.on), at)
        inner.append(_mark(mark.sort, scale.x_of(mark.on), at))
    labels = [
        *_names(rungs, ground),
        Label(Box(MARGIN, at - 8, NAME - 10, 16), ("働きかけ",), SIZE, anchor="start"),
        *_axis(scale, at + 14),
    ]
    height = at + 14 + svg.label_height(1, SMALL) + MARGIN
    width = scale.left + WIDTH + MARGIN + 24
    inner += [svg.text(label) for label in labels]
    says = f"{title}。同じ内容の表が、この図のあとにあります"
    words = [rise.words for rise in rises] + [mark.words for mark in marks]
    drawn = svg.picture(width, height, inner, says=says)
    return Drawing(width, height, boxes, labels, lines, drawn, words)


def _around(x: float, y: float) -> Box:
    return Box(x - MARK, y - MARK, 2 * MARK, 2 * MARK)


def _names(rungs: Sequence[str], ground: float) -> list[Label]:
    return [
        Label(
            Box(MARGIN, ground - RUNG * (number + 0.5) - 9, NAME - 10, 18),
            (name,),
            SIZE,
            anchor="start",
            weight="bold",
        )
        for number, name in enumerate(rungs)
    ]


def _grid(left: float, y: float) -> SafeString:
    return svg.line(Line(left, y, left + WIDTH, y), width=1, dashes="2 5", stroke=svg.GREY)


def _climb(rises: Sequence[Rise], scale: _Scale) -> tuple[list[Line], list[tuple[float, float]]]:
    """The line as steps: along a rung until the next day, then up or down."""
    points: list[tuple[float, float]] = []
    for rise in rises:
        x = scale.x_of(rise.on)
        if points:
            points.append((x, points[-1][1]))
        points.append((x, scale.y_of(rise.rung)))
    if points:
        points.append((scale.x_of(scale.last), points[-1][1]))
    lines = [Line(*before, *after) for before, after in itertools.pairwise(points)]
    return lines, points


def _mark(sort: str, x: float, y: float) -> SafeString:
    """Told apart by shape, not by colour."""
    fill = svg.INK if sort == "met" else svg.GREY if sort == "heard" else svg.PAPER
    circle = svg.element("circle", cx=x, cy=y, r=MARK, fill=fill, stroke=svg.INK, stroke_width=1.5)
    if sort != "refused":
        return circle
    size = MARK - 1
    return svg.group(
        [
            circle,
            svg.path([(x - size, y - size), (x + size, y + size)], width=1.5),
            svg.path([(x - size, y + size), (x + size, y - size)], width=1.5),
        ]
    )


def _axis(scale: _Scale, y: float) -> list[Label]:
    """Days along the bottom, the first and the last among them, none over another."""
    span = (scale.last - scale.first).days
    wanted = min(MOST_DAYS, span + 1)
    ago = {round(span * number / max(wanted - 1, 1)) for number in range(wanted)}
    labels: list[Label] = []
    for days in sorted(ago):
        day = scale.first + datetime.timedelta(days=days)
        words = f"{day.month}/{day.day}"
        width = text_width(words, SMALL)
        x = scale.x_of(day) - width / 2
        if labels and labels[-1].box.right + 4 > x:
            continue
        box = Box(x, y, width, svg.label_height(1, SMALL))
        labels.append(Label(box, (words,), SMALL, anchor="start"))
    return labels
