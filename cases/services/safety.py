"""安全メモ: what to mind when one meets the household."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from access.errors import DomainError
from access.models import Compartment
from access.shortcuts import save_changed
from cases.models import SafetyNote

MOST = 10


@dataclass(frozen=True)
class SafetyFacts:
    """What to mind, and until when if that is known."""

    kind: str
    text: str
    until_on: datetime.date | None = None


def safety_notes_in_force(rows: QuerySet[SafetyNote]) -> QuerySet[SafetyNote]:
    """Those that hold today (R17)."""
    today = timezone.localdate()
    return rows.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today), removed_on__isnull=True
    ).select_related("created_by")


@transaction.atomic
def add_safety_note(*, face: Compartment, facts: SafetyFacts, by: Any) -> SafetyNote:
    """Enter something to mind."""
    if facts.until_on and facts.until_on < timezone.localdate():
        raise DomainError("「いつまで」が、過ぎた日になっています")
    standing = safety_notes_in_force(SafetyNote.objects.visible_to(by).filter(compartment=face))
    if standing.count() >= MOST:
        raise DomainError(
            f"安全メモは{MOST}件までです。もう当てはまらないものを、先に外してください"
        )
    made: SafetyNote = SafetyNote.objects.create(
        compartment=face,
        created_by=by,
        kind=facts.kind,
        text=facts.text,
        until_on=facts.until_on,
    )
    return made


@transaction.atomic
def remove_safety_note(
    *, note: SafetyNote, reason: str, by: Any, version: int | None = None
) -> SafetyNote:
    """It no longer holds: it is shown no more; the history keeps it."""
    if not reason.strip():
        raise DomainError("外すわけを書いてください")
    if note.removed_on is not None:
        raise DomainError("この安全メモは、すでに外されています")
    fields = {"removed_on": timezone.localdate(), "removed_reason": reason}
    return save_changed(note, by=by, fields=fields, version=version)
