"""Who stands left of whom: couples side by side, siblings together, few crossings.

A row is a list of blocks (people bound to stand side by side). A first order follows each family
from its oldest down; then blocks are moved and turned while that makes the picture better. No
chance is involved: the same family gives the same picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .family import Family, Sex, Union

Block = tuple[str, ...]
Rows = list[list[Block]]
CROSSING, INVERSION, SPREAD, TURNED, DISTANCE = 12.0, 2.0, 1.5, 1.5, 0.25
MOST_TRIALS = 6000
EARLIER, LATER = "0", "9999"  # of a couple without a date: what is over came first


@dataclass(frozen=True)
class Stem:
    """A line down from a couple, a parent, or a long line on its way: from whom, to whom."""

    row: int
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    union: int  # place in family.unions


class Plan:
    """Rows with their blocks, and the stems between neighbouring rows."""

    def __init__(self, family: Family, level: dict[str, int]) -> None:
        self.family = family
        self.level = dict(level)
        self.stems: list[Stem] = []
        self.blocks: dict[str, Block] = {}
        for block in _blocks(family, level):
            for key in block:
                self.blocks[key] = block
        for number, union in enumerate(family.unions):
            for members in self._sources(union):
                self._add_stem(number, members, [key for key, _ in union.children])
        self.trials = 0
        self.rows = self._ordered()

    def _sources(self, union: Union) -> list[tuple[str, ...]]:
        if not union.children:
            return []
        if len({self.level[key] for key in union.members}) == 1:
            return [union.members]
        return [(key,) for key in union.members]

    def _add_stem(self, number: int, members: tuple[str, ...], children: list[str]) -> None:
        row = self.level[members[0]]
        targets = []
        for child in children:
            at = child
            # A line over several rows passes each of them in a place of its own.
            for between in range(self.level[child] - 1, row, -1):
                name = f"~{len(self.stems)}.{between}.{child}"
                self.level[name] = between
                self.blocks[name] = (name,)
                self.stems.append(Stem(between, (name,), (at,), number))
                at = name
            targets.append(at)
        self.stems.append(Stem(row, members, tuple(targets), number))

    def _ordered(self) -> Rows:
        count = max(self.level.values(), default=-1) + 1
        best: Rows = [[] for _ in range(count)]
        score = float("inf")
        for start in _starts(self, count):
            rows, found = self._improved(start)
            if found < score - 1e-6:
                best, score = rows, found
            if self.trials >= MOST_TRIALS:
                break
        return best

    def _improved(self, rows: Rows) -> tuple[Rows, float]:
        """One block moved or turned at a time, as long as that helps."""
        score, is_better = self.cost(rows), True
        while is_better and self.trials < MOST_TRIALS:
            is_better = False
            for trial in _moves(rows):
                self.trials += 1
                found = self.cost(trial)
                if found < score - 1e-6:
                    rows, score, is_better = trial, found, True
                    break
        return rows, score

    def cost(self, rows: Rows) -> float:
        """How much is wrong with an order: crossings first, then what is merely unusual."""
        at: dict[str, float] = {}
        for row in rows:
            keys = [key for block in row for key in block]
            at.update({key: n - (len(keys) - 1) / 2 for n, key in enumerate(keys)})
        total = sum(TURNED for row in rows for block in row if self._is_turned(block))
        by_row: dict[int, list[tuple[float, list[float]]]] = {}
        for stem in self.stems:
            source = sum(at[key] for key in stem.sources) / len(stem.sources)
            targets = [at[key] for key in stem.targets]
            by_row.setdefault(stem.row, []).append((source, targets))
            total += SPREAD * (max(targets) - min(targets) - len(targets) + 1)
            total += DISTANCE * abs(source - sum(targets) / len(targets))
            total += INVERSION * _inversions(targets)
        return total + CROSSING * sum(_crossings(stems) for stems in by_row.values())

    def _is_turned(self, block: Block) -> bool:
        figures = self.family.figures
        if len(block) == 2:
            return figures[block[0]].sex == Sex.FEMALE and figures[block[1]].sex == Sex.MALE
        return len(block) > 2 and block != self.blocks[block[0]]


def _inversions(places: list[float]) -> int:
    return sum(a > b for n, a in enumerate(places) for b in places[n + 1 :])


def _crossings(stems: list[tuple[float, list[float]]]) -> int:
    count = 0
    for n, (source, targets) in enumerate(stems):
        for other, others in stems[n + 1 :]:
            for a in targets:
                for b in others:
                    if (source - other) * (a - b) < 0 or (source == other and a != b):
                        count += source != other
    return count


def _moves(rows: Rows) -> Iterator[Rows]:
    """Every order that differs by one block moved, or turned."""
    for r, row in enumerate(rows):
        for n, block in enumerate(row):
            if len(block) > 1:
                yield [*rows[:r], [*row[:n], block[::-1], *row[n + 1 :]], *rows[r + 1 :]]
            rest = row[:n] + row[n + 1 :]
            for to in range(len(row)):
                if to != n:
                    moved = [*rest[:to], block, *rest[to:]]
                    yield [*rows[:r], moved, *rows[r + 1 :]]
                    if len(block) > 1:
                        turned = [*rest[:to], block[::-1], *rest[to:]]
                        yield [*rows[:r], turned, *rows[r + 1 :]]


def _starts(plan: Plan, count: int) -> Iterator[Rows]:
    """First orders: each family from its oldest down, beginning with each of them in turn."""
    has_parents = {key for stem in plan.stems for key in stem.targets}
    roots = [key for key in plan.family.figures if key not in has_parents]
    first = _oldest(plan, plan.family.subject)
    for roots_in_turn in ([*first, *roots], *([*roots[n:], *roots[:n]] for n in range(8))):
        rows = _descending(plan, count, roots_in_turn)
        yield rows
        yield _by_middle(plan, rows, down=True)
        yield _by_middle(plan, rows, down=False)


def _descending(plan: Plan, count: int, roots: list[str]) -> Rows:
    """Each family from its oldest down."""
    rows: Rows = [[] for _ in range(count)]
    seen: set[str] = set()
    stems: dict[str, list[Stem]] = {}
    for stem in plan.stems:
        for key in stem.sources:
            stems.setdefault(key, []).append(stem)

    def down(key: str) -> None:
        if key in seen:
            return
        block = plan.blocks[key]
        seen.update(block)
        rows[plan.level[key]].append(block)
        for member in block:
            for stem in stems.get(member, []):
                for target in stem.targets:
                    down(target)

    for key in [*roots, *plan.level]:
        down(key)
    return rows


def _oldest(plan: Plan, key: str) -> list[str]:
    """The oldest ancestor in the first line up from somebody."""
    while key:
        above = [s.sources[0] for s in plan.stems if key in s.targets]
        if not above:
            return [key]
        key = above[0]
    return []


def _by_middle(plan: Plan, rows: Rows, *, down: bool) -> Rows:
    """Each block below (or above) the middle of those it is tied to."""
    found = [list(row) for row in rows]
    order = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
    for r in order:
        near = r - 1 if down else r + 1
        at = {key: n for n, key in enumerate(k for block in found[near] for k in block)}
        middle: dict[Block, float] = {}
        for n, block in enumerate(found[r]):
            tied = [
                at[other]
                for stem in plan.stems
                for mine, others in (
                    (stem.targets, stem.sources) if down else (stem.sources, stem.targets),
                )
                if set(mine) & set(block)
                for other in others
                if other in at
            ]
            middle[block] = sum(tied) / len(tied) if tied else float(n)
        found[r].sort(key=lambda block: middle[block])
    return found


def _blocks(family: Family, level: dict[str, int]) -> list[Block]:
    """Chains of partners: with two, the earlier one left; a third stands beyond the second."""
    tied: dict[str, list[tuple[str, str]]] = {key: [] for key in family.figures}
    for union in family.unions:
        if len(union.members) == 2 and level[union.members[0]] == level[union.members[1]]:
            a, b = union.members
            begun = union.since or (EARLIER if union.ending else LATER)
            tied[a].append((begun, b))
            tied[b].append((begun, a))
    blocks: list[Block] = []
    seen: set[str] = set()
    for key in family.figures:
        if key not in seen:
            whole = _reach(key, tied)
            seen |= whole
            blocks.append(_chain(family, whole, tied))
    return blocks


def _reach(key: str, tied: dict[str, list[tuple[str, str]]]) -> set[str]:
    found, waiting = {key}, [key]
    while waiting:
        for _, other in tied[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _chain(family: Family, whole: set[str], tied: dict[str, list[tuple[str, str]]]) -> Block:
    """The people of a chain in a line; ends first, so that neighbours are partners."""
    keys = sorted(whole, key=family.index.__getitem__)
    if len(keys) == 1:
        return (keys[0],)
    if len(keys) == 2:
        return family.in_order(*keys)
    middle = max(keys, key=lambda key: (len(tied[key]), -family.index[key]))
    partners = [other for _, other in sorted(tied[middle])]
    left, right = partners[:1], partners[1:]
    line = [*left, middle, *right]
    for end, at_left in ((partners[0], True), (partners[-1], False)):
        at = end
        while more := [o for _, o in sorted(tied[at]) if o not in line]:
            at = more[0]
            line = [at, *line] if at_left else [*line, at]
    return tuple(line + [key for key in keys if key not in line])
