"""資源開拓: how a place comes into the register, from the first contact to the agreement."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.open_registers import OpenRegisterModel
from organizations.models import Area, Body


class LeadState(models.TextChoices):
    FOUND = "found", "候補を見つけた"
    CONTACTED = "contacted", "連絡した"
    TALKING = "talking", "話し合っている"
    TRYING = "trying", "試しに受け入れてもらう"
    AGREED = "agreed", "合意した"
    DECLINED = "declined", "見送り"


LEAD_MOVES: dict[str, tuple[str, ...]] = {
    LeadState.FOUND: ("contacted", "declined"),
    LeadState.CONTACTED: ("talking", "agreed", "declined"),
    LeadState.TALKING: ("trying", "agreed", "declined"),
    LeadState.TRYING: ("agreed", "talking", "declined"),
    LeadState.AGREED: (),
    LeadState.DECLINED: ("contacted",),
}


class ResourceLead(OpenRegisterModel):
    """A place that might take people in. Read by those who keep the register; about nobody in need."""

    name = models.CharField("候補の名称", max_length=100)
    kind = models.CharField("種別", max_length=20)  # CL-16
    area = models.ForeignKey(
        Area,
        verbose_name="圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    menus = models.JSONField("頼みたいメニュー", default=list, blank=True)
    contact = models.CharField("相手の担当", max_length=100, blank=True)
    phone = models.CharField("電話", max_length=60, blank=True)
    why = models.CharField("なぜ候補にしたか", max_length=300, blank=True)
    state = models.CharField("状態", max_length=10, choices=LeadState, default=LeadState.FOUND)
    next_on = models.DateField("次に連絡する日", null=True, blank=True)
    outcome = models.CharField("合意の内容・見送りの理由", max_length=300, blank=True)
    body = models.ForeignKey(
        Body, verbose_name="開拓している機関", on_delete=models.PROTECT, related_name="+"
    )
    resource = models.ForeignKey(
        "participation.Resource",
        verbose_name="台帳の資源",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )

    class Meta(OpenRegisterModel.Meta):
        ordering = [models.F("next_on").asc(nulls_last=True), "-created_at", "id"]
        verbose_name = verbose_name_plural = "資源の開拓"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(state__in=("agreed", "declined")) | ~models.Q(outcome=""),
                name="lead_ends_with_an_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state not in (LeadState.AGREED, LeadState.DECLINED)


class LeadContact(OpenRegisterModel):
    """One contact with a candidate. Never changed once written."""

    class Way(models.TextChoices):
        VISIT = "visit", "訪問"
        PHONE = "phone", "電話"
        MAIL = "mail", "メール・手紙"
        MEETING = "meeting", "打合せ"
        OTHER = "other", "その他"

    is_written_once = True

    lead = models.ForeignKey(ResourceLead, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField("日", default=timezone.localdate)
    way = models.CharField("方法", max_length=10, choices=Way)
    text = models.CharField("話したこと", max_length=500)
    to = models.CharField("状態", max_length=10, choices=LeadState)

    class Meta(OpenRegisterModel.Meta):
        ordering = ["-on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "開拓の経過"
