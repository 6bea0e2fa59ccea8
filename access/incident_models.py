"""漏えい等の対応 (S-96): that something may have leaked, what was done about it, until it is closed.

For auditors. No content and no name out of a case: a member of staff, a case number, days, and what auditors write.
Rows are only added: what was noticed and done stays as it was written.
"""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

# The authority wants the first report 速報 within three to five days of noticing, the full one 確報 within thirty;
# within sixty where somebody may have meant harm (APPI 68, its rules; security.md 1.4). The day of noticing counts as
# the first, weekends and holidays as well: read otherwise, a report could be a day late.
FIRST_REPORT_DAYS = 5
FULL_REPORT_DAYS = 30
FULL_REPORT_DAYS_IF_MEANT = 60


class Sort(models.TextChoices):
    """What happened."""

    MISDELIVERED = "misdelivered", "誤送付・誤交付"
    LOST = "lost", "紛失・盗難"
    VISIBLE = "visible", "見られない人が見られる状態だった"
    INTRUDED = "intruded", "不正アクセス"
    MISUSED = "misused", "職員などによる不正な閲覧・持ち出し"
    OTHER = "other", "そのほか"


class Step(models.TextChoices):
    """What an auditor notes."""

    NOTE = "note", "確かめたこと"
    SESSIONS = "sessions", "ログインを終わらせた"
    FIRST_REPORT = "first_report", "速報を出した"
    FULL_REPORT = "full_report", "確報を出した"
    TOLD = "told", "本人に知らせた"
    CLOSED = "closed", "対応を終えた"


class IncidentQuerySet(models.QuerySet[Any]):
    """Rows reach only auditors: the policy asks for the role."""

    def with_state(self) -> "IncidentQuerySet":
        """Each with what was done of it."""

        def has(step: str) -> Exists:
            return Exists(IncidentNote.objects.filter(incident=OuterRef("pk"), step=step))

        made: IncidentQuerySet = self.annotate(
            is_closed=has(Step.CLOSED),
            has_first_report=has(Step.FIRST_REPORT),
            has_full_report=has(Step.FULL_REPORT),
        )
        return made


class Incident(models.Model):
    """Something that may have leaked. No foreign keys to whom it is about, as in the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sort = models.CharField("何が起きたか", max_length=12, choices=Sort)
    noticed_on = models.DateField("知った日")
    since = models.DateField("いつからの閲覧を調べるか")
    user_id = models.UUIDField("職員", null=True)
    case_number = models.CharField("ケース番号", max_length=20, blank=True)
    is_meant = models.BooleanField("不正の目的によるおそれがある", default=False)
    text = models.TextField("概要", max_length=2000)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField("始めた日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = IncidentQuerySet.as_manager()
    is_closed: bool
    has_first_report: bool
    has_full_report: bool

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "漏えい等の対応"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(sort__in=Sort.values), name="incident_known_sort"),
            models.CheckConstraint(condition=~Q(text=""), name="incident_says_what_happened"),
            models.CheckConstraint(
                condition=Q(since__lte=models.F("noticed_on")), name="incident_began_before_noticed"
            ),
        ]

    @property
    def first_report_until(self) -> datetime.date:
        """The last day of the first report 速報."""
        return self.noticed_on + datetime.timedelta(days=FIRST_REPORT_DAYS - 1)

    @property
    def full_report_until(self) -> datetime.date:
        """The last day of the full report 確報."""
        days = FULL_REPORT_DAYS_IF_MEANT if self.is_meant else FULL_REPORT_DAYS
        return self.noticed_on + datetime.timedelta(days=days - 1)

    @property
    def next_report(self) -> tuple[str, datetime.date] | None:
        """What is to be reported next and until when; of a row `with_state`."""
        if self.is_closed or self.has_full_report:
            return None
        if not self.has_first_report:
            return "速報", self.first_report_until
        return "確報", self.full_report_until


class IncidentNote(models.Model):
    """What was found or done. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="incident_notes")
    step = models.CharField("種類", max_length=12, choices=Step)
    text = models.TextField("書くこと", max_length=1000)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField("日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "漏えい等の対応の記録"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(step__in=Step.values), name="incident_known_step"),
            models.CheckConstraint(condition=~Q(text=""), name="incident_note_says_something"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(step="closed"), name="incident_closed_once"
            ),
        ]
