"""Words that a body's notes often begin with 記録のひな形 (domain.md, P3: making records takes too long).

They are about nobody, so they are masters and not confidential; who writes a note puts them into it and goes on.
"""

import uuid
from typing import Any, ClassVar

from django.db import models

MOST_WORDS = 1000


class NoteWords(models.Model):
    """One of them. What is no longer used is no longer offered; notes keep what was put into them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(
        "organizations.Body",
        verbose_name="機関",
        on_delete=models.PROTECT,
        related_name="note_words",
    )
    name = models.CharField("ひな形の名前", max_length=40, help_text="例：電話、訪問、安否の確認")
    text = models.TextField(
        "文",
        max_length=MOST_WORDS,
        help_text="個人のことは書かないでください。この機関の相談員の全員に出ます",
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)
    is_used = models.BooleanField("使う", default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["body", "order", "name"]
        verbose_name = verbose_name_plural = "記録のひな形"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["body", "name"],
                name="note_words_once_a_body",
                violation_error_message="同じ名前のひな形が、もうあります",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.name}"


def note_words_for(user: Any) -> "models.QuerySet[NoteWords]":
    """What the bodies offer at which the user holds an office now, in their order."""
    from .models import Appointment

    offices = Appointment.objects.current().filter(staff=user)
    return NoteWords.objects.filter(is_used=True, body__in=offices.values("role_group__body"))
