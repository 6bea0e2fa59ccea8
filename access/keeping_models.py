"""Retention 保存年限 and disposal 廃棄: classes, holds, lists of candidates, and what was disposed of.

No word about anybody: a case is a number and a day. Lists, decisions and certificates are written by the
database alone (sql/keeping.sql); they outlive the cases, so no key leads from them to one.
"""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

MOST_YEARS = 100


def _staff(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more
    )


def _answer(function: str, *arguments: Any) -> Any:
    return models.Func(*arguments, function=function, output_field=models.BooleanField())


class RecordKind(models.TextChoices):
    """What has a class: the kinds of compartments, and the log of reading."""

    FACE = "face", "基本情報（世帯・家族・連絡先）"
    RECORD = "record", "機関記録（受付・経過・アセスメント）"
    HAND_OFF = "hand_off", "つなぎ・多機関協働の依頼"
    CONSENTED = "consented", "同意と、同意により共有した記録"
    MEETING = "meeting", "支援会議の記録"
    PLAN = "plan", "支援プラン・重層的支援会議の記録"
    PROTECTED = "protected", "秘匿情報"
    NOTICED = "noticed", "気になる人メモ"
    LOG = "log", "閲覧の記録"


class RetentionClass(models.Model):
    """How many years a kind of record is kept, for what is over from a day on. A change is a new row:
    what was over before keeps the class of its time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("記録の種類", max_length=20, choices=RecordKind)
    years = models.PositiveSmallIntegerField("保存年限（年）")
    valid_from = models.DateField("この日以後に数え始めるものから")
    basis = models.CharField("根拠", max_length=200)
    created_at = models.DateTimeField("決めた日時", default=timezone.now, editable=False)
    # Nobody: entered with the installation.
    created_by = _staff(null=True, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["kind", "-valid_from"]
        verbose_name = verbose_name_plural = "保存年限"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_class_a_kind_and_day"),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=MOST_YEARS), name="class_of_some_years"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="class_has_a_basis"),
            models.CheckConstraint(
                condition=Q(kind__in=RecordKind.values), name="class_of_a_known_kind"
            ),
        ]


class LegalHoldQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "LegalHoldQuerySet":
        """For who keeps the records of the ward, and supervisors of the bodies that keep the case (R9)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_answer("access.sees_hold", F("case_id")))

    def in_force(self) -> "LegalHoldQuerySet":
        return self.filter(lifted_at__isnull=True)


class LegalHold(models.Model):
    """A case is not disposed of 廃棄停止 until a second person lifts it."""

    class Reason(models.TextChoices):
        LAWSUIT = "lawsuit", "訴訟・不服申立てがある"
        DISCLOSURE = "disclosure", "開示請求などの手続きがある"
        AUDIT = "audit", "監査・検査・調査がある"
        INCIDENT = "incident", "事故・虐待などの検証がある"
        OTHER = "other", "そのほかの理由"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    # Who keeps the records reads nothing of the case, its file included.
    case_number = models.CharField("ケース番号", max_length=20)
    reason = models.CharField("止める理由", max_length=12, choices=Reason)
    # A number of a file, and nothing about anybody: the form asks for no more.
    reference = models.CharField("文書番号など", max_length=60)
    created_at = models.DateTimeField("止めた日時")
    created_by = _staff()
    lifted_at = models.DateTimeField("解いた日時", null=True)
    lifted_by = _staff(null=True)
    lift_reason = models.CharField("解いた理由", max_length=200, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "廃棄停止"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False)
                & ~Q(lift_reason="")
                & ~Q(lifted_by=F("created_by")),
                name="hold_lifted_by_a_second_person",
            )
        ]


class KeptFrom(models.Model):
    """Who was kept out of a case when it was disposed of, for as long as she would have been (R12).

    The log of reading and the certificate name the case by its number, and outlive it. Written and read by the
    database alone (sql/keeping.sql): the application has no privilege on it."""

    id = models.BigAutoField(primary_key=True)
    user = _staff()
    case_id = models.UUIDField(db_index=True)
    case_number = models.CharField(max_length=20)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class DisposalListQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "DisposalListQuerySet":
        """For who keeps the records of the ward, and auditors (R10)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_answer("access.reads_disposals"))


class DisposalList(models.Model):
    """A list of what may go 廃棄候補一覧: drawn up by one, decided by another, carried out by a job."""

    class Subject(models.TextChoices):
        CASES = "cases", "ケースの記録"
        LOG = "log", "閲覧の記録"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField("対象", max_length=10, choices=Subject)
    listed_at = models.DateTimeField("一覧を作った日時")
    listed_by = _staff()
    decided_at = models.DateTimeField("決めた日時", null=True)
    decided_by = _staff(null=True)
    is_approved = models.BooleanField("承認", null=True)
    decision_words = models.CharField("決めた人のことば", max_length=200, blank=True)
    run_at = models.DateTimeField("廃棄した日時", null=True)
    run_by = _staff(null=True)
    digest = models.CharField("照合値", max_length=64, blank=True)
    # Of the log of reading: the entries up to a number, whose hash the chain goes on from.
    until_seq = models.BigIntegerField("最後の番号", null=True)
    until_hash = models.CharField(max_length=64, blank=True)
    entries = models.BigIntegerField("件数", null=True)
    first_at = models.DateTimeField("最初の記録", null=True)
    last_at = models.DateTimeField("最後の記録", null=True)

    objects = DisposalListQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-listed_at", "-id"]
        verbose_name = verbose_name_plural = "廃棄候補一覧"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(
                    decided_at__isnull=True, decided_by__isnull=True, is_approved__isnull=True
                )
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_approved__isnull=False)
                & ~Q(decided_by=F("listed_by")),
                name="disposal_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(run_at__isnull=True, run_by__isnull=True, digest="")
                | Q(run_at__isnull=False, run_by__isnull=False, is_approved=True) & ~Q(digest=""),
                name="disposal_run_when_approved",
            ),
            models.CheckConstraint(
                condition=~Q(is_approved=False) | ~Q(decision_words=""),
                name="disposal_refused_with_reason",
            ),
        ]

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.run_at:
            return "廃棄済み"
        if self.decided_at is None:
            return "承認待ち"
        if not self.is_approved:
            return "差し戻し"
        return "期限切れ" if self.has_lapsed else "承認済み"

    @property
    def has_lapsed(self) -> bool:
        """An approval holds for thirty days (sql/keeping.sql says the same)."""
        return bool(self.decided_at and self.decided_at + APPROVAL_HOLDS_FOR < timezone.now())


APPROVAL_HOLDS_FOR = datetime.timedelta(days=30)


class DisposalItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "DisposalItemQuerySet":
        """As the list, but for cases from which the user is kept out (R12)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_answer("access.sees_disposal", F("case_id")))


class DisposalItem(models.Model):
    """One case on a list: its number, when its work was over, until when it was to be kept."""

    class Outcome(models.TextChoices):
        WAITING = "", "―"
        DISPOSED = "disposed", "廃棄した"
        HELD = "hold", "廃棄停止のため残した"
        OPEN = "open", "支援や手続きが続いているため残した"
        LEFT_OUT = "left_out", "承認の対象から外れたため残した"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disposal_list = models.ForeignKey(DisposalList, on_delete=models.PROTECT, related_name="items")
    case_id = models.UUIDField()
    case_number = models.CharField("ケース番号", max_length=20)
    ended_on = models.DateField("支援が終わった日")
    kept_until = models.DateField("保存の終わり（この日から廃棄できる）")
    is_approved = models.BooleanField("承認", default=False)
    outcome = models.CharField("結果", max_length=10, choices=Outcome, blank=True)

    objects = DisposalItemQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["kept_until", "case_number"]
        verbose_name = verbose_name_plural = "廃棄候補"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["case_id"])]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["disposal_list", "case_id"], name="disposal_item_once_a_list"
            )
        ]


class _CertificateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "_CertificateQuerySet":
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_answer("access.reads_disposals"))


class DisposedRecord(models.Model):
    """A line of the certificate: the id of a record, its kind, its class. Of which case it does not say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disposal_list = models.ForeignKey(
        DisposalList, on_delete=models.PROTECT, related_name="records"
    )
    record_id = models.UUIDField("記録のID")
    kind = models.CharField("種類", max_length=20, choices=RecordKind)
    years = models.PositiveSmallIntegerField("保存年限（年）")

    objects = _CertificateQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["kind", "record_id"]


class DisposalCount(models.Model):
    """A line of the certificate: how many rows of a kind went, and how many former versions of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disposal_list = models.ForeignKey(DisposalList, on_delete=models.PROTECT, related_name="counts")
    name = models.CharField("種類", max_length=80)
    rows = models.PositiveIntegerField("件数")
    versions = models.PositiveIntegerField("変更履歴の件数")

    objects = _CertificateQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["name"]
