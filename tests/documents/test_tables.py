"""Tables for spreadsheets: whatever is in a cell, it stays text (S-59)."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.tables import as_csv, as_xlsx, csv_cell, is_risky

SIGNS = "=+-@|%＝＋－＠\t\r\n\0\ufeff '"
WILD = st.text(st.sampled_from(SIGNS + "A1!(\"',;漢字") | st.characters(), max_size=20)
TABLE = st.lists(st.lists(WILD, min_size=2, max_size=2), min_size=1, max_size=5)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells(content: bytes, sheet: int = 0) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[sheet].iter_rows()]


@given(TABLE)
def test_s59_no_cell_of_a_csv_begins_a_formula(rows: list[list[str]]) -> None:
    for row in read_csv(as_csv(["一", "二"], rows)):
        for cell in row:
            assert cell.strip()[:1] not in set("=+-@|%＝＋－＠")
            assert cell[:1] not in "\t\r\n\0\ufeff" or cell == ""


@settings(max_examples=25, deadline=None)
@given(TABLE)
def test_s59_no_cell_of_a_workbook_is_a_formula(rows: list[list[str]]) -> None:
    found = cells(as_xlsx("表", ["一", "二"], rows, [["何", "=1"]]))
    found += cells(as_xlsx("表", ["一", "二"], rows, [["何", "=1"]]), 1)
    for row in found:
        for cell in row:
            assert cell.data_type in ("s", "inlineStr") or cell.value is None


@pytest.mark.parametrize(
    ("text", "risky"),
    [
        ("=1+1", True),
        ("＝1", True),
        ("  =1", True),
        ("\ufeff=1", True),
        ("'=1", True),
        ("-5", True),
        ("@SUM(A1)", True),
        ("%PATH%", True),
        ("|cmd", True),
        ("架空 花子", False),
        ("03-0000-4821", False),
        ("2026-11-23", False),
        ("", False),
    ],
)
def test_what_is_plain_is_left_as_it_is(text: str, risky: bool) -> None:
    assert is_risky(text) is risky
    assert (csv_cell(text) == text) is not risky


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(categories=["Ll", "Lo", "Nd"]), max_size=20))
def test_words_come_back_as_they_were(text: str) -> None:
    assert read_csv(as_csv(["一"], [[text]]))[1] == [text]
    _, (cell,) = cells(as_xlsx("表", ["一"], [[text]], [["何"]]))
    assert (cell.value or "") == text


def test_a_csv_opens_in_a_spreadsheet_by_itself() -> None:
    content = as_csv(["氏名"], [["架空 花子"]])
    assert content == '\ufeff"氏名"\r\n"架空 花子"\r\n'.encode()


def test_numbers_are_numbers_in_the_columns_that_hold_them_and_nothing_else_is() -> None:
    rows = [["1", "1,204", "x"], ["=1+1", "0.5", "―"], ["3", "=2", "２"]]
    made = as_xlsx("表", ["番号", "数", "数"], rows, [], numbers=(1, 2))
    found = list(load_workbook(io.BytesIO(made)).worksheets[0].values)
    assert found[1] == ("1", 1204, "x")
    assert found[2] == ("=1+1", 0.5, "―")
    assert found[3] == ("3", "=2", "２")


def test_a_workbook_is_printed_across_as_wide_as_the_paper_with_its_head_on_every_page() -> None:
    made = load_workbook(io.BytesIO(as_xlsx("表", ["一"], [["二"]], [["何"]])))
    table, about = made.worksheets
    for sheet in (table, about):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert (table.print_title_rows, about.print_title_rows) == ("$1:$1", None)
