"""Where each person stands: widths of the cells, and x by pulling families together."""

import itertools
from collections import Counter
from dataclasses import dataclass, field

from drawings.geometry import text_width, wrap

from .family import Family
from .order import Block, Plan

SIZE = 44.0  # of a figure
NAME, SMALL = 12.0, 10.5
LABEL_WIDTH = 86.0
GAP, COUPLE_GAP, SLOT, PASSING = 26.0, 30.0, 12.0, 14.0
ROUNDS = 60


@dataclass
class Cell:
    """The room of a person: half of the label left and right, then places for lines."""

    left: float = LABEL_WIDTH / 2
    right: float = LABEL_WIDTH / 2
    slots_left: int = 0
    slots_right: int = 0
    name: tuple[str, ...] = ()
    small: tuple[str, ...] = ()

    @property
    def outer_left(self) -> float:
        return self.left + self.slots_left * SLOT

    @property
    def outer_right(self) -> float:
        return self.right + self.slots_right * SLOT


@dataclass
class Places:
    """x of the middle of every figure, and its cell."""

    cells: dict[str, Cell]
    x: dict[str, float] = field(default_factory=dict)


def beside(plan: Plan, a: str, b: str) -> bool:
    """Whether two stand next to each other in one block."""
    block = next(
        found for row in plan.rows for found in row if a in found
    )  # blocks may have been turned
    return b in block and abs(block.index(a) - block.index(b)) == 1


def places(plan: Plan) -> Places:
    """Cells measured, then x of everybody."""
    found = Places({key: _cell(plan.family, key) for key in plan.level})
    _reserve_slots(plan, found)
    blocks = {block: _offsets(plan, found, block) for row in plan.rows for block in row}
    at: dict[Block, float] = {}
    for row in plan.rows:
        _settle(row, blocks, dict.fromkeys(row, 0.0), dict.fromkeys(row, 1.0), at)
    for n in range(ROUNDS):
        order = range(len(plan.rows))
        for r in order if n % 2 else reversed(order):
            wish, weight = _wishes(plan, found, blocks, at, r)
            _settle(plan.rows[r], blocks, wish, weight, at)
    for block, (offsets, _, _) in blocks.items():
        for key, offset in zip(block, offsets, strict=True):
            found.x[key] = at[block] + offset
    shift = -min(found.x[k] - found.cells[k].outer_left for k in found.x) if found.x else 0
    found.x = {key: round(x + shift, 1) for key, x in found.x.items()}
    return found


def _cell(family: Family, key: str) -> Cell:
    figure = family.figures.get(key)
    if figure is None:
        return Cell(PASSING / 2, PASSING / 2)
    name = wrap(figure.name, NAME, LABEL_WIDTH, 2)
    small: tuple[str, ...] = ()
    notes = [figure.relation, figure.died]
    if text_width(figure.age, SMALL) > age_room(figure.sex):
        notes.insert(0, figure.age)
    for words in notes:
        small += wrap(words, SMALL, LABEL_WIDTH, 1)
    if figure.is_key_person:
        small += ("★キーパーソン",)
    return Cell(name=name, small=small)


def age_room(sex: str) -> float:
    """Width that a text may have inside the figure."""
    return {"male": 38.0, "female": 36.0}.get(sex, 25.0)


def _reserve_slots(plan: Plan, found: Places) -> None:
    """Room beside a cell for lines that leave a figure at its side."""
    for union in plan.family.couples:
        if not beside(plan, *union.members):
            for key in union.members:
                found.cells[key].slots_right += 1
            if union.said:
                last = min(union.members, key=lambda key: (_ties(plan, key), key))
                found.cells[last].small += wrap(union.said, SMALL, LABEL_WIDTH, 1)
    for stem in plan.stems:
        if len(stem.sources) == 1 and stem.sources[0] in plan.family.figures:
            found.cells[stem.sources[0]].slots_right += 1


def _ties(plan: Plan, key: str) -> int:
    return sum(key in union.members for union in plan.family.couples)


def said_between(plan: Plan, a: str, b: str) -> str:
    """Words on the line between two neighbours."""
    return next((u.said for u in plan.family.couples if set(u.members) == {a, b}), "")


def _offsets(plan: Plan, found: Places, block: Block) -> tuple[list[float], float, float]:
    """Places inside a block, and how far it reaches left and right of its first."""
    offsets = [0.0]
    for a, b in itertools.pairwise(block):
        gap = max(COUPLE_GAP, text_width(said_between(plan, a, b), SMALL) + 22)
        room = found.cells[a].outer_right + gap + found.cells[b].outer_left
        offsets.append(offsets[-1] + room)
    first, last = found.cells[block[0]], found.cells[block[-1]]
    return offsets, first.outer_left, offsets[-1] + last.outer_right


Blocks = dict[Block, tuple[list[float], float, float]]


def _wishes(
    plan: Plan, found: Places, blocks: Blocks, at: dict[Block, float], row: int
) -> tuple[dict[Block, float], dict[Block, float]]:
    """Where each block of a row would like to be, given the others."""
    where = {
        key: at[block] + offset
        for block, (offsets, _, _) in blocks.items()
        for key, offset in zip(block, offsets, strict=True)
    }
    owner = {key: block for block in plan.rows[row] for key in block}
    pulls: dict[Block, list[float]] = {block: [] for block in plan.rows[row]}
    arriving = Counter(key for stem in plan.stems for key in stem.targets)
    for stem in plan.stems:
        source = sum(where[key] for key in stem.sources) / len(stem.sources)
        if len(stem.sources) == 1 and stem.sources[0] in plan.family.figures:
            source += found.cells[stem.sources[0]].outer_right - SLOT / 2
        own = [key for key in stem.targets if arriving[key] == 1] or stem.targets
        middle = sum(where[key] for key in own) / len(own)
        if stem.row == row:
            pulls[owner[stem.sources[0]]].append(middle - source)
        elif stem.row == row - 1:
            for key in stem.targets:
                pulls[owner[key]].append(source - (middle if key in own else where[key]))
    wish = {b: at[b] + (sum(p) / len(p) if p else 0.0) for b, p in pulls.items()}
    return wish, {b: float(max(len(p), 0.1)) for b, p in pulls.items()}


def _settle(
    row: list[Block],
    blocks: Blocks,
    wish: dict[Block, float],
    weight: dict[Block, float],
    at: dict[Block, float],
) -> None:
    """Nearest to the wishes without overlap: pool neighbours that would collide (PAV)."""
    shift, shifts = 0.0, []
    for n, block in enumerate(row):
        if n:
            before = blocks[row[n - 1]]
            shift += before[2] + GAP + blocks[block][1]
        shifts.append(shift)
    pools: list[list[float]] = []  # [weighted sum, weight, count]
    for block, moved in zip(row, shifts, strict=True):
        pools.append([(wish[block] - moved) * weight[block], weight[block], 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    level = [total / mass for total, mass, count in pools for _ in range(int(count))]
    for block, moved, base in zip(row, shifts, level, strict=True):
        at[block] = base + moved
