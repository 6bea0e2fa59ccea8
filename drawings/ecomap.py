"""Ecomap エコマップ: the household in the middle, people and bodies that surround it.

Resources stand left and right of the household, so that a line runs through free room only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.safestring import SafeString

from . import svg
from .geometry import Box, Drawing, Label, Line, wrap


class Strength(StrEnum):
    STRONG = "strong"
    PLAIN = "plain"
    WEAK = "weak"
    STRESSFUL = "stressful"
    BROKEN = "broken"


class Flow(StrEnum):
    """Where help and effort go."""

    NONE = ""
    OUTWARD = "outward"
    INWARD = "inward"
    BOTH = "both"


@dataclass(frozen=True)
class Member:
    """Somebody of the household."""

    key: str
    name: str
    note: str = ""
    is_subject: bool = False


@dataclass(frozen=True)
class Bond:
    """A tie to somebody or something outside; `member` is empty for the household as a whole."""

    member: str
    outside: str
    strength: Strength = Strength.PLAIN
    flow: Flow = Flow.NONE
    note: str = ""


STRENGTH_WORDS = {
    Strength.STRONG: "強いつながり",
    Strength.PLAIN: "つながり",
    Strength.WEAK: "弱いつながり",
    Strength.STRESSFUL: "緊張・負担のあるつながり",
    Strength.BROKEN: "切れたつながり",
}
FLOW_WORDS = {
    Flow.NONE: "",
    Flow.OUTWARD: "こちらから働きかけ",
    Flow.INWARD: "相手から支援・働きかけ",
    Flow.BOTH: "たがいに行き来",
}
WHOLE = "世帯全体"
MARGIN, CHANNEL, CHIP, RESOURCE, SPACE, PADDING = 20.0, 150.0, 150.0, 190.0, 16.0, 12.0
NAME, SMALL = 12.5, 10.5
TONE, MIDDLE = "#f2f2f2", "#ffffff"


@dataclass(frozen=True)
class _Room:
    """A box with its text, still without a place."""

    key: str
    labels: tuple[tuple[tuple[str, ...], float, str], ...]
    width: float

    @property
    def height(self) -> float:
        return sum(svg.label_height(len(lines), size) for lines, size, _ in self.labels) + PADDING


def _room(key: str, name: str, note: str, width: float, most: int = 2) -> _Room:
    inner = width - 2 * PADDING
    texts = [
        (wrap(name, NAME, inner, 2), NAME, "bold"),
        (wrap(note, SMALL, inner, most), SMALL, ""),
    ]
    kept = tuple((lines, size, weight or "normal") for lines, size, weight in texts if lines)
    return _Room(key, kept, width)


def _stack(rooms: Sequence[_Room], x: float, top: float) -> dict[str, Box]:
    placed = {}
    for room in rooms:
        placed[room.key] = Box(x, top, room.width, room.height)
        top += room.height + SPACE
    return placed


def _tall(rooms: Sequence[_Room]) -> float:
    return sum(room.height + SPACE for room in rooms) - SPACE if rooms else 0.0


def draw_ecomap(members: Sequence[Member], bonds: Sequence[Bond]) -> Drawing:
    """The ecomap of a household."""
    known = {member.key for member in members}
    bonds = [bond for bond in bonds if not bond.member or bond.member in known]
    named = {bond.member for bond in bonds}
    alone = [m for m in members if m.key in named or m.is_subject]
    others = "、".join(m.name for m in members if m not in alone)
    inner = [_room(m.key, m.name, "本人" if m.is_subject else m.note, CHIP) for m in alone]
    inner.append(_room("", WHOLE, others, CHIP, most=6))
    sides = _sides(bonds, [member.key for member in members])
    height = max(_tall(inner) + 2 * SPACE, *(_tall(side) for side in sides)) + 2 * MARGIN
    middle = MARGIN + RESOURCE + CHANNEL
    placed = _stack(inner, middle, (height - _tall(inner)) / 2)
    for side, x in zip(sides, (MARGIN, middle + CHIP + CHANNEL), strict=True):
        placed |= _stack(side, x, (height - _tall(side)) / 2)
    rooms = [*inner, *sides[0], *sides[1]]
    labels = [label for room in rooms for label in _labels(room, placed[room.key])]
    lines = [_line(bond, placed) for bond in bonds]
    width = 2 * (MARGIN + RESOURCE + CHANNEL) + CHIP
    hull = Box(
        middle - SPACE, (height - _tall(inner)) / 2 - SPACE, CHIP + 2 * SPACE,
        _tall(inner) + 2 * SPACE,
    )  # fmt: skip
    painted = [
        svg.rectangle(hull, fill=TONE, stroke=svg.INK, stroke_width=2, rx=24),
        *(paint_bond(bond, line) for bond, line in zip(bonds, lines, strict=True)),
        *(_paint_room(room, placed[room.key], room in inner) for room in rooms),
        *(svg.text(label) for label in labels),
    ]
    says = f"エコマップ（つながり{len(bonds)}件）。同じ内容の文が、この図のあとにあります"
    names = {member.key: member.name for member in members} | {"": WHOLE}
    return Drawing(
        width, height, placed, labels, lines,
        svg.picture(width, height, painted, says=says), [_words(b, names) for b in bonds],
    )  # fmt: skip


def _outside(name: str) -> str:
    return f"outside:{name}"


def _sides(bonds: Sequence[Bond], keys: list[str]) -> tuple[list[_Room], list[_Room]]:
    """Resources left and right in turn, in the order of those they are tied to."""
    notes: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    order = {key: n for n, key in enumerate(keys)} | {"": len(keys)}
    for bond in bonds:
        notes.setdefault(bond.outside, [])
        if bond.note and bond.note not in notes[bond.outside]:
            notes[bond.outside].append(bond.note)
        first[bond.outside] = min(first.get(bond.outside, len(keys)), order[bond.member])
    names = sorted(notes, key=lambda name: first[name])
    rooms = [_room(_outside(name), name, "、".join(notes[name]), RESOURCE) for name in names]
    return rooms[::2], rooms[1::2]


def _labels(room: _Room, box: Box) -> list[Label]:
    y, found = box.y + PADDING / 2, []
    for lines, size, weight in room.labels:
        height = svg.label_height(len(lines), size)
        found.append(Label(Box(box.x + 2, y, box.width - 4, height), lines, size, weight=weight))
        y += height
    return found


def _paint_room(room: _Room, box: Box, is_inner: bool) -> SafeString:
    round_ = 6 if is_inner else min(box.height / 2, 22)
    return svg.rectangle(box, fill=MIDDLE, stroke=svg.INK, stroke_width=1.5, rx=round_)


def _line(bond: Bond, placed: dict[str, Box]) -> Line:
    inner, outer = placed[bond.member], placed[_outside(bond.outside)]
    if outer.x < inner.x:
        return Line(inner.x, inner.y + inner.height / 2, outer.right, outer.y + outer.height / 2)
    return Line(inner.right, inner.y + inner.height / 2, outer.x, outer.y + outer.height / 2)


def paint_bond(bond: Bond, line: Line) -> SafeString:
    """Thick: strong; dotted: weak; zigzag: stress; two strokes across: broken; arrows: flow."""
    if bond.strength == Strength.STRESSFUL:
        drawn = svg.path(_zigzag(line), width=1.5)
    else:
        width = 5.0 if bond.strength == Strength.STRONG else 1.75
        dashes = {Strength.WEAK: "2 5"}.get(bond.strength, "")
        drawn = svg.line(line, width=width, dashes=dashes)
    if bond.strength == Strength.BROKEN:
        drawn += _strokes(line)
    if bond.flow in (Flow.OUTWARD, Flow.BOTH):
        drawn += _arrow(line)
    if bond.flow in (Flow.INWARD, Flow.BOTH):
        drawn += _arrow(Line(line.x2, line.y2, line.x1, line.y1))
    return drawn


def _along(line: Line, share: float, aside: float = 0.0) -> tuple[float, float]:
    """A point on the way along a line, some px to its side."""
    dx, dy = line.x2 - line.x1, line.y2 - line.y1
    length = max((dx**2 + dy**2) ** 0.5, 1.0)
    return (
        line.x1 + dx * share - dy / length * aside,
        line.y1 + dy * share + dx / length * aside,
    )


def _zigzag(line: Line) -> list[tuple[float, float]]:
    steps = 16
    inner = [_along(line, n / steps, 6 if n % 2 else -6) for n in range(2, steps - 1)]
    return [_along(line, 0), _along(line, 0.09), *inner, _along(line, 0.91), _along(line, 1)]


def _strokes(line: Line) -> SafeString:
    return svg.group(
        svg.line(Line(*_along(line, share, 8), *_along(line, share + 0.02, -8)), width=2)
        for share in (0.47, 0.52)
    )


def _arrow(line: Line) -> SafeString:
    """An arrow head at the end of the line."""
    length = max(((line.x2 - line.x1) ** 2 + (line.y2 - line.y1) ** 2) ** 0.5, 1.0)
    back = 1 - 13 / length
    points = [_along(line, 1), _along(line, back, 6), _along(line, back, -6)]
    return svg.element(
        "polygon", points=" ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in points),
        fill=svg.INK,
    )  # fmt: skip


def _words(bond: Bond, names: dict[str, str]) -> str:
    facts = [STRENGTH_WORDS[bond.strength], FLOW_WORDS[bond.flow], bond.note]
    return f"{names[bond.member]}と{bond.outside}：{'、'.join(fact for fact in facts if fact)}"


def legend() -> list[tuple[SafeString, str]]:
    """Lines of the ecomap and their words."""
    line = Line(4, 20, 60, 20)
    signs = [(paint_bond(Bond("", "", s), line), words) for s, words in STRENGTH_WORDS.items()]
    signs.append((paint_bond(Bond("", "", flow=Flow.OUTWARD), line), "矢印：働きかけの向き"))
    return [(svg.picture(64, 40, [sign], says=words), words) for sign, words in signs]
