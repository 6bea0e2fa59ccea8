"""R20, R32: no subtraction gives a hidden number away; proven by listing every table that fits what is shown."""

import datetime
import itertools
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from access.small_numbers import HIDDEN, SMALLEST, Protected, hide, hide_small, protect
from reports.figures import WardFigures
from reports.indicators import BY_KEY, months_of
from reports.models import MonthClose
from reports.publishing import PublishedYear
from tests.cases.pages import browser
from tests.cases.situations import body_of
from tests.world import acting

from .closed import YEAR, a_closed_year, cell

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
    of columns (months), sums of rows (the year) where they are shown; with what is known elsewhere."""
    rows, columns = range(len(table.counts)), range(len(table.counts[0]))
    by_column: list[list[dict[int, int]]] = []
    for column in columns:
        hidden = [row for row in rows if (row, column) in table.cells]
        total = sum(table.counts[row][column] for row in rows)
        rest = total - sum(table.counts[row][column] for row in rows if row not in hidden)
        ranges = []
        for row in hidden:
            low, high = table.bounds(row, column)
            if row in table.known:
                low = high = table.counts[row][column]
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
    unknown = [cell for cell in table.small_cells() if cell[0] not in table.known]
    return all(len(found[cell]) >= 3 or {0} < found[cell] for cell in unknown)


@given(SMALL_TABLES, st.booleans())
@settings(max_examples=400, deadline=None, database=None)
def test_r20_no_difference_between_months_or_between_part_and_whole_tells(
    counts: Counts, has_sums: bool
) -> None:
    table = protect(counts, has_sums=has_sums)
    assert all(table.cell(*cell) is None for cell in table.small_cells())
    assert gives_nothing_away(table)


@given(SMALL_TABLES, st.booleans(), st.lists(st.sampled_from([0, 1, 3, 7]), min_size=3, max_size=3))
@settings(max_examples=400, deadline=None, database=None)
def test_r20_nothing_is_safe_behind_a_number_that_is_known_elsewhere(
    counts: Counts, has_sums: bool, told: list[int]
) -> None:
    """Two bodies at least tell nothing: of one alone, what the others have told leaves its number."""
    table = protect([told[: len(counts[0])], *counts], has_sums=has_sums, known=frozenset({0}))
    assert all(table.cell(*cell) is None for cell in table.small_cells())
    assert gives_nothing_away(table)


@given(SMALL_TABLES, st.sets(st.integers(0, 2)))
@settings(max_examples=300, deadline=None, database=None)
def test_r20_while_months_are_closed_nothing_that_was_hidden_is_shown(
    counts: Counts, known: set[int]
) -> None:
    """What is hidden in a month follows from it alone: of two looks at a growing year none tells more."""
    year = protect(counts, known=known)
    for months in range(1, len(counts[0])):
        so_far = protect([row[:months] for row in counts], has_sums=False, known=known)
        assert so_far.cells == {(row, month) for row, month in year.cells if month < months}


def could_be_less(table: Protected, found: set[int], place: tuple[int, int]) -> bool:
    """As small as before it was corrected, or more where there is nothing now."""
    number = table.counts[place[0]][place[1]]
    return len({one for one in found if one <= number or not number}) >= 3


@given(SMALL_TABLES, st.lists(st.sampled_from([0, 1, 2, 4, 6]), min_size=3, max_size=3))
@settings(max_examples=400, deadline=None, database=None)
def test_r20_no_sum_gives_away_what_an_earlier_turn_hid(counts: Counts, first: list[int]) -> None:
    """The first month was closed twice: what is large by now is as unknown with the sums of the year as without."""
    before = protect([[number] for number in first[: len(counts)]], has_sums=False)
    year = protect(counts, also=before.cells)
    months = protect(counts, has_sums=False, also=before.cells)
    assert year.cells == months.cells
    with_sums, without = every_table_that_fits(year), every_table_that_fits(months)
    for place in before.cells - set(year.small_cells()):
        if could_be_less(year, without[place], place):
            assert could_be_less(year, with_sums[place], place)
    assert gives_nothing_away(year)


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


@pytest.mark.django_db
def test_r20_a_filter_is_a_look_at_the_same_table() -> None:
    """Whichever month of a year the secretariat asks for, what is hidden is hidden everywhere: two looks differ by
    nothing that is hidden. What is hidden in a month follows from that month alone, which the last lines show."""
    indicator = BY_KEY["A1"]
    by = next(one for one in indicator.breakdowns if one.key == "route")
    counts = {4: {"01": 12, "02": 9, "05": 2}, 5: {"01": 30, "05": 7}, 6: {"05": 3, "02": 20}}
    figures = {
        month: cell("A1", sum(parts.values()))
        | {key: n for v, count in parts.items() for key, n in cell("A1", count, "route", v).items()}
        for month, parts in counts.items()
    }
    with acting("jimukyoku1") as user:
        year = a_closed_year(user, figures)
    client = browser("jimukyoku1")
    looks = []
    for month in months_of(year):
        asked = {"indicator": "A1", "month": f"{month:%Y-%m}"}
        page = client.get(reverse("reports:figure"), asked)
        assert page.status_code == 200
        tables = {table.breakdown.key: table for table in page.context["tables"]}
        table = tables[by.key]
        looks.append([(row.value, row.cells, row.total) for row in table.rows] + [table.totals])
    assert all(look == looks[0] for look in looks)
    hidden = {
        (value, months_of(year)[place].month)
        for value, cells, _ in looks[0][:-1]
        for place, text in enumerate(cells)
        if text == HIDDEN
    }
    assert {("05", 4), ("05", 6)} < hidden
    april = [[counts[4].get(value, 0)] for value in ("01", "02", "05")]
    june = [[counts[6].get(value, 0)] for value in ("01", "02", "05")]
    anew = {(("01", "02", "05")[row], 4) for row, _ in protect(april).cells}
    anew |= {(("01", "02", "05")[row], 6) for row, _ in protect(june).cells}
    assert anew == {one for one in hidden if one[1] in (4, 6)}


def parts(by: str, numbers: dict[str, int], key: str = "A1") -> Any:
    """A month: the whole of an indicator, and one break-down of it."""
    found = cell(key, sum(numbers.values()))
    for value, number in numbers.items():
        found |= cell(key, number, by, value)
    return found


def look(by: str, year: int = YEAR) -> dict[str, list[str]]:
    """Cells by value, and their sum, as the secretariat reads them."""
    with acting("jimukyoku1") as user:
        [table] = [
            one for one in WardFigures(user).tables(BY_KEY["A1"], year) if one.breakdown.key == by
        ]
    return {row.value: [*row.cells, row.total] for row in table.rows}


def close(month: datetime.date, figures: Any, turn: int = 1) -> None:
    with acting("jimukyoku1") as user:
        kept = MonthClose(created_by=user, month=month, turn=turn, figures=figures, reason="訂正")
        kept.save(force_insert=True)


@pytest.mark.django_db
def test_r20_no_sum_grows_by_what_a_month_adds() -> None:
    """2, 3, 2 and then 2: with sums of 7 and 9 the last month was told."""
    numbers = {
        "01": [20, 25, 22, 24],
        "02": [2, 3, 2, 2],
        "05": [3, 2, 3, 3],
        "11": [10, 12, 11, 9],
    }
    for place, month in enumerate(months_of(YEAR)[:4]):
        close(month, parts("route", {value: row[place] for value, row in numbers.items()}))
        assert {row[-1] for row in look("route").values()} == {""}
    with acting("jimukyoku1") as user:
        a_closed_year(user)
    sums = {value: row[-1] for value, row in look("route").items()}
    assert sums["01"] == "91"
    assert HIDDEN in look("route")["02"]


@pytest.mark.django_db
def test_r20_a_correction_hides_what_was_hidden_before_it() -> None:
    month = months_of(YEAR)[0]
    close(month, parts("route", {"01": 30, "02": 2, "05": 6}))
    assert look("route") == {"01": ["30", ""], "02": ["x", ""], "05": ["x", ""]}
    close(month, parts("route", {"01": 30, "02": 7, "05": 6}), turn=2)
    assert look("route") == {"01": ["30", ""], "02": ["x", ""], "05": ["x", ""]}


@pytest.mark.django_db
def test_r20_r32_a_correction_stays_hidden_when_the_year_is_closed() -> None:
    """4, and then 5: with the other months beside it the sum of its row would say so, on the page and on paper."""
    month = months_of(YEAR)[0]
    close(month, parts("route", {"01": 30, "02": 4, "04": 1, "05": 20}))
    close(month, parts("route", {"01": 30, "02": 5, "05": 20}), turn=2)
    routes = {"01": 10, "02": 10, "04": 10, "05": 10}
    for other in months_of(YEAR)[1:]:
        close(other, parts("route", routes))
    rows = look("route")
    assert [value for value, cells in rows.items() if cells[0] == HIDDEN] == ["02", "04"]
    assert rows["02"][-1] == HIDDEN
    a1 = BY_KEY["A1"]
    [route] = [one for one in a1.breakdowns if one.key == "route"]
    with acting("jimukyoku1") as user:
        part = PublishedYear(user, YEAR, SMALLEST).part(a1, route)
    assert part is not None
    printed = dict(zip(rows, (words for _, words in part.rows), strict=True))
    assert {value for value, words in printed.items() if words == HIDDEN} == {
        value for value, cells in rows.items() if cells[-1] == HIDDEN
    }


@pytest.mark.django_db
def test_r20_no_route_is_safe_behind_f5_which_stands_openly() -> None:
    month = months_of(YEAR)[0]
    close(month, parts("route", {"01": 30, "04": 3, "05": 20, "11": 2}) | cell("F5", 2))
    found = {value: cells[0] for value, cells in look("route").items()}
    assert found == {"01": "30", "04": HIDDEN, "05": HIDDEN, "11": HIDDEN}


@pytest.mark.django_db
def test_r20_no_body_is_safe_behind_one_that_reports_its_month() -> None:
    """What 相談支援センター reports is read by who reads this; the desk of the ward has told nobody."""
    told, desk, other = (str(body_of(who).pk) for who in ("soudan1", "kurashi1", "jimukyoku1"))
    assert body_of("soudan1").is_entrusted
    close(months_of(YEAR)[0], parts("body", {told: 2, desk: 3, other: 40}))
    assert {value: cells[0] for value, cells in look("body").items()} == {
        told: HIDDEN,
        desk: HIDDEN,
        other: HIDDEN,
    }


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
