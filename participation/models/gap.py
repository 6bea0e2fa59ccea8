"""A need that no place met: of nobody, in no finer time than half a year (R7, R20)."""

from typing import Any, ClassVar

from django.db import models

from access.anonymous_models import AnonymousModel
from access.open_registers import KEEPERS
from organizations.models import Area


class UnmetNeed(AnonymousModel):
    """One search that found nothing: which menu, in which 圏域, in which half of a fiscal year."""

    kept_by = KEEPERS

    menu = models.CharField("つながりの形", max_length=20)
    area = models.ForeignKey(
        Area,
        verbose_name="圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # 1 April or 1 October: nothing finer is kept.
    half_from = models.DateField("半期の始まり")

    class Meta(AnonymousModel.Meta):
        ordering = ["-half_from", "menu", "id"]
        verbose_name = verbose_name_plural = "満たされなかったニーズ"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(half_from__day=1, half_from__month__in=(4, 10)),
                name="unmet_need_by_the_half_year",
            )
        ]
