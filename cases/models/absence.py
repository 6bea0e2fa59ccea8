"""Who is away from when to when, and who stands in: of no case, and it opens nothing."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.of_bodies import OfBodyModel


class Absence(OfBodyModel):
    """Days on which somebody is away. What waits for her shows to who stands in and to the supervisors of
    the body, as far as they see it anyway (R1): an absence is no basis for reading."""

    may_change: ClassVar[tuple[str, ...]] = ("cancelled_at",)

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="不在の人",
        on_delete=models.PROTECT,
        related_name="+",
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代わりに見る人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    first_on = models.DateField("不在の初日")
    last_on = models.DateField("不在の最後の日")
    cancelled_at = models.DateTimeField("取り消した日時", null=True)

    class Meta(OfBodyModel.Meta):
        ordering = ["first_on", "id"]
        verbose_name = verbose_name_plural = "不在"
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["body", "last_on"],
                condition=Q(cancelled_at__isnull=True),
                name="absence_of_a_body",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("staff")),
                name="absence_stood_in_by_another",
            ),
        ]
