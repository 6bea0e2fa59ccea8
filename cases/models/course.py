"""Turns in the work of a body on a case (RECORD): ended, suspended, taken up again."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .record import CaseRecord


class RecordEvent(ConfidentialModel):
    """RECORD: one turn, with its coded reason; what closings and suspensions are counted from.

    The record itself says how things stand now; this says how they came to stand so.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed", "支援を終了"
        SUSPENDED = "suspended", "支援を中断"
        RESUMED = "resumed", "支援を再開（中断のあと）"
        REOPENED = "reopened", "新しい相談として再開"
        UNDONE = "undone", "終了を取り消し"

    record = SameCompartmentKey(CaseRecord, related_name="events")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    happened_on = models.DateField("日付", default=timezone.localdate)
    reason = models.CharField("理由（コード）", max_length=10, blank=True)
    words = models.CharField("くわしく", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "支援の節目"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(reason="", words=""), name="record_event_has_reason"
            )
        ]
