"""The yearly report, and with it the paper for the 地域福祉推進協議会 (進行管理): figures of a closed fiscal
year with targets and pictures, small numbers hidden (R20, R32). As PDF and as a workbook.

It names no case and nobody; small numbers are hidden; so there is no household to protect, and no ledger
of a case to enter it in (R21).
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.reading import ReadingLog
from documents import tables
from documents.wareki import fiscal_year_label, format_datetime
from drawings.trend import Column, draw_trend
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobKind, Result, page_at

from .figure_services import PDF, XLSX, published_years
from .models import FigureExport
from .nameless import entered, gate
from .publishing import PublishedYear, YearLine
from .yearly_file import Workbook, write

TITLE = "重層的支援体制整備事業 実績と進行管理"
MOST_PICTURES = 12


def may(user: Any, object_id: uuid.UUID) -> FigureExport | None:
    """What was asked for, while who asked reads the figures of the ward and the year is closed."""
    found: FigureExport | None = FigureExport.objects.visible_to(user).filter(pk=object_id).first()
    if found is None or found.fiscal_year not in published_years(user):
        return None
    return found


def _read(user: Any, object_id: uuid.UUID, log: ReadingLog, kind: str) -> PublishedYear:
    export = entered(may(user, object_id), log, kind)
    return PublishedYear(user, export.fiscal_year, export.least)


def _month_words(year: PublishedYear) -> list[str]:
    return [f"{month.month}月" for month in year.months]


def gather_paper(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the year and lay it out."""
    year = _read(user, object_id, log, FIGURES_PDF.label)
    groups = year.groups()
    context = {
        "paper": {
            "title": TITLE,
            "number": "",
            "audience": "地域福祉推進協議会・区の関係部署",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "year_words": fiscal_year_label(year.year),
        "least": year.least,
        "corrected": year.corrected_words,
        "months": _month_words(year),
        "groups": groups,
        "pictures": _pictures(year, groups),
        "parts": year.parts(),
        "bases": year.bases(),
    }
    return Paper(render_to_string("reports/yearly_paper.html", context), TITLE)


def _pictures(year: PublishedYear, groups: Any) -> list[tuple[str, Any]]:
    """Of indicators with a target first, and of those of which every month may be shown."""
    lines: list[YearLine] = [line for *_, listed in groups for line in listed]
    drawn = [line for line in lines if any(number for number in line.numbers)]
    drawn.sort(key=lambda line: (not line.target, lines.index(line)))
    found = []
    for line in drawn[:MOST_PICTURES]:
        title = f"{line.indicator.code} {line.indicator.name}（{line.indicator.unit}）"
        columns = [
            Column(words, number, shown, shown == "x")
            for words, number, shown in zip(
                _month_words(year), line.numbers, line.months, strict=True
            )
        ]
        found.append((title, draw_trend(columns, title=title, unit=line.indicator.unit).svg))
    return found


def gather_file(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Workbook:
    """Read the year as tables."""
    year = _read(user, object_id, log, FIGURES_XLSX.label)
    words = fiscal_year_label(year.year)
    return Workbook.of(
        [(line, f"{letter} {name}") for letter, name, listed in year.groups() for line in listed],
        year.parts(),
        year.bases(),
        months=_month_words(year),
        about=[
            ["資料", f"{TITLE}（{words}）"],
            ["作成した人", str(user)],
            ["作成した日時", format_datetime(timezone.now())],
            ["少ない数", f"{year.least}未満の数と、引き算でそれが分かってしまう数は「x」です"],
            ["数", "各月を締めたときの数です。人や世帯を表す実人数などは、年度の数だけを出します"],
            ["訂正して締め直した月", year.corrected_words or "なし"],
        ],
    )


make_paper = as_pdf("figures.pdf")


def make_file(book: Workbook) -> Result:
    return Result(write(book), tables.XLSX, "figures.xlsx")


FIGURES_PDF = JobKind(
    name=PDF,
    label="年次報告（PDF）",
    gather=gather_paper,
    make=make_paper,
    may=may,
    gate=gate,
    page=page_at("reports:yearly", of_object=False),
    carries=Carries.AT_MOST_ITS_CASES,
)
FIGURES_XLSX = JobKind(
    name=XLSX,
    label="年次報告（Excel）",
    gather=gather_file,
    make=make_file,
    may=may,
    gate=gate,
    page=page_at("reports:yearly", of_object=False),
)
