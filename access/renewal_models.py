"""Requests to renew a protection list from which everybody has gone: one asks, a second answers (R11, docs/decisions/0998).

Written by the functions of sql/renewing.sql alone, which ask who may; nobody changes a row otherwise.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ListRenewal(models.Model):
    """Somebody has asked to stand on the list together with whoever agrees."""

    class Outcome(models.TextChoices):
        WAITING = "", "返事を待っています"
        AGREED = "agreed", "認められました"
        REFUSED = "refused", "認められませんでした"
        WITHDRAWN = "withdrawn", "取り下げました"
        LAPSED = "lapsed", "効かなくなりました（30日が過ぎたか、申し出た人の立場が変わりました）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protection = models.ForeignKey("access.Protection", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # The office in which she would stand on the list.
    appointment = models.ForeignKey(
        "organizations.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申し出た日時")
    reason = models.CharField("理由", max_length=200)
    outcome = models.CharField("結果", max_length=10, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField("終わった日時", null=True)
    answer = models.CharField("返事の理由・確かめたこと", max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-asked_at", "-id"]
        verbose_name = verbose_name_plural = "保護の名簿を決め直す申し出"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["protection"], condition=Q(outcome=""), name="renewal_waits_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="renewal_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="renewal_ends_with_an_outcome",
            ),
            # Two people: who answers has not asked.
            models.CheckConstraint(
                condition=Q(outcome__in=("agreed", "refused"), answered_by__isnull=False)
                & ~Q(answered_by=F("asked_by"))
                | ~Q(outcome__in=("agreed", "refused")) & Q(answered_by__isnull=True),
                name="renewal_answered_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(answer=""), name="renewal_refused_with_reason"
            ),
        ]
