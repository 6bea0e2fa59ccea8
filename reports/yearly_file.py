"""The yearly report as a workbook: numbers as numbers, so that a chart can be drawn of them; every word as
text, so that none becomes a formula (S-59)."""

import io
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from documents.tables import clean, lay_out, number_of

from .publishing import BasesLine, YearLine, YearPart

MOST_CHARTS = 6
WIDTHS = {1: 26, 2: 40}
NUMBER = 10
SENTENCE = 60  # a column of texts that are read in lines
WIDE = 5  # with so many columns the first two stay while one scrolls


@dataclass(frozen=True)
class Workbook:
    """What stands in it, in words and numbers alone: while the file is made, nobody asks the database, and the names
    of indicators hold what the ward calls its meetings.

    `drawn`: rows of `figures` of which a chart is drawn, each with its title.
    """

    months: list[str]
    figures: list[list[str]]
    parts: list[list[str]]
    bases: list[list[str]]
    about: list[list[str]]
    drawn: list[tuple[int, str]]

    @classmethod
    def of(
        cls,
        lines: list[tuple[YearLine, str]],
        parts: list[YearPart],
        bases: list[BasesLine],
        *,
        months: list[str],
        about: list[list[str]],
    ) -> "Workbook":
        """Read it all now."""
        with_numbers = [n for n, (line, _) in enumerate(lines) if any(line.numbers)]
        return cls(
            months=months,
            figures=[_row(line, group) for line, group in lines],
            parts=[
                [_title(part.indicator), part.breakdown.name, label, number]
                for part in parts
                for label, number in part.rows
            ],
            bases=[[one.area, str(one.number), str(one.target), one.words] for one in bases],
            about=about,
            drawn=[(n, _title(lines[n][0].indicator)) for n in with_numbers[:MOST_CHARTS]],
        )


def _title(indicator: Any) -> str:
    return f"{indicator.code} {indicator.name}"


def write(book: Workbook) -> bytes:
    """The file."""
    made = Book()
    made.remove(made.worksheets[0])
    _fill(made.create_sheet("指標"), _head(book), book.figures)
    _charts(made, book)
    _fill(
        made.create_sheet("内訳"),
        ["指標", "内訳", "区分", "年度の数（末日の数は3月31日）"],
        book.parts,
    )
    if book.bases:
        _fill(
            made.create_sheet("常設の拠点"),
            ["圏域", "常設の拠点（年度末）", "目標", "目標まで"],
            book.bases,
        )
    _fill(made.create_sheet("この資料について"), ["", ""], book.about)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _head(book: Workbook) -> list[str]:
    return ["事業", "指標", "単位", *book.months, "年度", "目標", "達成", "数え方"]


def _row(line: YearLine, group: str) -> list[str]:
    one = line.indicator
    return [
        *(group, _title(one), one.unit),
        *(*line.months, line.year, line.target, line.percent, one.definition),
    ]


def _fill(sheet: Any, head: list[str], rows: list[list[str]]) -> None:
    for place, row in enumerate((head, *rows), start=1):
        for column, text in enumerate(row, start=1):
            _enter(sheet.cell(place, column), text, is_bold=place == 1)
    sheet.freeze_panes = "C2" if len(head) >= WIDE else "A2"
    lay_out(sheet, repeats=True)
    for column, texts in enumerate(zip(head, *rows, strict=True), start=1):
        width = SENTENCE if max(map(len, texts)) > WIDTHS[2] else WIDTHS.get(column, NUMBER)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _enter(cell: Any, text: str, *, is_bold: bool) -> None:
    """A number where it is one; everything else as text."""
    if not text:
        return
    cell.value = number_of(text)
    if cell.value is None:
        cell.value = clean(text)
        cell.data_type = "s"
    cell.font = Font(bold=is_bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _charts(made: Any, book: Workbook) -> None:
    """One column chart each of the first indicators with numbers in the months."""
    sheet = made["指標"]
    charts = made.create_sheet("グラフ")
    first, last = 4, 3 + len(book.months)
    for drawn, (place, title) in enumerate(book.drawn):
        row = place + 2
        chart = BarChart()
        chart.title = title
        chart.legend = None
        chart.height, chart.width = 7, 15
        values = Reference(sheet, min_col=first, max_col=last, min_row=row, max_row=row)
        chart.add_data(values, from_rows=True, titles_from_data=False)
        chart.set_categories(Reference(sheet, min_col=first, max_col=last, min_row=1, max_row=1))
        charts.add_chart(chart, f"{'A' if drawn % 2 == 0 else 'J'}{1 + 15 * (drawn // 2)}")
