"""会議資料 (MEETING): papers of a sitting, and every copy of them by number (domain.md R16, R17)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Func, Q

from access.models import ConfidentialModel, SameCompartmentKey
from cases.models import Scan
from documents.files import MOST_BYTES, FileKind
from documents.paper_codes import LENGTH as CODE_LENGTH
from meetings.querysets import CopyManager

from .meeting import MeetingMember
from .sitting import Sitting


class Means(models.TextChoices):
    """How a recipient gets a paper."""

    SCREEN = "screen", "画面で見るだけ"
    PRINTED = "printed", "印刷した写し"


class CopyEnd(models.TextChoices):
    """What became of a printed copy that was handed out."""

    RETURNED = "returned", "返却"
    DESTROYED = "destroyed", "裁断した"
    MISSING = "missing", "見つからない"


class MeetingPaper(ConfidentialModel):
    """MEETING: a paper of a sitting. Its content is a row beside it and never changes; a paper that
    was wrong is withdrawn, and another one made."""

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "compartment_id", "sitting_id")

    class Kind(models.TextChoices):
        COMPOSED = "composed", "システムで作成"
        PDF = FileKind.PDF.value, "PDF"
        JPEG = FileKind.JPEG.value, "写真（JPEG）"
        PNG = FileKind.PNG.value, "画像（PNG）"

    sitting = SameCompartmentKey(Sitting, related_name="papers")
    number = models.PositiveSmallIntegerField("資料番号")
    title = models.CharField("題名", max_length=100)
    kind = models.CharField("形式", max_length=10, choices=Kind, default=Kind.COMPOSED)
    size = models.PositiveIntegerField("大きさ（バイト）", default=0)
    pages = models.PositiveSmallIntegerField("ページ", default=0)
    scan = models.CharField("ウイルス検査", max_length=10, choices=Scan, default=Scan.NONE)
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    withdrawal_reason = models.CharField("取り下げの理由", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["number", "id"]
        verbose_name = verbose_name_plural = "会議資料"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["sitting", "number"], name="paper_number_once_a_sitting"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & Q(size__lte=MOST_BYTES), name="paper_has_title_and_size"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="paper_withdrawn_with_reason",
            ),
        ]

    @property
    def is_composed(self) -> bool:
        return self.kind == self.Kind.COMPOSED

    @property
    def is_open(self) -> bool:
        """Whether it may be shown and printed: not withdrawn, and not waiting to be scanned."""
        return self.withdrawn_at is None and self.scan in (Scan.NONE, Scan.CLEAN)

    @property
    def label(self) -> str:
        """第2回-資料1. The sitting must be at hand."""
        return f"第{self.sitting.number}回-資料{self.number}"


class PaperContent(ConfidentialModel):
    """MEETING: what stands in a paper: blocks of text as composed, or the bytes of a file."""

    fixed_once: ClassVar[str] = "created_at"
    not_in_history: ClassVar[tuple[str, ...]] = ("content", "digest", "blocks")

    paper = SameCompartmentKey(MeetingPaper, related_name="contents")
    blocks = models.JSONField("内容", default=list)
    content = models.BinaryField("ファイルの内容", default=b"")
    digest = models.GeneratedField(
        expression=Func(F("content"), function="sha256"),
        output_field=models.BinaryField(),
        db_persist=True,
        verbose_name="照合値",
    )

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "会議資料の内容"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["paper"], name="one_content_a_paper")
        ]


class PaperCopy(ConfidentialModel):
    """MEETING: one copy of a paper, by number, for one member 配付先.

    A member who has it on the screen opens it there; a printed copy is handed out and comes back,
    or it is stated what became of it.
    """

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "paper_id",
        "handed_at",
        "ended_at",
    )

    verified_by: ClassVar[str] = "code"

    paper = SameCompartmentKey(MeetingPaper, related_name="copies")
    member = SameCompartmentKey(MeetingMember, related_name="paper_copies", verbose_name="渡す相手")
    number = models.PositiveSmallIntegerField("通し番号")
    means = models.CharField("渡し方", max_length=10, choices=Means, default=Means.SCREEN)
    printed_at = models.DateTimeField("印刷を頼んだ日時", null=True, blank=True)
    # From its first printing; copies printed before there were codes have none until they are printed again.
    code = models.CharField("照合コード", max_length=CODE_LENGTH, blank=True, db_default="")
    handed_at = models.DateTimeField("渡した日時", null=True, blank=True)
    ended_at = models.DateTimeField("戻った日時", null=True, blank=True)
    end = models.CharField("どうなったか", max_length=10, choices=CopyEnd, blank=True)
    end_reason = models.CharField("くわしく", max_length=300, blank=True)

    objects: ClassVar[Any] = CopyManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["number", "id"]
        verbose_name = verbose_name_plural = "会議資料の写し"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["paper", "number"], name="copy_number_once_a_paper"),
            models.UniqueConstraint(
                fields=["paper", "member", "means"], name="copy_once_a_member_and_means"
            ),
            models.CheckConstraint(
                condition=Q(means="printed")
                | Q(printed_at__isnull=True, handed_at__isnull=True, ended_at__isnull=True),
                name="copy_on_screen_is_not_handed_out",
            ),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True) | Q(printed_at__isnull=False),
                name="copy_handed_out_after_printing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="")
                | Q(ended_at__isnull=False, printed_at__isnull=False) & ~Q(end=""),
                name="copy_ends_after_printing",
            ),
            models.CheckConstraint(
                condition=~Q(end="missing") | ~Q(end_reason=""), name="copy_missing_with_reason"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["code"], condition=~Q(code=""), name="paper_copy_code")
        ]

    @property
    def is_printed(self) -> bool:
        return self.means == Means.PRINTED

    @property
    def is_out(self) -> bool:
        """As `CopyQuerySet.out`: with its recipient."""
        return self.handed_at is not None and self.ended_at is None

    @property
    def may_be_in_a_packet(self) -> bool:
        """On paper, not back yet, of a paper that is open, for somebody who is there (R4, R17)."""
        return bool(
            self.is_printed
            and self.ended_at is None
            and self.paper.is_open
            and self.member.is_current
            and self.member.acknowledged_at
        )

    def is_held_by(self, user: Any) -> bool:
        """As `held_by` of the queryset, of a copy that came with its member."""
        office = self.member.appointment
        return bool(office and office.staff_id == user.pk)

    @property
    def label(self) -> str:
        """第2回-資料1-07. Paper and sitting must be at hand."""
        return f"{self.paper.label}-{self.number:02d}"
