"""Code lists, legal bases and standing texts: data with periods of validity, not constants.

The law moves (domain.md 0.1 (8)); what was chosen yesterday keeps yesterday's wording.
"""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from documents.wareki import format_date


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: datetime.date | None = None) -> "DatedQuerySet":
        """Rows in force on `day` (today by default); periods are half-open."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day
        )

    def overlapping(
        self, valid_from: datetime.date, valid_until: datetime.date | None
    ) -> "DatedQuerySet":
        """Rows in force on at least one day of the period."""
        rows = self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from))
        return rows.filter(valid_from__lt=valid_until) if valid_until else rows


class Dated(models.Model):
    valid_from = models.DateField("有効開始日", default=datetime.date(2025, 4, 1))
    valid_until = models.DateField("有効終了日（この日を含まない）", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_in_force(self, day: datetime.date) -> bool:
        """As `DatedQuerySet.on` asks."""
        return self.valid_from <= day and (self.valid_until is None or self.valid_until > day)


class CodeList(models.Model):
    """A list of choices, e.g. CL-03 相談方法."""

    code = models.CharField("リスト番号", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=100)

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "コード表"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Code(Dated):
    """One choice of a list."""

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    value = models.CharField("値", max_length=20)
    label = models.CharField("表示", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    is_national_report_item = models.BooleanField("国への報告項目", default=False)

    class Meta:
        ordering = ["code_list", "order"]
        verbose_name = verbose_name_plural = "コード"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["code_list", "value", "valid_from"], name="code_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return self.label


def latest_wordings(rows: Iterable[Code]) -> dict[tuple[str, str], str]:
    """Words by list and value, in the order in which the values come: of several wordings the latest that has begun.
    One that is entered for a day to come says nothing before it."""
    read, today = list(rows), timezone.localdate()
    begun = sorted((row for row in read if row.valid_from <= today), key=lambda row: row.valid_from)
    to_come = sorted(
        (row for row in read if row.valid_from > today), key=lambda row: row.valid_from
    )
    found = {(row.code_list_id, row.value): "" for row in read}
    for row in (*reversed(to_come), *begun):
        found[row.code_list_id, row.value] = row.label
    return found


class LegalBasis(Dated):
    """CL-01: the ground on which information leaves its body (R21)."""

    code = models.CharField("記号", max_length=30)
    label = models.CharField("根拠", max_length=100)
    article = models.CharField("条文", max_length=100, blank=True)
    explanation = models.CharField("説明", max_length=300, blank=True)
    needs_consent = models.BooleanField("本人同意が必要", default=False)
    for_hand_off = models.BooleanField("つなぎで選べる", default=False)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = verbose_name_plural = "法的根拠"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="legal_basis_once_a_period")
        ]

    def __str__(self) -> str:
        return self.label


class StandingText(Dated):
    """A text shown or printed for legal effect, e.g. the duty of Art. 106-6 (5)."""

    class Kind(models.TextChoices):
        SECRECY_DUTY = "secrecy_duty", "守秘義務の説明"
        SECRECY_LSA9 = "secrecy_lsa9", "守秘義務の説明（生活困窮者自立支援法の支援会議）"
        SECRECY_PA27_3 = "secrecy_pa27_3", "守秘義務の説明（生活保護法の調整会議）"
        SECRECY_CHILD = "secrecy_child", "守秘義務の説明（要保護児童対策地域協議会）"
        PLEDGE = "pledge", "誓約書の文"
        CONSENT = "consent", "同意の説明"
        CONSENT_EASY = "consent_easy", "同意の説明（やさしい日本語）"
        WITHDRAWAL = "withdrawal", "同意の撤回の説明"
        WITHDRAWAL_EASY = "withdrawal_easy", "同意の撤回の説明（やさしい日本語）"
        INFORMATION_REQUEST = "information_request", "情報提供等の依頼の根拠"

    kind = models.CharField("種類", max_length=30, choices=Kind)
    text = models.TextField("本文")

    class Meta:
        ordering = ["kind", "-valid_from"]
        verbose_name = verbose_name_plural = "定型の文"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{format_date(self.valid_from)}から）"


class LocalName(models.Model):
    """The ward's own name for something, e.g. まるごと支援会議."""

    key = models.CharField("記号", max_length=50, primary_key=True)
    label = models.CharField("この区での呼び名", max_length=100)

    class Meta:
        ordering = ["key"]
        verbose_name = verbose_name_plural = "呼び名"

    def __str__(self) -> str:
        return self.label
