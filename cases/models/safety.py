"""What to mind when one meets the household (FACE): shown in the head of the case, and opened in an
emergency (R13)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from access.models import ConfidentialModel


class SafetyNote(ConfidentialModel):
    """FACE: one thing to mind 安全メモ, until a day or until somebody takes it off."""

    open_in_emergency: ClassVar[bool] = True

    class Kind(models.TextChoices):
        VIOLENCE = "violence", "暴力・刃物など"
        TWO = "two", "2人以上で対応する"
        ANIMAL = "animal", "犬などの動物"
        INFECTION = "infection", "感染症"
        ILLNESS = "illness", "病気・薬（切れると危険、発作など）"
        SELF_HARM = "self_harm", "自殺・自傷"
        PLACE = "place", "住まいの危険（足元、火の元など）"
        OTHER = "other", "そのほか"

    kind = models.CharField("種類", max_length=10, choices=Kind)
    text = models.CharField("気をつけること", max_length=120)
    until_on = models.DateField("いつまで（この日を含む）", null=True, blank=True)
    removed_on = models.DateField("外した日", null=True, blank=True)
    removed_reason = models.CharField("外したわけ", max_length=100, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["kind", "created_at", "id"]
        verbose_name = verbose_name_plural = "安全メモ"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(text=""), name="safety_note_says_something"),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | ~Q(removed_reason=""),
                name="safety_note_removed_with_reason",
            ),
        ]
