"""機関記録 (RECORD): how a body tried to obtain the consent of a person, and what came of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey

from .record import CaseRecord


class ConsentAttempt(ConfidentialModel):
    """RECORD: one attempt to obtain consent (domain.md 2.1 R09): refused is not "not asked".

    An attempt that led to a consent is the consent itself.
    """

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "compartment_id", "created_at")

    class Way(models.TextChoices):
        TEXT = "text", "説明の文を読んで説明した"
        EASY = "easy", "やさしい日本語で説明した"
        INTERPRETER = "interpreter", "通訳・手話を入れて説明した"
        WRITING = "writing", "筆談・手紙で説明した"
        SUPPORTED = "supported", "支える人が立ち会って説明した"
        NONE = "none", "説明できなかった"

    record = SameCompartmentKey(CaseRecord, related_name="consent_attempts")
    person_id = models.UUIDField("だれの同意か")
    person_name = models.CharField("氏名", max_length=100)
    tried_on = models.DateField("日付")
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="説明した人",
        on_delete=models.PROTECT,
        related_name="+",
    )
    way = models.CharField("説明のしかた", max_length=20, choices=Way)
    answer = models.CharField("結果", max_length=2)  # CL-06
    words = models.CharField("本人の言葉・ようす", max_length=500, blank=True)
    next_try_on = models.DateField("次に話す日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-tried_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "同意を得る働きかけ"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(answer__in=["10", "30", "40", "41"]),
                name="attempt_without_consent",
            ),
        ]
