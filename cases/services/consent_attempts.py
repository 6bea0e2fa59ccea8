"""Attempts to obtain the consent of a person: refused is not "not asked" (domain.md 2.1 R09)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from cases import codes
from cases.models import CaseRecord, ConsentAttempt, NextAction, Person

from .records import require_going_on


@transaction.atomic
def note_consent_attempt(
    *,
    record: CaseRecord,
    person: Person,
    tried_on: datetime.date,
    way: str,
    answer: str,
    by: Any,
    words: str = "",
    next_try_on: datetime.date | None = None,
) -> ConsentAttempt:
    """Note that consent was asked for, how, and what came of it; the next try becomes a task.

    Nothing opens and nothing shuts: the track without consent goes on (R4, R7).
    """
    require_going_on(record)
    today = timezone.localdate()
    if tried_on > today:
        raise DomainError("話した日は、今日までの日付にしてください")
    if next_try_on and next_try_on < today:
        raise DomainError("次に話す日は、今日か、今日より後の日付にしてください")
    if answer not in codes.ATTEMPTED:
        raise DomainError("同意が得られたときは、「本人の同意を記録する」から記録してください")
    attempt = ConsentAttempt.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        person_id=person.pk,
        person_name=str(person),
        tried_on=tried_on,
        explained_by_id=by.pk,
        way=way,
        answer=answer,
        words=words,
        next_try_on=next_try_on,
    )
    if next_try_on:
        NextAction.objects.create(
            compartment_id=record.compartment_id,
            created_by=by,
            record=record,
            what="情報の共有について、本人にもう一度話す",
            due_on=next_try_on,
            assignee_id=by.pk,
        )
    return attempt
