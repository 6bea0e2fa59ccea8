"""Files of a record 添付 (RECORD): letters, photographs, office files, made harmless on arrival."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q

from access.models import ConfidentialModel, SameCompartmentKey
from documents.files import MOST_BYTES, FileKind

from .record import CaseRecord, Note


class Scan(models.TextChoices):
    """What the virus scanner said (S-68). Without one, that stands beside the file."""

    NONE = "none", "ウイルス検査なし"
    WAITING = "waiting", "検査待ち"
    CLEAN = "clean", "検査済み"
    INFECTED = "infected", "ウイルスの疑い"


OPENABLE = (Scan.NONE, Scan.CLEAN)


class Attachment(ConfidentialModel):
    """RECORD: a file, of a note or of the record as a whole. Its content is a row beside it."""

    class Kind(models.TextChoices):
        PDF = FileKind.PDF.value, "PDF"
        JPEG = FileKind.JPEG.value, "写真（JPEG）"
        PNG = FileKind.PNG.value, "画像（PNG）"
        DOCX = FileKind.DOCX.value, "Word"
        XLSX = FileKind.XLSX.value, "Excel"
        PPTX = FileKind.PPTX.value, "PowerPoint"
        TEXT = FileKind.TEXT.value, "テキスト"

    record = SameCompartmentKey(CaseRecord, related_name="attachments")
    note = SameCompartmentKey(
        Note, verbose_name="記録", related_name="attachments", null=True, blank=True
    )
    title = models.CharField("何のファイルか", max_length=100)
    kind = models.CharField("形式", max_length=10, choices=Kind)
    size = models.PositiveIntegerField("大きさ（バイト）")
    pages = models.PositiveSmallIntegerField("ページ", default=0)
    scan = models.CharField("ウイルス検査", max_length=10, choices=Scan, default=Scan.NONE)
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取り下げた人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawal_reason = models.CharField("取り下げの理由", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "添付ファイル"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(title="") & Q(size__gt=0, size__lte=MOST_BYTES),
                name="attachment_has_title_and_size",
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason=""
                )
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
                name="attachment_withdrawn_with_reason",
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_open(self) -> bool:
        """Whether its content may be handed out: not withdrawn, and not waiting to be scanned."""
        return not self.is_withdrawn and self.scan in OPENABLE

    @property
    def is_picture(self) -> bool:
        return self.kind in (self.Kind.JPEG, self.Kind.PNG)


class AttachmentContent(ConfidentialModel):
    """RECORD: the bytes of a file. Written once; the digest is the database's own."""

    not_in_history: ClassVar[tuple[str, ...]] = ("content", "digest")

    attachment = SameCompartmentKey(Attachment, related_name="contents")
    content = models.BinaryField("内容")
    digest = models.GeneratedField(
        expression=Func(F("content"), function="sha256"),
        output_field=models.BinaryField(),
        db_persist=True,
        verbose_name="照合値",
    )

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "添付ファイルの内容"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["attachment"], name="one_content_an_attachment")
        ]
