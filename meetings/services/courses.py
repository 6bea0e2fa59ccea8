"""The track without consent goes on: outreach is taken up in the secretariat's own record (R09)."""

import datetime
from typing import Any

from django.db import transaction

from access.errors import DomainError
from cases.models import CaseRecord, NextAction, RecordState
from cases.services import move_record

from ..courses import has_gone_to_outreach, secretariat_record
from ..models import SupportMeeting
from .standing import require_secretary

NOT_WRITTEN = "事務局の記録を書けません。担当者限定のときは、担当の人が進めてください"


@transaction.atomic
def go_to_outreach(
    *, meeting: SupportMeeting, next_what: str, next_due_on: datetime.date, by: Any
) -> CaseRecord:
    """The secretariat's record moves to outreach, with its next step.

    Nothing that was said in the meeting goes along: the record says what the secretary types (R7).
    DomainError when she does not write in it: it may be narrowed to others (R2), and when it went there and on.
    """
    require_secretary(meeting, by)
    record = secretariat_record(meeting, by)
    if record is None:
        raise DomainError(NOT_WRITTEN)
    if record.state != RecordState.OUTREACH:
        if has_gone_to_outreach(meeting, by):
            raise DomainError(
                "アウトリーチには、すでに進みました。続きは、事務局の記録から進めてください"
            )
        move_record(record=record, to=RecordState.OUTREACH, by=by)
    NextAction.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        what=next_what,
        due_on=next_due_on,
        assignee_id=by.pk,
    )
    return record
