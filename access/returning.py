"""Asking for papers when a consent is withdrawn, and answering (domain.md 2.1 R08 c)."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from organizations.models import Appointment, Body

from .errors import DomainError
from .models import Compartment, ReturnNotice


def ask_to_return(
    *,
    record: Compartment,
    body: Body,
    consent: uuid.UUID,
    given_on: datetime.date,
    receivers: Iterable[Appointment],
    is_partial: bool,
    answer_by: datetime.date,
    by: Any,
) -> list[ReturnNotice]:
    """Ask everybody who read under a consent for what she holds on paper; the own body apart."""
    asked = {a.pk: a for a in receivers if a.body.pk != body.pk}
    return [
        ReturnNotice.objects.create(
            case_id=record.case_id,
            case_number=record.case.number,
            compartment=record,
            body=body,
            appointment=appointment,
            user_id=appointment.staff_id,
            consent_id=consent,
            given_on=given_on,
            is_partial=is_partial,
            answer_by=answer_by,
            created_by_id=by.pk,
        )
        for appointment in asked.values()
    ]


@transaction.atomic
def answer_return(*, notice: ReturnNotice, answer: str, by: Any) -> ReturnNotice:
    """The one who was asked says what became of the papers; once."""
    held: ReturnNotice | None = (
        ReturnNotice.objects.asked_of(by).select_for_update(of=("self",)).filter(pk=notice.pk)
    ).first()
    if held is None or held.answer:
        raise DomainError("このお願いには、すでに返事がされています")
    held.answer, held.answered_at = answer, timezone.now()
    held.save(update_fields=["answer", "answered_at"])
    return held
