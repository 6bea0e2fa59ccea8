"""開催 (MEETING): one sitting of a 支援会議, who came, its minutes, what was agreed."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from documents.wareki import format_date
from meetings.querysets import DecisionManager, SittingManager
from organizations.models import Body

from .meeting import MeetingMember, SupportMeeting


class SittingState(models.TextChoices):
    """State of a sitting (domain.md 3.9). That its papers are back is no state: it is what their
    copies say (CLOSED asks them)."""

    PLANNED = "planned", "開催予定"
    HELD = "held", "会議録 作成中"
    APPROVED = "approved", "会議録 確定"
    CLOSED = "closed", "終了"
    CANCELLED = "cancelled", "中止"


SITTING_MOVES: dict[str, tuple[str, ...]] = {
    SittingState.PLANNED: ("held", "cancelled"),
    SittingState.HELD: ("approved",),
    SittingState.APPROVED: ("closed",),
    SittingState.CLOSED: (),
    SittingState.CANCELLED: (),
}
# Its minutes are fixed.
MINUTED = (SittingState.APPROVED, SittingState.CLOSED)


class DecisionState(models.TextChoices):
    OPEN = "open", "これから"
    DONE = "done", "済んだ"
    DROPPED = "dropped", "取りやめ"
    HANDED_ON = "handed_on", "各機関に引き継いだ"


DECISION_MOVES: dict[str, tuple[str, ...]] = {
    DecisionState.OPEN: ("done", "dropped", "handed_on"),
    DecisionState.DONE: ("open",),
    DecisionState.DROPPED: ("open",),
    DecisionState.HANDED_ON: (),
}


class Sitting(ConfidentialModel):
    """MEETING: one sitting 開催.

    Steps of domain.md 3.9 that are rows of their own and no state: dates are being found (an open
    DatePoll), members are called (MeetingNotice), sheets are released (PrepCall), papers are back
    (PaperCopy), members were asked how it was (SurveyAnswer).
    """

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "meeting_id",
        "state",
        "held_at",
    )

    meeting = SameCompartmentKey(SupportMeeting, related_name="sittings")
    number = models.PositiveSmallIntegerField("回")
    held_at = models.DateTimeField("日時")
    place = models.CharField("場所", max_length=100, blank=True)
    agenda = models.TextField("話し合うこと", blank=True)
    # CL-04: what the sitting was about above all; entered with its minutes (C2).
    main_topic = models.CharField("主な課題", max_length=10, blank=True, db_default="")
    ends_at = models.DateTimeField("終わる予定", null=True, blank=True)
    opened_at = models.DateTimeField("始めた日時", null=True, blank=True)
    state = models.CharField(
        "状態", max_length=20, choices=SittingState, default=SittingState.PLANNED
    )
    cancel_reason = models.CharField("中止の理由", max_length=200, blank=True)
    # One occasion of several bodies 合同開催: a random id that their sittings share, and what the
    # others are called. Who sits in one of them learns no more of the others (domain.md 1.4).
    occasion_id = models.UUIDField(null=True, blank=True)
    joint_with = models.CharField("合同で開く会議", max_length=300, blank=True, db_default="")
    closed_at = models.DateTimeField("終えた日時", null=True, blank=True)
    papers_reason = models.CharField(
        "資料が戻らないまま終える理由", max_length=300, blank=True, db_default=""
    )

    objects: ClassVar[Any] = SittingManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-number"]
        verbose_name = verbose_name_plural = "支援会議の開催"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="sitting_number_once_a_meeting"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SittingState.values), name="sitting_known_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(cancel_reason=""),
                name="sitting_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="sitting_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("held_at")),
                name="sitting_ends_after_it_begins",
            ),
        ]

    @property
    def is_ahead(self) -> bool:
        """Its day is still to come and it has not begun: who begins it, or writes its minutes, is told so."""
        if self.state != SittingState.PLANNED or self.opened_at is not None:
            return False
        return timezone.localdate(self.held_at) > timezone.localdate()

    @property
    def was_held(self) -> bool:
        return self.state in (SittingState.HELD, *MINUTED)

    @property
    def met_on(self) -> datetime.date:
        """Its day; of one that began before the day on which it was planned, that earlier one."""
        return timezone.localdate(min(self.held_at, self.opened_at or self.held_at))

    @property
    def place_shown(self) -> str:
        """Where nobody wrote a place: of what is over none is still to be decided."""
        is_to_come = self.state == SittingState.PLANNED
        return self.place or ("決まっていません" if is_to_come else "書かれていません")


class Attendance(ConfidentialModel):
    """MEETING: a member came to a sitting 出席."""

    sitting = SameCompartmentKey(Sitting, related_name="attendances")
    member = SameCompartmentKey(MeetingMember, related_name="attendances")
    is_present = models.BooleanField("出席", default=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "支援会議の出席"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["sitting", "member"], name="attendance_once_a_sitting")
        ]


class Minutes(ConfidentialModel):
    """MEETING: minutes 会議録 of a sitting, in points (domain.md R18, R20).

    `course`: how the case goes on, the person's consent still missing (domain.md R09).
    """

    class Course(models.TextChoices):
        NEXT = "next", "次の支援会議で検討を続ける"
        OUTREACH = "outreach", "アウトリーチで関わりながら続ける"
        CONSENT = "consent", "同意が得られたので、重層的支援会議に移る"
        END = "end", "支援会議での検討を終える"

    fixed_once = "approved_at"

    sitting = SameCompartmentKey(Sitting, related_name="minutes")
    duty_explained = models.BooleanField("守秘義務を説明した", default=False)
    facts = models.TextField("共有した事実")
    judgement = models.TextField("見立て", blank=True)
    policy = models.TextField("支援方針")
    undecided = models.TextField("決まらなかったこと", blank=True)
    course = models.CharField(
        "この先の進め方", max_length=10, choices=Course, blank=True, db_default=""
    )
    course_reason = models.CharField("終える理由", max_length=300, blank=True, db_default="")
    sent_at = models.DateTimeField("確認を頼んだ日時", null=True, blank=True)
    answer_until_on = models.DateField("確認の期限", null=True, blank=True)
    approved_at = models.DateTimeField("確定日時", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What was decided and who came, in the words of that moment: decisions go on as tasks, bodies get
    # other names, and the paper stays what the chair fixed (R20). Empty while it is not fixed.
    as_fixed = models.JSONField("確定したときの決定と出席", null=True, editable=False)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "会議録"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["sitting", "compartment"], name="minutes_once_a_sitting"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                | models.Q(
                    approved_at__isnull=False, approved_by__isnull=False, duty_explained=True
                ),
                name="minutes_approved_after_the_duty",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, answer_until_on__isnull=True)
                | models.Q(sent_at__isnull=False, answer_until_on__isnull=False),
                name="minutes_sent_with_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(course="end") | ~models.Q(course_reason=""),
                name="minutes_end_with_reason",
            ),
        ]


class MinutesAddendum(ConfidentialModel):
    """MEETING: what a member adds to minutes after they were approved (domain.md R20)."""

    minutes = SameCompartmentKey(Minutes, related_name="addenda")
    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="書いた人")
    text = models.TextField("付け加えること")

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "会議録への付記"


class Decision(ConfidentialModel):
    """MEETING: what was agreed: who does what by when."""

    sitting = SameCompartmentKey(Sitting, related_name="decisions")
    content = models.CharField("決まったこと", max_length=300)
    # While people talk, who and by when may still be open; minutes are not sent before they are.
    body = models.ForeignKey(
        Body, verbose_name="行う機関", on_delete=models.PROTECT, related_name="+", null=True
    )
    # In its place somebody without an account: a landlord, a neighbour, a volunteer (domain.md R13).
    paper_member = SameCompartmentKey(
        MeetingMember, related_name="+", null=True, blank=True, verbose_name="行う紙の構成員"
    )
    person = models.CharField("行う人", max_length=100, blank=True)
    due_on = models.DateField("期限", null=True)
    state = models.CharField(
        "状態", max_length=10, choices=DecisionState, default=DecisionState.OPEN
    )
    outcome = models.CharField("どうなったか", max_length=300, blank=True)

    objects: ClassVar[Any] = DecisionManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["due_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "支援会議で決まったこと"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=DecisionState.values), name="decision_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(body__isnull=True) | models.Q(paper_member__isnull=True),
                name="decision_done_by_one",
            ),
        ]

    @property
    def by_whom(self) -> Body | MeetingMember | None:
        """The body that does it, or the member on paper."""
        return self.body or self.paper_member

    @property
    def doer(self) -> str:
        """Where who does it belongs, in words; empty while nobody has said."""
        member = self.paper_member
        return self.body.name if self.body else member.body_name if member else ""

    @property
    def in_words(self) -> str:
        """Who does what by when, in one line: what members confirm with the minutes (domain.md R18, R20)."""
        who = "　".join(filter(None, (self.doer, self.person)))
        day = f"{format_date(self.due_on)}まで" if self.due_on else "期限は決まっていません"
        return f"{self.content}（{who or '行う機関は決まっていません'}、{day}）"

    @property
    def is_lacking(self) -> bool:
        """As `lacking` of the queryset: nobody has said yet who does it or by when."""
        return (
            not ((self.body_id or self.paper_member_id) and self.due_on)
            and self.state != DecisionState.DROPPED
        )
