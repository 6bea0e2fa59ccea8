"""The four areas as they lie beside each other, with the places in them. A sketch: no scale, no streets."""

from dataclasses import dataclass
from typing import Any

from drawings import Drawing
from drawings.areas import AreaShape, Mark, draw_areas, room_in
from drawings.geometry import Box

from .choices import PLACE, tell_kinds
from .figures import AreaRow, areas
from .models import STANDING_TARGET, Place, PlaceState

WIDTH, HEIGHT = 560.0, 430.0
# The same sketch for a phone: as wide as its page, and higher, so that words keep their size.
NARROW = (0.6, 1.45)
# 大塚 in the north-west, 駒込 in the north-east, 富坂 in the south-west, 本富士 in the south-east: which
# touch which, not where exactly.
OUTLINES: dict[str, tuple[tuple[tuple[float, float], ...], Box]] = {
    "otsuka": (
        ((14, 70), (120, 20), (250, 34), (268, 150), (240, 216), (120, 206), (30, 180)),
        Box(66, 62, 180, 136),
    ),
    "komagome": (
        ((250, 34), (390, 12), (540, 62), (528, 176), (400, 206), (240, 216), (268, 150)),
        Box(288, 52, 220, 136),
    ),
    "tomisaka": (
        ((30, 180), (120, 206), (240, 216), (270, 300), (262, 402), (150, 416), (52, 350)),
        Box(78, 224, 168, 166),
    ),
    "motofuji": (
        ((240, 216), (400, 206), (528, 176), (520, 300), (440, 392), (262, 402), (270, 300)),
        Box(292, 228, 200, 150),
    ),
}
LEGEND = (
    ("standing", "常設で開いている"),
    ("other", "ほかの居場所・休止中"),
    ("waiting", "準備中"),
)


def outlined(
    area: str, across: float = 1.0, down: float = 1.0
) -> tuple[tuple[tuple[float, float], ...], Box]:
    """Outline of an area, and the box inside it, stretched by so much."""
    outline, box = OUTLINES[area]
    return (
        tuple((x * across, y * down) for x, y in outline),
        Box(box.x * across, box.y * down, box.width * across, box.height * down),
    )


@dataclass(frozen=True)
class Numbered:
    """A place with its number on the map."""

    number: int
    place: Place

    @property
    def sort(self) -> str:
        if self.place.state == PlaceState.PREPARING:
            return "waiting"
        is_standing = self.place.is_standing and self.place.state == PlaceState.OPEN
        return "standing" if is_standing else "other"


@dataclass(frozen=True)
class Beside:
    """One area in the list beside the map."""

    row: AreaRow
    places: list[Numbered]
    left_over: int


class AreaMap:
    """Map and list of the places that the user reads."""

    def __init__(self, user: Any) -> None:
        rows = Place.objects.visible_to(user).exclude(state=PlaceState.CLOSED)
        found = list(rows.select_related("area").order_by("area__order", "kana", "name", "pk"))
        tell_kinds(PLACE, found)
        self.numbered = [Numbered(number, place) for number, place in enumerate(found, start=1)]
        self.areas = areas(user)

    @property
    def beside(self) -> list[Beside]:
        return [
            Beside(row, mine := self._of(row), max(len(mine) - self._room(row), 0))
            for row in self.areas
        ]

    def _of(self, row: AreaRow) -> list[Numbered]:
        return [one for one in self.numbered if one.place.area_id == row.area.pk]

    def _room(self, row: AreaRow) -> int:
        """What both sketches take, so that they show the same."""
        if row.area.code not in OUTLINES:
            return 0
        return min(room_in(outlined(row.area.code, *by)[1]) for by in ((1.0, 1.0), NARROW))

    @property
    def drawing(self) -> Drawing:
        return self._drawn(1.0, 1.0)

    @property
    def narrow_drawing(self) -> Drawing:
        return self._drawn(*NARROW)

    def _drawn(self, across: float, down: float) -> Drawing:
        """Areas that the sketch does not know stand in the list alone."""
        shapes = [
            AreaShape(
                f"{row.area}圏域",
                *outlined(row.area.code, across, down),
                f"常設 {row.standing}／目標 {STANDING_TARGET}",
                [Mark(one.number, one.sort, one.place.name) for one in self._of(row)][
                    : self._room(row)
                ],
            )
            for row in self.areas
            if row.area.code in OUTLINES
        ]
        return draw_areas(
            shapes,
            width=WIDTH * across,
            height=HEIGHT * down,
            legend=LEGEND,
            title="4つの圏域の居場所（略図）",
        )
