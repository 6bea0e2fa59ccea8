"""書面の写し: scans of what was signed on paper. In the register, they are about no case; with a member
of one meeting, they lie in its compartment (MEETING). Harmless form, as files of a record (S-63)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from access.models import ConfidentialModel, SameCompartmentKey
from access.registers import RegisterModel
from documents.files import MOST_BYTES, FileKind

from .meeting import MeetingMember
from .register import Pledge


class ScanKind(models.TextChoices):
    PDF = FileKind.PDF.value, "PDF"
    JPEG = FileKind.JPEG.value, "写真（JPEG）"
    PNG = FileKind.PNG.value, "画像（PNG）"


class _Scan(models.Model):
    """What a scan is. The bytes are written once."""

    kind = models.CharField("形式", max_length=10, choices=ScanKind)
    size = models.PositiveIntegerField("大きさ（バイト）")
    pages = models.PositiveSmallIntegerField("ページ", default=1)
    is_waiting = models.BooleanField("ウイルス検査を待っている", default=False)
    content = models.BinaryField("内容")

    class Meta:
        abstract = True


class PledgeScan(RegisterModel, _Scan):
    """A scan of a pledge in the register. Coordinators only."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="scans")

    class Meta(RegisterModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "誓約書の写し"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES), name="pledge_scan_has_a_size"
            )
        ]


class MemberScan(ConfidentialModel, _Scan):
    """MEETING: a scan of the commission or the pledge of a member of this meeting."""

    not_in_history: ClassVar[tuple[str, ...]] = ("content",)

    member = SameCompartmentKey(MeetingMember, related_name="scans")

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "構成員の書面の写し"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES), name="member_scan_has_a_size"
            )
        ]
