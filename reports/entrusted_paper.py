"""The monthly report of an entrusted body as PDF and as a workbook: whole numbers, nobody's.

A copy for whoever reads the report on the screen: what left the body left when it was reported, and that is
the one row of the ledger (R21).
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.reading import ReadingLog
from documents import tables
from documents.wareki import format_datetime
from drawings.bars import Bar, Part, draw_bars
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobKind, Result, page_at

from .entrusted import Groups, groups_of
from .entrusted_models import BodyReport
from .entrusted_services import PDF, XLSX
from .figure_services import month_words
from .nameless import entered, gate

TITLE = "包括的相談支援等 月次報告"
SCOPE = "その機関の記録のうち、報告した人が見られるもの"


@dataclass(frozen=True)
class Sheet:
    """A report as a table."""

    rows: list[list[str]]
    about: list[list[str]]


def may(user: Any, object_id: uuid.UUID) -> BodyReport | None:
    """The report, for who made it and the secretariat."""
    rows = BodyReport.objects.told_to(user).filter(pk=object_id)
    found: BodyReport | None = rows.select_related("body", "created_by").first()
    return found


def picture_of(groups: Groups) -> Any:
    """Counts of the month as bars; rates and how things stand are no counts of what was done."""
    lines = [line for *_, listed in groups for line in listed]
    drawn = [
        Bar(
            f"{line.indicator.code} {line.indicator.name}",
            (Part("この月", int(line.month), "green"),),
            line.indicator.unit,
        )
        for line in lines
        if line.month and not line.indicator.is_rate and not line.indicator.is_stock
    ]
    return draw_bars(drawn, title="この月の数") if drawn else None


def gather_paper(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the report as it was fixed."""
    report = entered(may(user, object_id), log, BODY_MONTH_PDF.label)
    groups = groups_of(report.figures)
    context = {
        "paper": {
            "title": TITLE,
            "number": "",
            "audience": "区の事務局",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "report": report,
        "scope": SCOPE,
        "month": month_words(report.month),
        "groups": groups,
        "picture": picture_of(groups),
    }
    return Paper(render_to_string("reports/body_month_paper.html", context), TITLE)


def gather_file(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Sheet:
    """The same as a table."""
    report = entered(may(user, object_id), log, BODY_MONTH_XLSX.label)
    rows = [
        [
            *(f"{letter} {name}", one.indicator.code, one.indicator.name, one.indicator.unit),
            *(one.month_words, one.year_words, one.indicator.definition),
        ]
        for letter, name, listed in groups_of(report.figures)
        for one in listed
    ]
    about = [
        ["資料", f"{TITLE}（{month_words(report.month)}）"],
        ["機関", report.body.name],
        ["何回目の報告", str(report.turn)],
        ["訂正の理由", report.reason or "―"],
        ["報告した日時", format_datetime(report.created_at)],
        ["報告した人", str(report.created_by)],
        ["数えた範囲", SCOPE],
    ]
    return Sheet(rows, about)


HEAD = ["事業", "番号", "指標", "単位", "この月", "年度の累計", "数え方"]
NUMBERS = (4, 5)


make_paper = as_pdf("monthly-report.pdf")


def make_file(sheet: Sheet) -> Result:
    content = tables.as_xlsx("月次報告", HEAD, sheet.rows, sheet.about, numbers=NUMBERS)
    return Result(content, tables.XLSX, "monthly-report.xlsx")


BODY_MONTH_PDF = JobKind(
    name=PDF,
    label="月次報告（PDF）",
    gather=gather_paper,
    make=make_paper,
    may=may,
    gate=gate,
    page=page_at("reports:body_report"),
    carries=Carries.AT_MOST_ITS_CASES,
)
BODY_MONTH_XLSX = JobKind(
    name=XLSX,
    label="月次報告（Excel）",
    gather=gather_file,
    make=make_file,
    may=may,
    gate=gate,
    page=page_at("reports:body_report"),
)
