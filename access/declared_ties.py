"""What a member of staff declares of herself (R23): a table that nobody else reads."""

from typing import Any, ClassVar

from django.db import models

from .models import PersonalModel


class DeclaredTie(PersonalModel):
    """What a member of staff declares of herself, so that nobody opens the family file (R23): a
    relative, or the area in which she lives. Read by herself only."""

    name = models.CharField("氏名", max_length=100, blank=True)
    name_key = models.CharField(max_length=200, blank=True, editable=False)
    relation = models.CharField("関係", max_length=50, blank=True)
    area = models.ForeignKey(
        "organizations.Area",
        verbose_name="住んでいる圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(PersonalModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "自分の届け出"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(area__isnull=True) & ~models.Q(name_key="")
                | models.Q(area__isnull=False, name=""),
                name="tie_to_somebody_or_an_area",
            )
        ]
