"""Who runs places and takes part in them: groups and bodies, never persons (F3)."""

from typing import Any, ClassVar

from django.db import models

from organizations.models import Body

from .place import ListedRow, Place


class Partner(ListedRow):
    """A group of the community: of it only its name, its kind, and whether the system knows it."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbour", "町会・自治会"
        RESIDENTS = "residents", "住民のグループ"
        NPO = "npo", "NPO・市民団体"
        COMPANY = "company", "企業・商店"
        WELFARE = "welfare", "社会福祉法人"
        COUNCIL = "council", "社会福祉協議会"
        WARD = "ward", "区"
        MEDICAL = "medical", "医療機関"
        SCHOOL = "school", "学校・大学"
        OTHER = "other", "その他"

    name = models.CharField("団体の名称", max_length=80)
    kind = models.CharField("種別", max_length=10, choices=Kind)
    body = models.ForeignKey(
        Body,
        verbose_name="登録のある機関",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(ListedRow.Meta):
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = "地域の団体"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["name"], name="partner_once")
        ]

    def __str__(self) -> str:
        return self.name


class PlacePartner(ListedRow):
    """A group takes part in a place, from a day to a day."""

    class Part(models.TextChoices):
        RUNS = "runs", "運営"
        HELPS = "helps", "協力"
        LENDS = "lends", "場所の提供"

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="partners")
    partner = models.ForeignKey(
        Partner, verbose_name="団体", on_delete=models.PROTECT, related_name="places"
    )
    part = models.CharField("役割", max_length=10, choices=Part)
    since = models.DateField("始まり")
    until = models.DateField("終わり", null=True, blank=True)

    class Meta(ListedRow.Meta):
        ordering = ["part", "since", "id"]
        verbose_name = verbose_name_plural = "居場所に参加する団体"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["place", "partner", "part"],
                condition=models.Q(until__isnull=True),
                name="partner_once_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="partner_period",
            ),
        ]
