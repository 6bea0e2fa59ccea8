"""Writes of the app: papers asked for."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from jobs.models import JOB_KEPT_FOR, Job
from jobs.services import request_job

from .models import BoardExport
from .plan_board import BoardRow

JOB_KIND = "plan_board_pdf"
MOST_PRINTED = 200


@transaction.atomic
def request_board_paper(
    *, rows: list[BoardRow], codes: dict[str, str], by: Any, key: uuid.UUID | None = None
) -> Job:
    """Ask for the board that is on the screen as a paper. The same click twice makes one.

    Raises DomainError when there is nothing to print, or more than a review can go through.
    """
    known = Job.objects.visible_to(by).filter(key=key).first() if key else None
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
