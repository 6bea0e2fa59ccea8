"""Requests to take a lost second factor away: a system administrator asks, a second person agrees (S-55, R10;
docs/decisions/1004).

Written by the functions of access/sql/factors.sql alone, which ask who may; no word that anybody typed stands here.
"""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

WAITS_FOR = datetime.timedelta(days=7)  # as in access/sql/factors.sql


class FactorRequestQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "FactorRequestQuerySet":
        """Nobody has answered, and it is not too late (R17)."""
        return self.filter(outcome="", asked_at__gt=Now() - Value(WAITS_FOR))

    def answerable(self) -> "FactorRequestQuerySet":
        """Those to which the acting user may be the second person; the database says so."""
        may = Func(
            F("pk"), function="access.may_answer_factors", output_field=models.BooleanField()
        )
        return self.waiting().annotate(may_answer=may).filter(may_answer=True)

    def with_people(self) -> "FactorRequestQuerySet":
        return self.select_related("staff", "asked_by", "answered_by")


class FactorRequest(models.Model):
    """Somebody's authentication app or passkey is to be taken away, so that she registers another."""

    class Reason(models.TextChoices):
        LOST = "lost", "紛失"
        BROKEN = "broken", "故障"
        CHANGED = "changed", "機種変更"
        OTHER = "other", "その他"

    class Outcome(models.TextChoices):
        WAITING = "", "返事を待っています"
        AGREED = "agreed", "認められ、外しました"
        REFUSED = "refused", "認められませんでした"
        WITHDRAWN = "withdrawn", "取り下げました"
        LAPSED = "lapsed", "効かなくなりました（7日が過ぎました）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="職員", on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申し出た日時")
    reason = models.CharField("わけ", max_length=10, choices=Reason)
    outcome = models.CharField("結果", max_length=10, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField("終わった日時", null=True)

    objects = FactorRequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-asked_at", "-id"]
        verbose_name = verbose_name_plural = "本人の確認の手段を外す申し出"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(outcome=""), name="factor_request_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=("lost", "broken", "changed", "other")),
                name="factor_request_known_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="factor_request_ends_with_an_outcome",
            ),
            # Two people, and neither is she whose account it is.
            models.CheckConstraint(
                condition=~Q(asked_by=F("staff"))
                & (
                    Q(outcome__in=("agreed", "refused"), answered_by__isnull=False)
                    & ~Q(answered_by=F("asked_by"))
                    & ~Q(answered_by=F("staff"))
                    | ~Q(outcome__in=("agreed", "refused")) & Q(answered_by__isnull=True)
                ),
                name="factor_request_answered_by_a_second_person",
            ),
        ]

    @property
    def answer_until(self) -> datetime.datetime:
        """From then on nobody agrees to it any more."""
        return self.asked_at + WAITS_FOR

    @property
    def has_no_other_yet(self) -> bool:
        """Taken away by this request, and she has registered no other yet."""
        is_agreed = self.outcome == self.Outcome.AGREED
        return is_agreed and self.ended_at == self.staff.factors_taken_at
