"""Emergency access 緊急閲覧 (R13): what was opened by whom for which reason, attempts, and reviews.

Openings, what was said and attempts are written by the database alone (sql/emergency.sql). A case is
named by its number: who reviews as an auditor reads nothing of it (R10).
"""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from documents.business_days import add_business_days

REVIEW_DAYS = 3
# What the log calls it that somebody reviews one: she opens no case by that (R10), and has not seen it.
REVIEW = "緊急閲覧の確認"


class EmergencyOpeningQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "EmergencyOpeningQuerySet":
        """One's own, and those of cases of which the supervised body keeps a record; to auditors all
        but those of cases from which they are kept out, by reference (R10, R12, R13)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        sees = models.Func(
            F("pk"),
            models.Value(False),
            function="access.sees_emergency",
            output_field=models.BooleanField(),
        )
        return self.filter(sees)

    def of(self, user: Any) -> "EmergencyOpeningQuerySet":
        """Those of the user herself."""
        return self.visible_to(user).filter(user=user)

    def running(self) -> "EmergencyOpeningQuerySet":
        """Open at this moment, by the clock of the database (R17)."""
        return self.filter(ended_at__isnull=True, valid_until__gt=Now())

    def unreviewed(self) -> "EmergencyOpeningQuerySet":
        return self.exclude(models.Exists(EmergencyReview.objects.filter(opening=OuterRef("pk"))))

    def for_review_by(self, user: Any) -> "EmergencyOpeningQuerySet":
        """Those of others that the user may see: nobody reviews her own."""
        return self.visible_to(user).exclude(user=user)


class EmergencyOpening(models.Model):
    """Somebody opened a case for three hours, in one office of hers."""

    class Reason(models.TextChoices):
        SUICIDE = "suicide", "自殺・自傷のおそれがある"
        VIOLENCE = "violence", "虐待・暴力を受けている、または受けるおそれがある"
        ILLNESS = "illness", "急な病気・けが、応答がない"
        MISSING = "missing", "行方が分からない"
        DISASTER = "disaster", "火災・災害"
        OTHER = "other", "そのほか、命や体に危険がある"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("ケース番号", max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        "organizations.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey("organizations.Body", on_delete=models.PROTECT, related_name="+")
    # First, or once more with another reason.
    number = models.PositiveSmallIntegerField("何回目")
    reason = models.CharField("理由", max_length=10, choices=Reason)
    opened_at = models.DateTimeField("開いた日時")
    valid_until = models.DateTimeField("終わる日時")
    ended_at = models.DateTimeField("自分で終えた日時", null=True)

    objects = EmergencyOpeningQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-opened_at", "-id"]
        verbose_name = verbose_name_plural = "緊急閲覧"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "case"])]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(number__in=(1, 2)), name="emergency_twice_at_most"),
            models.CheckConstraint(
                condition=Q(valid_until__lte=F("opened_at") + datetime.timedelta(hours=3)),
                name="emergency_of_three_hours",
            ),
        ]

    @property
    def over_at(self) -> datetime.datetime:
        """When it ended, or will by itself."""
        return self.ended_at or self.valid_until

    @property
    def is_running(self) -> bool:
        return self.over_at > timezone.now()

    @property
    def review_by(self) -> datetime.date:
        """Three days on which the office is open."""
        return add_business_days(timezone.localdate(self.opened_at), REVIEW_DAYS)

    @property
    def is_overdue(self) -> bool:
        return self.review_by < timezone.localdate()


class EmergencyStatementQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "EmergencyStatementQuerySet":
        """For her who wrote it and for supervisors of the recording bodies; not for auditors (R10)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reads = models.Func(
            F("opening_id"),
            models.Value(True),
            function="access.sees_emergency",
            output_field=models.BooleanField(),
        )
        return self.filter(reads)


class EmergencyStatement(models.Model):
    """What she wrote of the danger. Apart from the opening, which auditors read as well."""

    opening = models.OneToOneField(
        EmergencyOpening, primary_key=True, on_delete=models.PROTECT, related_name="statement"
    )
    words = models.CharField("どのような危険か", max_length=300)

    objects = EmergencyStatementQuerySet.as_manager()

    class Meta:
        default_permissions = ()


class EmergencyAttemptQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "EmergencyAttemptQuerySet":
        """One's own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)


class EmergencyAttempt(models.Model):
    """Somebody asked for a case: they are counted, whatever the answer was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("日時")

    objects = EmergencyAttemptQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "at"])]


class EmergencyReview(models.Model):
    """What somebody else found of it; there is one, and it is never changed."""

    class Finding(models.TextChoices):
        """本人 is in all other places whom the case is about; here it is told who opened it."""

        PROPER = "proper", "妥当"
        CAUTION = "caution", "要注意（次から気をつけること）"
        IMPROPER = "improper", "不適切（開いた人の管理者と、区の事務局に知らせる）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.OneToOneField(
        EmergencyOpening, on_delete=models.PROTECT, related_name="review"
    )
    finding = models.CharField("確かめた結果", max_length=10, choices=Finding)
    note = models.CharField("わけ", max_length=300)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField("確かめた日時", default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(note=""), name="emergency_reviewed_with_reason")
        ]

    @property
    def finding_word(self) -> str:
        """妥当, 要注意 or 不適切, without what is to be done about it."""
        return str(self.get_finding_display()).partition("（")[0]
