"""Genogram ジェノグラム: people, couples, children, in the notation of Japanese welfare.

family -> generations (rows) -> order (left and right) -> places (x) -> routes (lines) -> paint.
"""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from drawings import svg
from drawings.geometry import Box, Drawing, Label, Line, text_width

from .enclosures import enclosures
from .family import (
    Bond,
    Couple,
    Descent,
    Ending,
    Family,
    FamilyError,
    Figure,
    ParentOf,
    Sex,
)
from .generations import generations
from .legend import legend
from .order import Plan
from .paint import figure_box, labels_of, paint_drop, paint_figure, paint_tie
from .places import SMALL, Places, beside, places
from .routes import MARGIN, Router, Routes
from .words import words_of

__all__ = [
    "Bond",
    "Couple",
    "Descent",
    "Ending",
    "FamilyError",
    "Figure",
    "ParentOf",
    "Sex",
    "draw_genogram",
    "legend",
]


def draw_genogram(
    figures: Sequence[Figure], couples: Sequence[Couple], parents: Sequence[ParentOf]
) -> Drawing:
    """The genogram of a family. Raises FamilyError when somebody is above herself."""
    family = Family(figures, couples, parents)
    plan = Plan(family, generations(family))
    found = places(plan)
    found.x = {key: x + MARGIN for key, x in found.x.items()}
    routes = Router(plan, found).run()
    boxes, labels, painted = _people(plan, found, routes)
    labels += _said(plan, found, routes)
    outlines = enclosures(plan, found, routes)
    width = max((found.x[k] + found.cells[k].outer_right for k in found.x), default=0.0) + MARGIN
    height = max(routes.bottoms, default=0.0) + MARGIN
    inner = [
        *(svg.path(o, width=1.25, dashes="2 4", stroke=svg.GREY, closed=True) for o in outlines),
        *(svg.line(line) for line in routes.stems),
        *(paint_drop(drop) for drop in routes.drops),
        *(paint_tie(tie) for tie in routes.ties),
        *painted,
        *(svg.text(label) for label in labels),
    ]
    says = f"ジェノグラム（{len(figures)}人）。同じ内容の文が、この図のあとにあります"
    return Drawing(
        width,
        height,
        boxes,
        labels,
        _lines(routes, outlines),
        svg.picture(width, height, inner, says=says),
        words_of(family),
    )


def _people(
    plan: Plan, found: Places, routes: Routes
) -> tuple[dict[str, Box], list[Label], list[SafeString]]:
    boxes: dict[str, Box] = {}
    labels: list[Label] = []
    painted: list[SafeString] = []
    for key, figure in plan.family.figures.items():
        x, top = found.x[key], routes.tops[plan.level[key]]
        boxes[key] = figure_box(figure, x, top)
        labels += labels_of(figure, found.cells[key], x, top)
        painted.append(paint_figure(figure, x, top))
    return boxes, labels, painted


def _said(plan: Plan, found: Places, routes: Routes) -> list[Label]:
    """Words above the line of a couple."""
    labels = []
    for tie in routes.ties:
        if tie.union.said and beside(plan, *tie.union.members):
            a, b = sorted(tie.union.members, key=found.x.__getitem__)
            left = found.x[a] + found.cells[a].outer_right
            right = found.x[b] - found.cells[b].outer_left
            width = text_width(tie.union.said, SMALL)
            height = svg.label_height(1, SMALL)
            box = Box((left + right - width) / 2, tie.bar.y1 - 10 - height, width, height)
            labels.append(Label(box, (tie.union.said,), SMALL))
    return labels


def _lines(routes: Routes, outlines: list[list[tuple[float, float]]]) -> list[Line]:
    lines = [*routes.stems, *(drop.line for drop in routes.drops)]
    for tie in routes.ties:
        lines += [tie.bar, *tie.around]
    for points in outlines:
        lines += [Line(*a, *b) for a, b in zip(points, [*points[1:], points[0]], strict=True)]
    return lines
