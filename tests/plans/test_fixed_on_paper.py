"""A fixed version on paper: tables have room, and nothing that was written is left out."""

from hypothesis import given
from hypothesis import strategies as st

from plans.fixed_document import MOST_COLUMNS, blocks_for, on_screen

CELLS = st.sampled_from(["", "見本荘", "令和9年1月27日"])
TABLES = st.integers(1, 12).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4)
)


@given(rows=TABLES)
def test_every_cell_in_which_something_stands_is_printed_with_its_heading(
    rows: list[list[str]],
) -> None:
    width = len(rows[0]) if rows else 3
    columns = [f"欄{n}" for n in range(width)]
    (shown,) = blocks_for([{"columns": columns, "rows": rows}], "self")
    written = [(columns[n], cell) for row in rows for n, cell in enumerate(row) if cell]
    if "records" in shown:
        assert [pair for record in shown["records"] for pair in record] == written
        return
    assert len(shown["columns"]) <= MOST_COLUMNS or not rows
    pairs = [
        (name, cell)
        for row in shown["rows"]
        for name, cell in zip(shown["columns"], row, strict=True)
        if cell
    ]
    assert pairs == written


@given(rows=TABLES)
def test_on_a_screen_each_cell_has_its_name_and_no_column_is_empty(rows: list[list[str]]) -> None:
    columns = [f"欄{n}" for n in range(len(rows[0]) if rows else 3)]
    (shown,) = on_screen([{"columns": columns, "rows": rows}])
    written = [(columns[n], cell) for row in rows for n, cell in enumerate(row) if cell]
    assert [pair for row in shown["named"] for pair in row if pair[1]] == written
    assert not rows or all(
        any(row[n] for row in shown["rows"]) for n in range(len(shown["columns"]))
    )


def test_a_block_that_is_not_for_the_reader_is_left_out() -> None:
    blocks = [{"text": "控え", "not_for": ["bodies"]}, {"text": "共有"}]
    assert blocks_for(blocks, "bodies") == [{"text": "共有"}]
