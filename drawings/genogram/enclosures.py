"""The dashed outline around people who live together 同居の囲み."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from drawings.geometry import Box

from .order import Plan
from .places import Places
from .routes import Routes

PAD, ABOVE, BELOW, DOOR, HALL = 5.0, 11.0, 6.0, 24.0, 8.0
Points = list[tuple[float, float]]


def enclosures(plan: Plan, places: Places, routes: Routes) -> list[Points]:
    """Outlines, one or more for each home (more when others stand between its people)."""
    homes = dict.fromkeys(f.home for f in plan.family.figures.values() if f.home)
    return [outline for home in homes for outline in outlines(_rooms(plan, places, routes, home))]


def _rooms(plan: Plan, places: Places, routes: Routes, home: str) -> list[Box]:
    """A box for each run of neighbours, and passages between them through the channels."""
    rows = [_runs(plan, places, routes, row, home) for row in range(len(plan.rows))]
    found = [box for runs in rows for box in runs]
    part = {box: n for n, box in enumerate(found)}
    for a, b, passage in sorted(_passages(rows), key=lambda found: -found[2].height):
        if part[a] != part[b] or passage.height > HALL:
            found.append(passage)
            joined = part[b]
            part.update({box: part[a] for box, n in part.items() if n == joined})
    return found


def _passages(rows: list[list[Box]]) -> Iterator[tuple[Box, Box, Box]]:
    """Where two runs can be joined: above each other, else beside in the channel between."""
    for upper, lower in zip(rows, [*rows[1:], []], strict=True):
        for a in upper:
            for b in lower:
                left, right = max(a.x, b.x), min(a.right, b.right)
                high = b.y - a.bottom
                if right - left > DOOR:
                    yield a, b, Box(left, a.bottom, right - left, high)
                else:
                    width = left - right + 2 * DOOR
                    yield a, b, Box(right - DOOR, a.bottom, width, high)
        for a, b in itertools.pairwise(upper):
            yield a, b, Box(a.right - DOOR, a.bottom, b.x - a.right + 2 * DOOR, HALL)


def _runs(plan: Plan, places: Places, routes: Routes, row: int, home: str) -> list[Box]:
    top, bottom = routes.tops[row] - ABOVE, routes.bottoms[row] + BELOW
    runs: list[Box] = []
    is_open = False
    for key in (key for block in plan.rows[row] for key in block):
        figure = plan.family.figures.get(key)
        if figure is None or figure.home != home:
            is_open = False
            continue
        left = places.x[key] - places.cells[key].outer_left - PAD
        right = places.x[key] + places.cells[key].outer_right + PAD
        if is_open:
            runs[-1] = replace(runs[-1], width=right - runs[-1].x)
        else:
            runs.append(Box(left, top, right - left, bottom - top))
        is_open = True
    return runs


def outlines(boxes: list[Box]) -> list[Points]:
    """The outlines of what upright boxes cover together."""
    xs = sorted({x for box in boxes for x in (box.x, box.right)})
    ys = sorted({y for box in boxes for y in (box.y, box.bottom)})
    inside = {
        (i, j)
        for i in range(len(xs) - 1)
        for j in range(len(ys) - 1)
        if any(
            box.x <= xs[i] and xs[i + 1] <= box.right and box.y <= ys[j] and ys[j + 1] <= box.bottom
            for box in boxes
        )
    }
    following: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i, j in sorted(inside):
        for outer, start, end in (
            ((i, j - 1), (i, j), (i + 1, j)),
            ((i + 1, j), (i + 1, j), (i + 1, j + 1)),
            ((i, j + 1), (i + 1, j + 1), (i, j + 1)),
            ((i - 1, j), (i, j + 1), (i, j)),
        ):
            if outer not in inside:
                following.setdefault(start, []).append(end)
    found: list[Points] = []
    while following:
        at = start = min(following)
        loop = []
        while at in following:
            loop.append(at)
            ends = following[at]
            at = ends.pop(0)
            if not ends:
                del following[loop[-1]]
            if at == start:
                break
        found.append(_corners([(xs[i], ys[j]) for i, j in loop]))
    return found


def _corners(points: Points) -> Points:
    """The loop without points on straight pieces."""
    count = len(points)
    return [
        point
        for n, point in enumerate(points)
        if not (
            points[n - 1][0] == point[0] == points[(n + 1) % count][0]
            or points[n - 1][1] == point[1] == points[(n + 1) % count][1]
        )
    ]
