"""The same person at two bodies (R15): what is compared, what was found, what coordinators decided.

Marks and pairs are written and read by the database alone (sql/matching.sql): the application has
no privilege on them. A notice names two bodies and nothing else.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from organizations.models import Appointment, Role


def _body() -> Any:
    return models.ForeignKey("organizations.Body", on_delete=models.PROTECT, related_name="+")


class MatchMark(models.Model):
    """A keyed hash of a name and the birth date of a person."""

    id = models.BigAutoField(primary_key=True)
    person_id = models.UUIDField(db_index=True)
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, db_index=True)

    class Meta:
        default_permissions = ()


class MatchNoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "MatchNoticeQuerySet":
        """For coordinators, unless they are kept out of one of the two cases (R6, R12, R15)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        office = Appointment.objects.current().filter(
            staff=user, role_group__role=Role.COORDINATOR, role_group__body__is_secretariat=True
        )
        sees = models.Func(
            F("pk"), function="access.sees_match", output_field=models.BooleanField()
        )
        return self.filter(models.Exists(office), sees)

    def with_decision(self) -> "MatchNoticeQuerySet":
        """With the latest decision: `outcome`, and how many there are: `decisions_so_far`."""
        latest = MatchDecision.objects.filter(notice=OuterRef("pk")).order_by("-number")
        made: MatchNoticeQuerySet = self.annotate(
            outcome=Subquery(latest.values("outcome")[:1]),
            decisions_so_far=models.functions.Coalesce(Subquery(latest.values("number")[:1]), 0),
        )
        return made

    def undecided(self) -> "MatchNoticeQuerySet":
        return self.with_decision().filter(outcome__isnull=True)


class MatchNotice(models.Model):
    """Two bodies seem to know the same person. Not which, not from which cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body_a = _body()
    body_b = _body()
    found_on = models.DateField("見つかった日", default=timezone.localdate)

    objects = MatchNoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-found_on", "id"]
        verbose_name = verbose_name_plural = "同じ人かもしれない知らせ"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(body_a=F("body_b")), name="match_of_two_bodies")
        ]


class MatchDecision(models.Model):
    """What a coordinator decided on a notice. Never changed: another decision follows it."""

    class Outcome(models.TextChoices):
        MEETING = "meeting", "支援会議を設けるか検討する"
        DIFFERENT = "different", "別の人と分かった"
        WATCH = "watch", "様子を見る"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(MatchNotice, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField("決めたこと", max_length=10, choices=Outcome)
    reason = models.CharField("理由", max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="match_decided_with_reason"),
            # Two coordinators at once: the second is told (optimistic lock).
            models.UniqueConstraint(fields=["notice", "number"], name="match_decided_in_turn"),
        ]


class MatchPair(models.Model):
    """From which persons a notice came: so that nothing is told twice, and R12 can be asked."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(MatchNotice, on_delete=models.PROTECT, related_name="+")
    case_a = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    case_b = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case_a", "case_b"], name="match_told_once")
        ]
