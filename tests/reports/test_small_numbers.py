"""R20, R32: no subtraction gives a hidden number away; proven by listing every table that fits what is shown."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access.small_numbers import SMALLEST, Protected, hide, hide_small, protect

Counts = list[list[int]]
SMALL_TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 9]), min_size=width, max_size=width),
        min_size=2,
        max_size=3,
    )
)


def every_table_that_fits(table: Protected) -> dict[tuple[int, int], set[int]]:
    """By hidden cell: each number that it has in some table with all that is shown: open cells, totals
    of columns (months), sums of rows (the year) where they are shown."""
    rows, columns = range(len(table.counts)), range(len(table.counts[0]))
    by_column: list[list[dict[int, int]]] = []
    for column in columns:
        hidden = [row for row in rows if (row, column) in table.cells]
        total = sum(table.counts[row][column] for row in rows)
        rest = total - sum(table.counts[row][column] for row in rows if row not in hidden)
        ranges = []
        for row in hidden:
            low, high = table.bounds(row, column)
            ranges.append(range(low, (rest if high is None else min(high, rest)) + 1))
        by_column.append(
            [
                dict(zip(hidden, numbers, strict=True))
                for numbers in itertools.product(*ranges)
                if sum(numbers) == rest
            ]
        )
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in table.cells}
    for chosen in itertools.product(*by_column):
        line = [
            sum(chosen[column].get(row, table.counts[row][column]) for column in columns)
            for row in rows
        ]
        if all(row in table.rows or line[row] == sum(table.counts[row]) for row in rows):
            for column, numbers in enumerate(chosen):
                for row, number in numbers.items():
                    found[row, column].add(number)
    return found


def gives_nothing_away(table: Protected) -> bool:
    """Each small number could be three different ones, or nothing at all as well."""
    found = every_table_that_fits(table)
    return all(len(found[cell]) >= 3 or {0} < found[cell] for cell in table.small_cells())


@given(SMALL_TABLES, st.booleans())
@settings(max_examples=400, deadline=None, database=None)
def test_r20_no_difference_between_months_or_between_part_and_whole_tells(
    counts: Counts, has_sums: bool
) -> None:
    table = protect(counts, has_sums=has_sums)
    assert all(table.cell(*cell) is None for cell in table.small_cells())
    assert gives_nothing_away(table)


@given(SMALL_TABLES)
@settings(max_examples=200, deadline=None, database=None)
def test_r32_a_paper_beside_a_page_tells_no_more_than_the_page(counts: Counts) -> None:
    """What a publication shows of a year, the page of the secretariat shows too, or its row is hidden."""
    inside = protect(counts)
    year = [[sum(line)] for line in counts]
    outside = protect(year, 10, has_sums=False, also={(row, 0) for row in inside.rows})
    for row in range(len(counts)):
        number = outside.cell(row, 0)
        assert number is None or number == inside.sum_of(row)
        assert number is None or number == 0 or number >= 10
    assert gives_nothing_away(inside)


@given(SMALL_TABLES, st.data())
@settings(max_examples=200, deadline=None, database=None)
def test_r20_a_filter_is_a_look_at_the_same_table(counts: Counts, data: Any) -> None:
    """Whoever looks at some months only, or at one value only, sees cells of the one table: what is
    hidden there is hidden everywhere, so that two looks differ by nothing that is hidden."""
    table = protect(counts)
    row = data.draw(st.integers(0, len(counts) - 1))
    column = data.draw(st.integers(0, len(counts[0]) - 1))
    again = protect([list(line) for line in counts])
    assert table.cell(row, column) == again.cell(row, column)
    assert (table.cells, table.rows) == (again.cells, again.rows)


@given(st.lists(st.integers(0, 14), min_size=1, max_size=5), st.sampled_from([5, 10]))
@settings(max_examples=200, deadline=None, database=None)
def test_r20_a_row_with_its_total(counts: list[int], least: int) -> None:
    """The rule of the map of what is missing, for any smallest number."""
    cells, total = hide(counts, least)
    assert all(
        (cell is None) == (0 < count < least) for cell, count in zip(cells, counts, strict=True)
    )
    if total is None or None not in cells:
        return
    hidden = [n for n, cell in enumerate(cells) if cell is None]
    rest = total - sum(cell for cell in cells if cell is not None)
    fits = [
        numbers
        for numbers in itertools.product(range(1, least), repeat=len(hidden))
        if sum(numbers) == rest
    ]
    for place in range(len(hidden)):
        assert len({numbers[place] for numbers in fits}) >= 3


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([[7], [9]], set()),
        # 12 and 9 would say 3: the next one goes too.
        ([[3], [9], [20]], {(0, 0), (1, 0)}),
        # 8 in two cells are 4 and 4.
        ([[4], [4], [9]], {(0, 0), (1, 0), (2, 0)}),
        # One household of the month: which value it has is not told, noughts are hidden as well.
        ([[1], [0], [0]], {(0, 0), (1, 0), (2, 0)}),
    ],
)
def test_by_hand(counts: Counts, hidden: set[tuple[int, int]]) -> None:
    assert protect(counts, has_sums=False).cells == hidden


def test_the_sum_over_the_months_is_hidden_where_it_would_tell() -> None:
    """Two months: 3 and 7 of one value, with a sum of 10, say 3; so the sum is hidden."""
    table = protect([[3, 7], [8, 9], [3, 9]])
    assert (0, 0) in table.cells
    assert table.rows
    assert gives_nothing_away(table)


def test_a_number_by_itself() -> None:
    assert [hide_small(n) for n in (0, 1, 4, 5)] == ["0", "x", "x", "5"]
    assert [hide_small(n, 10) for n in (0, 9, 10)] == ["0", "x", "10"]
    assert SMALLEST == 5
