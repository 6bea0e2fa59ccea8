"""Events of the monthly report: a body reports, or corrects what it has reported; a copy is asked for."""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from access import ledger
from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job
from organizations.models import Body, LegalBasis

from .entrusted import MonthOfOwnBody
from .entrusted_models import DESKS, BodyReport
from .figure_services import month_words

PDF, XLSX = "body_month_pdf", "body_month_xlsx"
KINDS = {"pdf": PDF, "xlsx": XLSX}
# CL-01: within what a body is entrusted with.
BASIS = "SWA106-4-ENTRUST"


@transaction.atomic
def report_body_month(
    *, body: Body, month: datetime.date, acting: Any, by: Any, reason: str = ""
) -> BodyReport:
    """An entrusted body reports a month: its figures are fixed, the secretariat reads them, and one row of
    the ledger says so (R21). Once more, with a reason: a correction, if anything differs, by who reported; what
    another sees is no change (R12). When she has left, by whoever keeps the records now."""
    if body not in acting.bodies_with(*DESKS):
        raise DomainError("月次報告を出すのは、その機関の相談員か管理者です")
    if not body.is_entrusted:
        raise DomainError("月次報告を出すのは、区から委託を受けている機関です")
    found = MonthOfOwnBody(body, month, acting, by)
    if not found.is_over:
        raise DomainError("この月はまだ終わっていません。月が変わってから報告してください")
    before = found.report
    if before is not None:
        _require_correction(found, reason)
    report = BodyReport(
        created_by=by,
        body=body,
        month=month,
        turn=before.turn + 1 if before else 1,
        figures=(before.figures if before and found.is_of_user else {}) | found.figures,
        reason=reason.strip() if before else "",
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise DomainError(
            "ほかの人が、この月を先に報告しました。画面を開き直してください"
        ) from None
    ledger.enter(
        by=by,
        body=body,
        compartment=None,
        channel="export",
        obj=report,
        recipients="、".join(one.name for one in Body.objects.secretariat()),
        purpose=f"月次報告（{month_words(month)}分、数だけ）",
        legal_basis=LegalBasis.objects.on().get(code=BASIS),
    )
    return report


def _require_correction(found: MonthOfOwnBody, reason: str) -> None:
    if not found.is_of_user and not found.is_left:
        raise DomainError("報告した月の訂正は、前に報告した人が出します")
    if found.is_of_user and not found.differences:
        raise DomainError("報告したあと、変わった数はありません。出し直す必要はありません")
    if not reason.strip():
        raise DomainError("報告した月の訂正には、理由を書いてください")


@transaction.atomic
def request_copy(*, report: BodyReport, form: str, by: Any, key: uuid.UUID | None = None) -> Job:
    """A report as a paper or a workbook, for whoever reads it anyway. The same click twice makes one."""
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known
    if form not in KINDS:
        raise DomainError("作るものを選び直してください")
    return request_job(by=by, kind=KINDS[form], object_id=report.pk, key=key)
