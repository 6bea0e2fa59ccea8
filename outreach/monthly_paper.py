"""The monthly report as PDF, for the ward: numbers and case numbers, no name (R21, S-91)."""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at
from organizations.models import Body

from .month_models import MonthlyReport, ReportedMonth
from .monthly import breakdown, month_words, reasons, state_words, totals
from .services.reporting import JOB_KIND

FILE_NAME = "outreach-monthly.pdf"
TITLE = "アウトリーチの月の明細"
BASIS = "SWA106-4-ENTRUST"


def _lines(user: Any, report: MonthlyReport) -> list[ReportedMonth]:
    wanted = [uuid.UUID(line) for line in report.line_ids]
    rows = ReportedMonth.objects.visible_to(user).filter(pk__in=wanted)
    return list(
        rows.select_related("compartment__case", "outreach").order_by(
            "outreach__identified_on", "outreach__created_at", "pk"
        )
    )


def may(user: Any, object_id: uuid.UUID) -> MonthlyReport | None:
    """The report, while every line of it is still open to who asked (S-06)."""
    rows = MonthlyReport.objects.visible_to(user).filter(pk=object_id)
    report: MonthlyReport | None = rows.select_related("body").first()
    if report is None or len(_lines(user, report)) != len(report.line_ids):
        return None
    return report


def gate(user: Any, report: MonthlyReport, option: str) -> Output:
    """It goes to the ward: a line in the ledger of each case that it numbers (R21)."""
    lines = _lines(user, report)
    receivers = "、".join(body.name for body in Body.objects.secretariat())
    leaving = [
        Leaving(
            recipients=receivers,
            purpose=f"アウトリーチの月の明細（{month_words(report.month)}分、氏名なし）",
            legal_basis=BASIS,
            body=report.body,
            compartment=line.compartment,
            obj=line.outreach,
        )
        for line in lines
    ]
    if not leaving:  # nobody is in it: nothing about anybody leaves
        return Output(OutputHold.Use.OWN, ())
    cases = tuple(dict.fromkeys(line.compartment.case_id for line in lines))
    return Output(OutputHold.Use.OTHERS, cases, leaving[0], tuple(leaving[1:]))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the lines as they were fixed."""
    report = may(user, object_id)
    if report is None:
        raise NotPermitted
    lines = _lines(user, report)
    log.note_cases(
        AccessLog.Action.PRINT, [line.compartment.case for line in lines], kind=MONTHLY_PDF.label
    )
    figures = [line.figures for line in lines]
    context = {
        "paper": {
            "title": TITLE,
            "number": "",
            "audience": "区の事務局",
            "printed_by": f"{user}（{report.body}）",
            "printed_at": timezone.now(),
        },
        "report": report,
        "month": month_words(report.month),
        "totals": totals(figures),
        "methods": breakdown(figures, "methods"),
        "results": breakdown(figures, "results"),
        "reasons": reasons(figures),
        "rows": [
            {
                "number": line.compartment.case.number,
                "state": state_words(line.figures.get("state", "")),
                "figures": line.figures,
            }
            for line in lines
        ],
    }
    return Paper(render_to_string("outreach/monthly_paper.html", context), TITLE)


make = as_pdf(FILE_NAME)


MONTHLY_PDF = JobKind(
    name=JOB_KIND,
    label="アウトリーチの月の明細",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("outreach:monthly", of_object=False),
)
