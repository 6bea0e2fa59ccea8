"""The monthly report of a body that is entrusted with outreach: fixed, and asked for as a paper."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from jobs.models import JOB_KEPT_FOR, Job
from jobs.services import request_job
from organizations.models import Body
from outreach.month_models import MonthlyReport, ReportedMonth
from outreach.monthly import MonthOfBody

JOB_KIND = "outreach_monthly_pdf"


@transaction.atomic
def report_month(*, body: Body, month: datetime.date, by: Any, key: uuid.UUID | None = None) -> Job:
    """Fix the figures of a month as they stand, and make the paper for the ward. Reported again, a
    month gets another turn; the first stays as it was. The same click twice makes one."""
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known
    if not body.is_entrusted:
        raise DomainError("明細を区に渡すのは、区から委託を受けている機関です")
    found = MonthOfBody(body, month, by)
    if not found.is_over:
        raise DomainError("この月はまだ終わっていません。月が変わってから報告してください")
    turn = max((row.turn for row in found.reported), default=0) + 1
    rows = [
        ReportedMonth.objects.create(
            compartment_id=line.outreach.compartment_id,
            created_by=by,
            outreach=line.outreach,
            month=month,
            turn=turn,
            figures=line.figures,
        )
        for line in found.lines
    ]
    too_old = timezone.now() - JOB_KEPT_FOR - datetime.timedelta(days=1)
    MonthlyReport.objects.visible_to(by).filter(created_at__lt=too_old).delete()
    report = MonthlyReport(user=by, body=body, month=month, line_ids=[str(row.pk) for row in rows])
    report.save(force_insert=True)
    return request_job(by=by, kind=JOB_KIND, object_id=report.pk, key=key)
