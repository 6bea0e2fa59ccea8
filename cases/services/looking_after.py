"""After the end of the support somebody looks how they are 終結後のフォロー (domain.md 3.2 FOLLOW_UP, 4.10): it is
written down, and she looks again on another day or it is over. The record stays closed, and nothing counts as new."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import CaseRecord, Note

from .notes import moment_of


@transaction.atomic
def look_after(
    *,
    record: CaseRecord,
    text: str,
    method: str,
    by: Any,
    on: datetime.date | None = None,
    counterpart: str = "",
    next_on: datetime.date | None = None,
    version: int | None = None,
) -> Note:
    """Write how they are, on the day that was settled at the end or before it; `next_on`: when one looks again.

    The only thing that is added to a closed record: a 支援経過記録 as any other. Raises DomainError when no
    such day was settled, StaleError when a colleague was first.
    """
    _require_days(record, on, next_on)
    if not text.strip():
        raise DomainError("確かめた様子を書いてください")
    save_changed(record, by=by, fields={"follow_up_on": next_on}, version=version)
    made: Note = Note.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        text=text,
        method=method,
        counterpart=counterpart,
        occurred_at=moment_of(on) or timezone.now(),
    )
    return made


def _require_days(
    record: CaseRecord, on: datetime.date | None, next_on: datetime.date | None
) -> None:
    if not record.is_closed or record.follow_up_on is None:
        raise DomainError(
            "様子を確かめる日が決まっていません。支援を続けるときは「支援を再開する」から書いてください"
        )
    today = timezone.localdate()
    if on is not None and not (record.closed_on or today) <= on <= today:
        raise DomainError("確かめた日は、支援を終えた日から今日までの日付にしてください")
    if next_on is not None and next_on <= today:
        raise DomainError("次に様子を確かめる日は、あしたからあとの日にしてください")
