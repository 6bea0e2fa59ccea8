"""重層的支援会議 (PLAN): on the plan of its compartment; only under a valid consent (R8).

A conference lies in the compartment of one plan, and each of its items is about that plan: a sitting
on several plans is one conference for each, with its own consent, bodies and minutes.
"""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from meetings.querysets import AttendanceManager, ConferenceManager
from organizations.models import Body


class ConferenceState(models.TextChoices):
    """SUSPENDED is never stored: it is what a planned conference is once its consent is gone (R17)."""

    PLANNED = "planned", "開催予定"
    HELD = "held", "開催済み（会議録 作成中）"
    FIXED = "fixed", "会議録 確定"
    CANCELLED = "cancelled", "中止"
    SUSPENDED = "suspended", "同意撤回により保留"


CONFERENCE_MOVES: dict[str, tuple[str, ...]] = {
    ConferenceState.PLANNED: ("held", "cancelled"),
    ConferenceState.HELD: ("fixed",),
    ConferenceState.FIXED: (),
    ConferenceState.CANCELLED: (),
}
MINUTED = (ConferenceState.HELD, ConferenceState.FIXED)


class PlanConference(ConfidentialModel):
    """PLAN: a 重層的支援会議. Supervisors under R9 see progress, and not this."""

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "state",
        "held_on",
        "opened_at",
    )

    class Result(models.TextChoices):
        """What was found on the adequacy of the plan. Rows from before there were items have only
        this; it is the result of the item on adequacy otherwise."""

        ADEQUATE = "adequate", "適切"
        CONDITIONAL = "conditional", "条件付きで適切"
        REVISE = "revise", "修正が必要"

    fixed_once: ClassVar[str] = "fixed_at"

    # The consent it rests on lives in another compartment: no foreign key.
    consent_id = models.UUIDField()
    asks_dates = False  # where `with_dates_asked` has not looked
    held_on = models.DateField("開催日")
    moved_from_on = models.DateField("前の開催日", null=True, blank=True)
    starts_at = models.TimeField("始まる時刻", null=True, blank=True)
    ends_at = models.TimeField("終わる時刻", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    chair = models.CharField("進行", max_length=100, blank=True, db_default="")
    # domain.md 2.1 R03: somebody of the household has not consented; she is not named anywhere.
    others_masked = models.BooleanField(
        "同意していない世帯員の氏名を書かない", default=False, db_default=False
    )
    state = models.CharField(
        "状態", max_length=20, choices=ConferenceState, default=ConferenceState.PLANNED
    )
    cancel_reason = models.CharField("中止の理由", max_length=200, blank=True, db_default="")
    # The consent was asked for again on the day, and held.
    opened_at = models.DateTimeField("始めた日時", null=True, blank=True)
    minutes = models.TextField("会議録", blank=True)
    opinion = models.TextField("会議全体の意見", blank=True)
    result = models.CharField("結果", max_length=20, choices=Result, blank=True)
    next_on = models.DateField("次の会議の予定", null=True, blank=True)
    sent_at = models.DateTimeField("確認を頼んだ日時", null=True, blank=True)
    answer_until_on = models.DateField("確認の期限", null=True, blank=True)
    fixed_at = models.DateTimeField("確定日時", null=True, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = ConferenceManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-held_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "重層的支援会議"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=("planned", "cancelled"), result="", minutes="")
                | (models.Q(state__in=MINUTED) & ~models.Q(minutes="")),
                name="conference_held_with_minutes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(cancel_reason=""),
                name="conference_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="fixed", fixed_at__isnull=False, fixed_by__isnull=False)
                | (~models.Q(state="fixed") & models.Q(fixed_at__isnull=True)),
                name="conference_fixed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, answer_until_on__isnull=True)
                | models.Q(sent_at__isnull=False, answer_until_on__isnull=False),
                name="conference_sent_with_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="conference_ends_after_it_starts",
            ),
        ]

    @property
    def hours(self) -> str:
        """From when to when, as far as it was settled: 14:00, 14:00〜15:30."""
        begins = f"{self.starts_at:%H:%M}" if self.starts_at else ""
        return f"{begins}〜{self.ends_at:%H:%M}" if self.ends_at else begins

    def state_shown(self, has_consent: bool) -> ConferenceState:
        """The state as it is at this moment: without consent what was planned is suspended (R8).

        One that was opened on the day under a valid consent was held: only its minutes are missing.
        """
        if self.state == ConferenceState.PLANNED and self.opened_at is None and not has_consent:
            return ConferenceState.SUSPENDED
        return ConferenceState(self.state)

    def is_ahead(self, has_consent: bool) -> bool:
        """It is to come: planned under a consent that holds, and not opened (R8). Only then dates are asked for."""
        return self.state_shown(has_consent) == ConferenceState.PLANNED and self.opened_at is None

    def is_beyond(self, last_day: datetime.date | None) -> bool:
        """It is to come on a day after the last one of its consent, as when the plan was put on a shorter one (R8).
        `last_day`: of the consent (`access.sources.last_days`)."""
        is_to_come = self.state == ConferenceState.PLANNED and self.opened_at is None
        return is_to_come and last_day is not None and self.held_on > last_day

    @property
    def is_being_confirmed(self) -> bool:
        """Its minutes went out to the bodies and are not fixed."""
        return self.state == ConferenceState.HELD and self.sent_at is not None

    def state_words(self, has_consent: bool, asks_dates: bool = False) -> str:
        """How it stands, on its own page and in every list: what has begun is not planned any more, minutes that
        went out are not being written, and while dates are asked for (`DatePoll`) its day is not settled."""
        state = self.state_shown(has_consent)
        if state == ConferenceState.PLANNED and self.opened_at is not None:
            return "開催中"
        if state == ConferenceState.PLANNED and asks_dates:
            return "開催予定（日程調整中）"
        if self.is_being_confirmed:
            return "開催済み（会議録 確認中）"
        return str(state.label)

    @property
    def words_with_consent(self) -> str:
        return self.state_words(has_consent=True, asks_dates=self.asks_dates)

    @property
    def words_without_consent(self) -> str:
        return self.state_words(has_consent=False)

    @property
    def has_minutes(self) -> bool:
        return self.state in MINUTED

    @property
    def place_shown(self) -> str:
        """As `Sitting.place_shown`: where it met is not still to be decided."""
        return self.place or ("書かれていません" if self.has_minutes else "決まっていません")


class ConferenceAttendance(ConfidentialModel):
    """PLAN: a body that was invited to a 重層的支援会議, whether it came, and what it says of the
    minutes. One that was invited and is no longer keeps its row (`is_invited`)."""

    fixed_with: ClassVar[str] = "conference"

    conference = SameCompartmentKey(PlanConference, related_name="attendances")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    is_invited = models.BooleanField("招集している", default=True, db_default=True)
    person = models.CharField("出席した人", max_length=100, blank=True)
    is_present = models.BooleanField("出席", null=True)
    answered_at = models.DateTimeField("会議録を確かめた日時", null=True, blank=True)
    wish = models.CharField("直してほしいこと", max_length=500, blank=True, db_default="")
    settlement = models.CharField("事務局の答え", max_length=300, blank=True, db_default="")

    objects: ClassVar[Any] = AttendanceManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "重層的支援会議の出席"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["conference", "body"], name="conference_attendance_once"
            ),
            models.CheckConstraint(
                condition=models.Q(wish="") | models.Q(answered_at__isnull=False),
                name="conference_wish_is_an_answer",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """It wants something put right, and nobody has answered."""
        return bool(self.wish and not self.settlement)


class ConferenceParticipant(ConfidentialModel):
    """PLAN: the person and her family at the conference: there or not, told what for, what they said."""

    class Who(models.TextChoices):
        PERSON = "person", "本人"
        FAMILY = "family", "家族など"

    class Told(models.TextChoices):
        BEFORE = "before", "会議の前に、目的と共有する情報を説明した"
        AFTER = "after", "会議のあとで説明する"
        NOT = "not", "説明できない（理由を書く）"

    fixed_with: ClassVar[str] = "conference"

    conference = SameCompartmentKey(PlanConference, related_name="participants")
    who = models.CharField("だれ", max_length=10, choices=Who)
    name = models.CharField("続柄など", max_length=100, blank=True)
    is_present = models.BooleanField("出席", default=False)
    told = models.CharField("説明", max_length=10, choices=Told)
    told_note = models.CharField("説明した日・説明できない理由", max_length=200, blank=True)
    words = models.TextField("発言・意向", blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-who", "created_at", "id"]
        verbose_name = verbose_name_plural = "重層的支援会議の本人・家族"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["conference", "who"], name="conference_participant_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(told="not") | ~models.Q(told_note=""),
                name="conference_not_told_says_why",
            ),
        ]

    @property
    def is_noted(self) -> bool:
        """Not a row of family that was emptied when the record was put right."""
        return bool(self.who == self.Who.PERSON or self.is_present or self.name or self.words)


class ConferenceAddendum(ConfidentialModel):
    """PLAN: what is added to minutes after they were fixed, by a body of the conference."""

    conference = SameCompartmentKey(PlanConference, related_name="addenda")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("付け加えること")

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "重層的支援会議の付記"
