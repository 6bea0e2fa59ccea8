"""Lists that people bring: the cells of an Excel sheet or of a CSV, as text (S-65)."""

import codecs
import csv
import datetime
import io
import json
from typing import Any

from openpyxl import load_workbook

from . import office, text
from .kinds import FileKind
from .refusal import Refused

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 501, 60, 5000
FORMULA = "\x1aformula"  # no text can hold this sign (text.as_utf8, XML)


def cells(content: bytes, kind: str) -> bytes:
    """Rows of the first sheet as JSON: a list of lists of text. Raises Refused."""
    rows = _of_sheet(content) if kind == FileKind.XLSX else _of_csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise Refused("too many rows")
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise Refused("too many columns")
    return json.dumps(rows, ensure_ascii=False).encode()


def _of_sheet(content: bytes) -> list[list[str]]:
    office.check(content, FileKind.XLSX)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    found = []
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1):
        values = [FORMULA if cell.data_type == "f" else _words(cell.value) for cell in row]
        while values and not values[-1]:
            values.pop()
        found.append(values)
    return found


def _of_csv(content: bytes) -> list[list[str]]:
    words = _writing(content)
    head = words.partition("\n")[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as exc:
        raise Refused("broken table") from exc
    return [[_words(cell) for cell in row] for row in rows]


def _writing(content: bytes) -> str:
    """The text of a CSV; also of "Unicode text" as Excel saves it."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            content = content.decode("utf-16").encode()
        return text.as_utf8(content).decode()
    except (Refused, UnicodeDecodeError) as exc:
        raise Refused("no list") from exc


def _words(value: Any) -> str:
    """A cell as somebody would have typed it: days as 2026-04-01, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:LONGEST_CELL]
