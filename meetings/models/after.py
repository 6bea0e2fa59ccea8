"""After a sitting (MEETING): what becomes of a decision, step by step."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .meeting import MeetingMember
from .sitting import Decision


class DecisionStep(ConfidentialModel):
    """MEETING: one step of a decision: who, when, what came of it. Never changed once written."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "経過"
        SETTLED = "settled", "状態の変更"
        MOVED = "moved", "行う機関・期限の変更"
        HANDED_ON = "handed_on", "会議の終わりの引き継ぎ"

    is_written_once = True

    decision = SameCompartmentKey(Decision, related_name="steps")
    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="書いた人")
    kind = models.CharField("種類", max_length=10, choices=Kind, default=Kind.PROGRESS)
    happened_on = models.DateField("日付", default=timezone.localdate)
    text = models.TextField("どうしたか", blank=True)
    change = models.CharField("変わったこと", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["happened_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "決まったことの経過"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(kind="settled") | ~models.Q(text=""),
                name="decision_step_says_something",
            )
        ]
