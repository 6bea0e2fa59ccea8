"""つなぎ to a place that has no account here (RECORD): to whom, for what, how it was told, what came of it."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from cases.querysets import OutsideHandOffManager
from organizations.models import LegalBasis

from .record import CaseRecord, NextAction


class OutsideHandOff(ConfidentialModel):
    """RECORD: a つなぎ to ハローワーク, 法テラス, a hospital … (domain.md 4.1 「つなぎ先」, CL-08; 4.2).

    Nobody there answers here, so it has no steps: the body that wrote it stays responsible and writes down
    what came of it (対応結果, 対応日). It lies in her record and nobody else reads it (R2).
    """

    class Way(models.TextChoices):
        """By what means the place was told; of whom only the person was told, nothing left the body, and a
        paper leaves it when it is made for the place (R21)."""

        PERSON = "person", "本人に案内した（相手には何も伝えていない）"
        TOGETHER = "together", "本人に同行して伝えた"
        PHONE = "phone", "電話で伝えた"
        PAPER = "paper", "書面（つなぐシート）で渡す"
        TALK = "talk", "訪問や面談で伝えた"
        OTHER = "other", "そのほかの方法で伝えた"

    record = SameCompartmentKey(CaseRecord, related_name="outside_hand_offs")
    kind = models.CharField("つなぎ先の種別", max_length=10)
    place = models.CharField("つなぎ先の名前", max_length=100)
    way = models.CharField("つないだ方法", max_length=10, choices=Way)
    told_on = models.DateField("つないだ日", default=timezone.localdate)
    reason = models.TextField("つなぐ理由")
    household = models.JSONField("伝えた人", default=list)
    continues = models.TextField("自機関が続けること", blank=True)
    consent_state = models.CharField("本人の同意", max_length=10)
    legal_basis = models.ForeignKey(
        LegalBasis,
        verbose_name="伝えた根拠",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Where the basis is 本人同意: when the person said that this very place may be told (R3, R21).
    agreed_on = models.DateField("この機関に伝えることを、本人に確かめた日", null=True, blank=True)
    # What reminds of asking; settled when the result is written.
    reminder = SameCompartmentKey(NextAction, related_name="+", null=True, blank=True)
    # On the row just written: what was to be done until such a place was told (`services.hand_outside`).
    sending: Any = ()
    result = models.TextField("対応結果", blank=True)
    replied_on = models.DateField("対応日", null=True, blank=True)
    result_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="結果を書いた人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    # Entered by mistake: it stays readable, and counts for nothing.
    cancelled_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    cancel_reason = models.CharField("取り消した理由", max_length=300, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取り消した人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[OutsideHandOffManager] = OutsideHandOffManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-told_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "外部の機関へのつなぎ"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(kind="") & ~models.Q(place="") & ~models.Q(reason=""),
                name="outside_hand_off_says_where_and_why",
            ),
            # What leaves the body leaves on exactly one basis (R21).
            models.CheckConstraint(
                condition=models.Q(way="person", legal_basis__isnull=True, household=[])
                | (~models.Q(way="person") & models.Q(legal_basis__isnull=False)),
                name="outside_hand_off_on_a_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(result="", replied_on__isnull=True, result_by__isnull=True)
                | (
                    ~models.Q(result="")
                    & models.Q(replied_on__isnull=False, result_by__isnull=False)
                ),
                name="outside_hand_off_result_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(replied_on__isnull=True)
                | models.Q(replied_on__gte=models.F("told_on")),
                name="outside_hand_off_answered_after",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_on__isnull=True)
                | models.Q(agreed_on__lte=models.F("told_on")),
                name="outside_hand_off_agreed_before",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    cancelled_at__isnull=True, cancel_reason="", cancelled_by__isnull=True
                )
                | (
                    ~models.Q(cancel_reason="")
                    & models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False)
                ),
                name="outside_hand_off_cancelled_whole",
            ),
        ]

    @property
    def ask_on(self) -> datetime.date | None:
        """On which day the body wanted to ask what came of it."""
        return self.reminder.due_on if self.reminder else None

    @property
    def was_told(self) -> bool:
        """Whether anything is told to the place itself, by words or by a paper."""
        return self.way != self.Way.PERSON

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_answered(self) -> bool:
        return self.replied_on is not None
