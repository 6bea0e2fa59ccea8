"""What lies in the PROTECTED compartment of one person 秘匿情報 (R11), and the checks of R23."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .face import ContactPoint
from .record import CaseRecord


class ProtectionMeasure(ConfidentialModel):
    """PROTECTED: why a person is protected, from whom, and on what paper (domain.md 5)."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", "まだ分からない"
        DV = "dv", "配偶者からの暴力（DV等支援措置）"
        STALKING = "stalking", "ストーカー行為等"
        CHILD = "child", "児童虐待等"
        SIMILAR = "similar", "前の三つに準じるもの"
        WISH = "wish", "措置はないが、本人が秘匿を望んでいる"

    # Not a key: the person lies in another compartment (S-09).
    person_id = models.UUIDField(editable=False)
    kind = models.CharField("保護の種類", max_length=10, choices=Kind, default=Kind.UNKNOWN)
    counterpart = models.CharField("相手方", max_length=200, blank=True)
    proof = models.CharField("申出の受付・番号", max_length=200, blank=True)
    note = models.CharField("気をつけること", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "保護の理由"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_measure_a_compartment")
        ]


class ProtectedContact(ConfidentialModel):
    """PROTECTED: how to find a protected person; what was written under the protection stays here
    when it is lifted."""

    KINDS: ClassVar[list[tuple[str, str]]] = [*ContactPoint.Kind.choices, ("area", "圏域")]

    measure = SameCompartmentKey(ProtectionMeasure, related_name="contacts")
    kind = models.CharField("種類", max_length=10, choices=KINDS)
    value = models.CharField("内容", max_length=200)
    note = models.CharField("かけてよい時間・留守電", max_length=100, blank=True)
    ended_on = models.DateField("使わなくなった日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["kind", "created_at", "id"]
        verbose_name = verbose_name_plural = "秘匿の連絡先"


class RelationCheck(ConfidentialModel):
    """RECORD: somebody of the staff looked like family of the household (R23); what was decided."""

    class Decision(models.TextChoices):
        RESTRICTED = "restricted", "関係があるので見せない"
        UNRELATED = "unrelated", "確かめたが、関係はない"

    record = SameCompartmentKey(CaseRecord, related_name="relation_checks")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("結論", max_length=12, choices=Decision)
    how = models.CharField("確かめ方", max_length=200)
    decided_at = models.DateTimeField("決めた日時", default=timezone.now)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-decided_at", "-id"]
        verbose_name = verbose_name_plural = "親族の確認"
