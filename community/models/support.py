"""地域支援の記録 of a CSW: help to begin and to keep going (F4), and the weight of her work (G1)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from organizations.models import Area

from ..choices import PERSON
from .place import KeptRow, Place


class Weight(models.TextChoices):
    """The main weight of an entry, as the CSW judges it."""

    COMMUNITY = "community", "地域支援"
    INDIVIDUAL = "individual", "個別支援"


class SupportEntry(KeptRow):
    """One piece of work. Of 個別支援 it is only counted here: its words stand in the record of the case."""

    on = models.DateField("日", default=timezone.localdate)
    weight = models.CharField("区分", max_length=10, choices=Weight, default=Weight.COMMUNITY)
    kind = models.CharField("内容", max_length=20)  # CL-96
    place = models.ForeignKey(
        Place,
        verbose_name="居場所",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supports",
    )
    area = models.ForeignKey(
        Area,
        verbose_name="圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    minutes = models.PositiveSmallIntegerField("かかった時間（分）", default=60)
    words = models.CharField("場のこと", max_length=400, blank=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="した人", on_delete=models.PROTECT, related_name="+"
    )
    is_withdrawn = models.BooleanField("取り消した", default=False, db_default=False)

    class Meta(KeptRow.Meta):
        ordering = ["-on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "地域支援の記録"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["on"])]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(weight="community") | models.Q(words="", kind=PERSON),
                name="support_of_a_person_has_no_words",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=1440), name="support_within_a_day"
            ),
        ]
