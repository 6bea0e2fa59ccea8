"""Figures and lines as SVG, with the signs that Japanese welfare uses."""

import math

from django.utils.safestring import SafeString

from drawings import svg
from drawings.geometry import Box, Label, Line, text_width

from .family import Bond, Descent, Ending, Figure, Sex
from .places import NAME, SIZE, SMALL, Cell, age_room
from .routes import RING, Drop, Tie

DEAD = "#3a3a3a"


def figure_box(figure: Figure, x: float, top: float) -> Box:
    """The room of the sign itself."""
    ring = RING if figure.is_subject else 0
    return Box(x - SIZE / 2 - ring, top - ring, SIZE + 2 * ring, SIZE + 2 * ring)


def labels_of(figure: Figure, cell: Cell, x: float, top: float) -> list[Label]:
    """Age inside, name and more below."""
    found = []
    is_inside = text_width(figure.age, SMALL) <= age_room(figure.sex)
    if figure.age and is_inside:
        width = text_width(figure.age, SMALL)
        sink = 8 if figure.sex == Sex.UNKNOWN else 0
        box = Box(x - width / 2, top + SIZE / 2 - SMALL * 0.65 + sink, width, SMALL * 1.3)
        fill = svg.PAPER if figure.is_deceased else svg.INK
        found.append(Label(box, (figure.age,), SMALL, fill=fill, weight="bold"))
    y = top + SIZE + RING + 3
    for lines, size, weight in ((cell.name, NAME, "bold"), (cell.small, SMALL, "normal")):
        if lines:
            width = max(text_width(line, size) for line in lines)
            box = Box(x - width / 2, y, width, svg.label_height(len(lines), size))
            found.append(Label(box, lines, size, weight=weight))
            y = box.bottom
    return found


def paint_figure(figure: Figure, x: float, top: float) -> SafeString:
    """The sign of a person: shape by sex, ring for the subject, filled when dead."""
    middle = top + SIZE / 2
    fill = DEAD if figure.is_deceased else svg.PAPER
    sign = shape(figure.sex, x, middle, SIZE / 2, fill)
    if not figure.is_subject:
        return sign
    return shape(figure.sex, x, middle, SIZE / 2 + RING, svg.PAPER) + sign


def shape(sex: Sex, x: float, y: float, half: float, fill: str) -> SafeString:
    """Square, circle, diamond (other) or triangle (unknown)."""
    look = {"fill": fill, "stroke": svg.INK, "stroke_width": 1.75}
    if sex == Sex.MALE:
        return svg.rectangle(Box(x - half, y - half, 2 * half, 2 * half), **look)
    if sex == Sex.FEMALE:
        return svg.element("circle", cx=x, cy=y, r=half, **look)
    corners = (
        [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        if sex == Sex.OTHER
        else [(x, y - half), (x + half, y + half), (x - half, y + half)]
    )
    points = " ".join(f"{svg.number(a)},{svg.number(b)}" for a, b in corners)
    return svg.element("polygon", points=points, **look)


def reach(sex: Sex, half: float, below: float) -> float:
    """How far the shape reaches sideways at a height below its middle."""
    if sex == Sex.FEMALE:
        return math.sqrt(max(half**2 - below**2, 0.0))
    if sex == Sex.OTHER:
        return half - abs(below)
    return half if sex == Sex.MALE else (half + below) / 2


def paint_tie(tie: Tie) -> SafeString:
    """The line of a couple: dashed without marriage papers; one slash apart, two divorced."""
    bond, ending = tie.union.bond, tie.union.ending
    dashes = {Bond.COMMON_LAW: "7 4"}.get(bond, "")
    width = 1.0 if bond == Bond.UNSTATED else 1.75
    stroke = svg.GREY if bond == Bond.UNSTATED else svg.INK
    drawn = [
        svg.line(piece, width=width, dashes=dashes, stroke=stroke)
        for piece in (tie.bar, *tie.around)
    ]
    at = tie.bar.x1 + min(16.0, (tie.bar.x2 - tie.bar.x1) * 0.25)
    slashes = {Ending.SEPARATED: 1, Ending.DIVORCED: 2}.get(ending, 0)
    for n in range(slashes):
        x, y = at + 6 * n, tie.bar.y1
        drawn.append(svg.line(Line(x - 3, y + 8, x + 3, y - 8), width=1.75))
    return svg.group(drawn)


def paint_drop(drop: Drop) -> SafeString:
    """The line to a child: adopted a pair of lines, one dashed; in foster care dashed."""
    line = drop.line
    if drop.descent == Descent.FOSTER:
        return svg.line(line, dashes="4 4")
    if drop.descent == Descent.ADOPTED:
        second = Line(line.x1 + 5, line.y1, line.x2 + 5, line.y2)
        return svg.line(line) + svg.line(second, dashes="4 4")
    return svg.line(line)
