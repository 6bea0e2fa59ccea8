"""A consent is withdrawn: those who had read under it are asked to give papers back (domain.md R08 c).

Whoever lost sight learns by number and day alone that there is nothing to see any more, and what she
is to do with what she holds on paper. She reads nothing of the case by it (R1, R3).
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .querysets import open_compartment_filter


class ReturnNoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ReturnNoticeQuerySet":
        """For the one who is asked, and for those who read the record of the body that asks."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_is_asked(user) | open_compartment_filter(user))

    def asked_of(self, user: Any) -> "ReturnNoticeQuerySet":
        """Those that the user is to answer herself."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_is_asked(user))

    def unanswered(self) -> "ReturnNoticeQuerySet":
        return self.filter(answer="")


def _is_asked(user: Any) -> Q:
    """In her office still (R16), and not kept out of the case (R12)."""
    sees = models.Func(F("pk"), function="access.is_asked", output_field=models.BooleanField())
    return Q(pk__in=ReturnNotice.objects.filter(user=user).filter(sees).values("pk"))


class ReturnNotice(models.Model):
    """One person is asked by one body to give back or destroy what she was given under a consent."""

    class Answer(models.TextChoices):
        RETURNED = "returned", "返した"
        DESTROYED = "destroyed", "処分した"
        NOTHING = "nothing", "渡された紙やファイルはない"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    # She who is asked does not see the case any more, and finds her papers by its number.
    case_number = models.CharField("ケース番号", max_length=20)
    # The record of the body that asks: its readers see whether it was answered.
    compartment = models.ForeignKey(
        "access.Compartment", on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey("organizations.Body", on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        "organizations.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    consent_id = models.UUIDField("同意", db_index=True)
    given_on = models.DateField("同意の日")
    is_partial = models.BooleanField("一部の撤回", default=False)
    asked_on = models.DateField("知らせた日", default=timezone.localdate)
    answer_by = models.DateField("返事の期限")
    answer = models.CharField("返事", max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField("返事をした日時", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReturnNoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["asked_on", "id"]
        verbose_name = verbose_name_plural = "紙の返却・処分のお願い"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["consent_id", "appointment"], name="asked_once_for_a_consent"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="return_answered_at_a_moment",
            ),
        ]
