"""The map of what is missing: 圏域 x menu, small numbers hidden (R20).

How a hidden number stays hidden:
- only halves of a fiscal year that are over are shown, each by itself: no difference between two looks,
  two months or two filters tells of one person;
- a cell of 1 to 4 is 「x」;
- a total is given for each menu and never for an area, so that two totals never meet in one cell; and
  only where what is hidden in its row could still be at least three different numbers in each cell.
  Otherwise the total is hidden too (secondary suppression, access.small_numbers).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.safestring import SafeString

from access.small_numbers import SMALLEST, hide, shown
from documents.wareki import fiscal_year, fiscal_year_label
from drawings import svg
from drawings.geometry import Box, Drawing, Label
from organizations.models import Area

from .choices import MENUS
from .models import Resource, UnmetNeed
from .models.resource import ResourceState
from .services.gaps import half_of

NO_AREA = "決まっていない"


@dataclass(frozen=True)
class Cell:
    """A number as it may be shown; `count` is None where it is hidden."""

    count: int | None
    places: int = 0
    area: str = ""

    @property
    def shown(self) -> str:
        return shown(self.count)


@dataclass(frozen=True)
class Row:
    menu: str
    label: str
    cells: tuple[Cell, ...]
    total: Cell


def halves(user: Any) -> list[datetime.date]:
    """Half years that are over and of which there is anything, the latest first."""
    now = half_of(timezone.localdate())
    rows = UnmetNeed.objects.visible_to(user).filter(half_from__lt=now)
    return list(rows.order_by("-half_from").values_list("half_from", flat=True).distinct())


def half_words(half: datetime.date) -> str:
    """令和8年度 上半期（4月〜9月）."""
    part = "上半期（4月〜9月）" if half.month == 4 else "下半期（10月〜3月）"
    return f"{fiscal_year_label(fiscal_year(half))} {part}"


def gap_map(user: Any, half: datetime.date) -> tuple[list[str], list[Row]]:
    """Names of the columns, and the rows. Beside each need: how many places take that menu there now."""
    areas = list(Area.objects.all())
    needs = _counted(
        UnmetNeed.objects.visible_to(user)
        .filter(half_from=half)
        .values_list("menu", "area_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    places: dict[tuple[str, Any], int] = {}
    taking = Resource.objects.visible_to(user).filter(takes=True, state=ResourceState.ACTIVE)
    for menus, area in taking.values_list("menus", "area_id"):
        for menu in menus:
            places[menu, area] = places.get((menu, area), 0) + 1
    keys: list[Any] = [*(area.pk for area in areas), None]
    names = [*(area.name for area in areas), NO_AREA]
    rows = []
    for menu, label in MENUS:
        shown, total = hide([needs.get((menu, key), 0) for key in keys])
        cells = tuple(
            Cell(count, places.get((menu, key), 0), name)
            for count, key, name in zip(shown, keys, names, strict=True)
        )
        rows.append(Row(str(menu), str(label), cells, Cell(total)))
    return names, rows


def _counted(rows: Any) -> dict[tuple[str, Any], int]:
    return {(menu, area): count for menu, area, count in rows}


WIDE, HIGH, NAMES, TOP = 104.0, 40.0, 130.0, 34.0
SIZE = 13.0
# The more, the darker; the number stands in each field, so that the colour alone tells nothing.
SHADES = ((20, "#1f4e9e", "#ffffff"), (10, "#5b7fd6", "#ffffff"), (SMALLEST, "#bccdf2", "#1a1a1a"))


def draw(areas: Sequence[str], rows: Sequence[Row], *, title: str) -> Drawing:
    """The table as fields: areas across, menus down."""
    boxes: dict[str, Box] = {}
    labels: list[Label] = []
    inner: list[SafeString] = []
    for column, name in enumerate(areas):
        labels.append(_label(Box(NAMES + WIDE * column, 6, WIDE, SIZE * 1.25), name, weight="bold"))
    for place, row in enumerate(rows):
        y = TOP + HIGH * place
        labels.append(_label(Box(8, y + 12, NAMES - 12, SIZE * 1.25), row.label, anchor="start"))
        for column, cell in enumerate(row.cells):
            box = Box(NAMES + WIDE * column + 2, y + 2, WIDE - 4, HIGH - 4)
            fill, ink = _shade(cell)
            dashes = {"stroke_dasharray": "4 3"} if cell.count is None else {}
            inner.append(svg.rectangle(box, fill=fill, stroke="#999999", stroke_width=1, **dashes))
            boxes[f"{row.menu}:{column}"] = box
            at = Box(box.x, y + 12, box.width, SIZE * 1.25)
            labels.append(_label(at, cell.shown, fill=ink))
    width, height = NAMES + WIDE * len(areas) + 8, TOP + HIGH * len(rows) + 8
    inner += [svg.text(label) for label in labels]
    says = f"{title}。同じ数の表が、この図のあとにあります"
    words = [f"{row.label}：{'、'.join(cell.shown for cell in row.cells)}" for row in rows]
    picture = svg.picture(width, height, inner, says=says)
    return Drawing(width, height, boxes, labels, [], picture, words)


def _label(box: Box, words: str, **more: Any) -> Label:
    return Label(box, (words,), SIZE, **more)


def _shade(cell: Cell) -> tuple[str, str]:
    if cell.count is None:
        return "#f4f4f4", svg.INK
    for least, fill, ink in SHADES:
        if cell.count >= least:
            return fill, ink
    return svg.PAPER, svg.INK
