"""Writes of the app: papers and exports asked for."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from cases.models import CaseRecord
from jobs.models import JOB_KEPT_FOR, Job
from jobs.services import request_job
from organizations.models import Body, LegalBasis

from .exports import own_data, statistics
from .models import BoardExport, StatisticsExport
from .plan_board import BoardRow

JOB_KIND = "plan_board_pdf"
MOST_PRINTED = 200
MOST_EXPORTED = 5000


@transaction.atomic
def request_board_paper(
    *, rows: list[BoardRow], codes: dict[str, str], by: Any, key: uuid.UUID | None = None
) -> Job:
    """Ask for the board that is on the screen as a paper. The same click twice makes one.

    Raises DomainError when there is nothing to print, or more than a review can go through.
    """
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known
    if not rows:
        raise DomainError("印刷するプランがありません。条件を変えてください")
    if len(rows) > MOST_PRINTED:
        raise DomainError(
            f"1回に印刷できるのは{MOST_PRINTED}件までです。条件を足して減らしてください"
        )
    too_old = timezone.now() - JOB_KEPT_FOR - datetime.timedelta(days=1)
    BoardExport.objects.visible_to(by).filter(created_at__lt=too_old).delete()
    export = BoardExport(user=by, plan_ids=[str(row.plan.pk) for row in rows], codes=codes)
    export.save(force_insert=True)
    return request_job(by=by, kind=JOB_KIND, object_id=export.pk, key=key)


@dataclass(frozen=True)
class Recipient:
    """To whom rows for statistics go outside of the body: for what, and on which one basis (R21)."""

    name: str
    purpose: str
    legal_basis: str


@transaction.atomic
def request_statistics(
    *,
    body: Body,
    first_on: datetime.date,
    last_on: datetime.date,
    form: str,
    by: Any,
    recipient: Recipient | None = None,
    key: uuid.UUID | None = None,
) -> Job:
    """Ask for rows for statistics of a body: for one's own desk, or for a recipient. The same click
    twice makes one.

    Raises DomainError when there is nothing to write or too much, or the basis is not in force.
    """
    known: Job | None = Job.objects.visible_to(by).filter(key=key).first() if key else None
    if known is not None:
        return known
    if form not in statistics.FORMATS:
        raise DomainError("ファイルの形式を選んでください")
    if last_on < first_on:
        raise DomainError("おわりの月は、はじめの月以後にしてください")
    if recipient and not LegalBasis.objects.on().filter(code=recipient.legal_basis).exists():
        raise DomainError("伝える根拠を選び直してください")
    rows = statistics.records_between(by, [body], first_on, last_on)
    found = list(rows.values_list("pk", flat=True)[: MOST_EXPORTED + 1])
    if not found:
        raise DomainError("この期間に受け付けた記録がありません。期間を変えてください")
    if len(found) > MOST_EXPORTED:
        raise DomainError(f"1回に書き出せるのは{MOST_EXPORTED:,}件までです。期間を短くしてください")
    too_old = timezone.now() - JOB_KEPT_FOR - datetime.timedelta(days=1)
    StatisticsExport.objects.visible_to(by).filter(created_at__lt=too_old).delete()
    export = StatisticsExport(
        user=by,
        body=body,
        record_ids=[str(pk) for pk in found],
        first_on=first_on,
        last_on=last_on,
        recipients=recipient.name if recipient else "",
        purpose=recipient.purpose if recipient else "",
        legal_basis=recipient.legal_basis if recipient else "",
    )
    export.save(force_insert=True)
    return request_job(by=by, kind=statistics.KIND, object_id=export.pk, option=form, key=key)


@transaction.atomic
def request_own_data(
    *, record: CaseRecord, form: str, by: Any, key: uuid.UUID | None = None
) -> Job:
    """Ask for all that the body has written about a case, as data. The same click twice makes one."""
    if form not in own_data.FORMATS:
        raise DomainError("ファイルの形式を選んでください")
    return request_job(by=by, kind=own_data.KIND, object_id=record.pk, option=form, key=key)
