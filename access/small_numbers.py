"""Small numbers in tables that may be read by whom no household may be told of (R20).

A count from 1 to `least` - 1 is hidden. Where a total, or the other numbers of a row or a column, would
give it away, more is hidden (secondary suppression), until each hidden small number could be at least
three different numbers under everything that is shown. What a table shows is thus the same for every way
to subtract: month from month, part from whole, filter from filter, as long as all of them come from one
table (fixed periods). A table may grow by columns: which cells of a column are hidden follows from that column
alone, and sums of rows are looked at afterwards, so that what was shown before is shown still and nothing more.

Who subtracts is taken to know how this works: a hidden small number lies between 1 and `least` - 1, what
is hidden beside it may be any number.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

HIDDEN = "x"
SMALLEST = 5  # on screens and in papers of this system; 10 in publications (domain.md R32)
ENOUGH = 2  # steps up and down together: three different numbers


def shown(number: int | None) -> str:
    """A number as it may be read; None is hidden."""
    return HIDDEN if number is None else str(number)


def hide_small(number: int, least: int = SMALLEST) -> str:
    """A number by itself, that is part of no total, as it may leave."""
    return HIDDEN if 0 < number < least else str(number)


def hide(counts: Sequence[int], least: int = SMALLEST) -> tuple[list[int | None], int | None]:
    """A row of counts and its total as they may be shown.

    With k hidden cells of 1 to 4 that add up to s, each lies between max(1, s - 4(k-1)) and
    min(4, s - (k-1)); the total is given only where that leaves at least three numbers.
    """
    small = [count for count in counts if 0 < count < least]
    cells = [None if 0 < count < least else count for count in counts]
    total = sum(counts)
    if not small:
        return cells, total
    others, hidden = len(small) - 1, sum(small)
    low = max(1, hidden - (least - 1) * others)
    high = min(least - 1, hidden - others)
    is_safe = total >= least and high - low >= ENOUGH
    return cells, total if is_safe else None


@dataclass
class Protected:
    """A table of which every column's total is known: what else may be shown of it."""

    counts: list[list[int]]  # by row (a value of a break-down), then by column (a month)
    least: int
    cells: set[tuple[int, int]] = field(default_factory=set)  # hidden
    rows: set[int] = field(default_factory=set)  # rows whose sum is hidden
    whole_columns: set[int] = field(default_factory=set)
    known: AbstractSet[int] = frozenset()  # rows that stand somewhere else as well, however small

    def cell(self, row: int, column: int) -> int | None:
        return None if (row, column) in self.cells else self.counts[row][column]

    def sum_of(self, row: int) -> int | None:
        return None if row in self.rows else sum(self.counts[row])

    def bounds(self, row: int, column: int) -> tuple[int, int | None]:
        """What somebody who knows how it works takes a hidden cell for."""
        if self._is_small(row, column) and column not in self.whole_columns:
            return 1, self.least - 1
        return 0, None

    def _is_small(self, row: int, column: int) -> bool:
        return 0 < self.counts[row][column] < self.least

    def small_cells(self) -> Iterator[tuple[int, int]]:
        for row, line in enumerate(self.counts):
            for column in range(len(line)):
                if self._is_small(row, column):
                    yield row, column


def protect(
    counts: Sequence[Sequence[int]],
    least: int = SMALLEST,
    *,
    has_sums: bool = True,
    also: AbstractSet[tuple[int, int]] = frozenset(),
    known: AbstractSet[int] = frozenset(),
) -> Protected:
    """Hide in a table (rows by columns, columns with totals that are shown) what must be hidden.

    `has_sums`: whether the sums of rows are shown as well, where they give nothing away; `also`: cells that are
    hidden in any case, for they were in an earlier turn; `known`: rows that somebody may read elsewhere, so that no
    other number is safe behind them.

    Hiding more never makes what is hidden less safe: one walk over the small cells is enough.
    """
    table = Protected([list(row) for row in counts], least, known=known)
    small = sorted(table.small_cells())
    table.cells |= {*small, *also}
    table.rows |= set(range(len(table.counts)))
    for row, column in small:
        while not _is_safe(table, row, column) and _hide_more(table, row, column):
            pass
    if has_sums:
        # Of what its column gives away by itself no sum tells more.
        before = [cell for cell in sorted(also) if _could_be_less(table, *cell)]
        table.rows.clear()
        for row, column in small:
            while not _is_safe(table, row, column) and _hide_sum(table, row):
                pass
        for row, column in before:
            while not _could_be_less(table, row, column) and _hide_sum(table, row):
                pass
    return table


def _hide_more(table: Protected, row: int, column: int) -> bool:
    """Hide one more cell beside a cell, while no sum is shown; False when nothing is left."""
    beside = [
        (table.counts[other][column], other)
        for other in range(len(table.counts))
        if (other, column) not in table.cells
        and table.counts[other][column]
        and other not in table.known
    ]
    if beside:
        _, other = min(beside)
        table.cells.add((other, column))
        return True
    if column not in table.whole_columns:
        table.whole_columns.add(column)
        table.cells |= {(other, column) for other in range(len(table.counts))}
        return True
    return False


def _hide_sum(table: Protected, row: int) -> bool:
    """Hide one more sum: that of a row, then of others; False when all are hidden that tell of a hidden cell."""
    telling = [other for other, _ in sorted(table.cells) if other not in table.rows]
    if not telling:
        return False
    table.rows.add(row if row in telling else telling[0])
    return True


def _is_safe(table: Protected, row: int, column: int) -> bool:
    """Whether a hidden cell could be three different numbers, or also nothing at all."""
    down = _room(table, row, column, up=False)
    if column in table.whole_columns and down >= table.counts[row][column]:
        return True
    return down + _room(table, row, column, up=True) >= ENOUGH


def _could_be_less(table: Protected, row: int, column: int) -> bool:
    """Whether a cell that an earlier turn hid, and that is not small now, could still be as small as it was: known to
    be large by now, it would tell with the total of the column what it was. Nothing could be more."""
    if table._is_small(row, column) or row in table.known:
        return False
    is_nothing = table.counts[row][column] == 0
    return _room(table, row, column, up=is_nothing, most=ENOUGH) >= ENOUGH


def _room(table: Protected, row: int, column: int, *, up: bool, most: int | None = None) -> int:
    """By how much (at most `ENOUGH`, or down to nothing) a hidden cell can differ from what it is while
    everything that is shown stays as it is: what is added there is taken away around a circle."""
    values = {(r, c): table.counts[r][c] for r, c in table.cells}
    low, high = table.bounds(row, column)
    step = 1 if up else -1
    most = most or max(ENOUGH, table.counts[row][column])
    for done in range(most):
        value = values[row, column] + step
        if value < low or (high is not None and value > high):
            return done
        path = _circle(table, values, row, column, up)
        if path is None:
            return done
        values[row, column] = value
        for cell, change in path:
            values[cell] += change
    return most


# Nodes of the walk: ("r", row), ("c", column), and one for all rows whose sum is not shown.
Node = tuple[str, int]
FREE: Node = ("free", 0)


def _circle(
    table: Protected, values: dict[tuple[int, int], int], row: int, column: int, up: bool
) -> list[tuple[tuple[int, int], int]] | None:
    """Changes of one in other hidden cells that make up for one change of a cell.

    A cell that grows leaves its column too large: some other cell of the column shrinks, then its row is
    too small, and so on, until the row of the first cell is reached, or one whose sum nobody knows.
    """
    start: Node = ("c", column)
    goal: Node = ("r", row)
    came: dict[Node, tuple[Node, tuple[int, int] | None, int]] = {}
    waiting = deque([start])
    seen = {start}
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return _walked(came, start, goal)
        for following, cell, change in _steps(table, values, node, up):
            if cell != (row, column) and following not in seen:
                seen.add(following)
                came[following] = (node, cell, change)
                waiting.append(following)
    return None


def _steps(
    table: Protected, values: dict[tuple[int, int], int], node: Node, up: bool
) -> Iterator[tuple[Node, tuple[int, int] | None, int]]:
    kind, number = node
    if kind == "free":
        for row in table.rows:
            yield ("r", row), None, 0
        return
    if kind == "r" and number in table.rows:
        yield FREE, None, 0
    for r, c in table.cells:
        if (c if kind == "c" else r) != number or r in table.known:
            continue
        # From a column one takes back what was put in; along a row one puts in again.
        change = (-1 if up else 1) if kind == "c" else (1 if up else -1)
        low, high = table.bounds(r, c)
        value = values[r, c] + change
        if value >= low and (high is None or value <= high):
            yield (("r", r) if kind == "c" else ("c", c)), (r, c), change


def _walked(
    came: dict[Node, tuple[Node, tuple[int, int] | None, int]], start: Node, goal: Node
) -> list[tuple[tuple[int, int], int]]:
    path = []
    node = goal
    while node != start:
        node, cell, change = came[node]
        if cell is not None:
            path.append((cell, change))
    return path
