"""Tables as files for a spreadsheet: XLSX, and CSV in UTF-8 with a byte order mark.

A cell never becomes a formula (S-59). XLSX: every cell is written as text, but for plain digits in columns that are
said to hold numbers, of which sums are made. CSV knows no types, so a
cell that a spreadsheet might compute, begin a command with or swallow gets an apostrophe in front;
who reads the file by program takes it off again where the rule of `is_risky` holds.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# Full-width signs are taken for the half-width ones by some versions.
_RISKY = re.compile(r"[\s\ufeff\u200b-\u200f\u2060']*[=+\-@|%＝＋－＠｜％−]")
# Characters that XML 1.0 cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\r\n]+")
LONGEST = 32_000  # a cell of a spreadsheet ends at 32,767
WIDEST = 40
A4 = 9  # as a spreadsheet numbers its papers


def clean(text: str) -> str:
    """The text without what no spreadsheet can hold, in one line."""
    return _BREAKS.sub(" ", _UNWRITABLE.sub("", text))[:LONGEST]


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula or a command."""
    return _RISKY.match(text) is not None


def csv_cell(text: str) -> str:
    """The text as a cell that stays text."""
    plain = clean(text)
    return f"'{plain}" if is_risky(plain) else plain


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as Excel opens it by itself: UTF-8 with mark, CRLF, all cells quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([csv_cell(text) for text in row] for row in (head, *rows))
    return out.getvalue().encode("utf-8-sig")


def number_of(text: str) -> int | float | None:
    """What plain digits come to, with or without commas and a point; None of everything else."""
    plain = text.replace(",", "")
    digits = plain.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()):
        return None
    return float(plain) if "." in plain else int(plain)


def as_xlsx(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    about: Sequence[Sequence[str]],
    *,
    numbers: Collection[int] = (),
) -> bytes:
    """A workbook with the table, and a second sheet that says what it is. `numbers`: places of the columns
    that hold such."""
    book = Workbook(write_only=True)
    lines = [list(map(clean, row)) for row in (head, *rows)]
    for name, table, has_head in ((title, lines, True), ("この一覧について", about, False)):
        sheet = book.create_sheet(name)
        if has_head:
            sheet.freeze_panes = "A2"
        lay_out(sheet, repeats=has_head)
        for number, column in enumerate(zip(*table, strict=True), start=1):
            letters = max(2 * len(text) for text in column) + 2
            sheet.column_dimensions[get_column_letter(number)].width = min(letters, WIDEST)
        for place, row in enumerate(table):
            is_bold = has_head and place == 0
            sheet.append(
                [
                    _number_cell(sheet, text)
                    if has_head
                    and not is_bold
                    and column in numbers
                    and number_of(text) is not None
                    else _text_cell(sheet, clean(text), is_bold)
                    for column, text in enumerate(row)
                ]
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lay_out(sheet: Any, *, repeats: bool) -> None:
    """How it is printed, for it is: A4 across, as wide as the paper, the head on every page (`repeats`)."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeats:
        sheet.print_title_rows = "1:1"


def _number_cell(sheet: Any, text: str) -> Any:
    return WriteOnlyCell(sheet, value=number_of(text))


def _text_cell(sheet: Any, text: str, is_bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
    cell.font = Font(bold=is_bold)
    return cell
