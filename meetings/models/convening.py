"""Convening (MEETING): candidate dates with the members' answers, and what each was told of a sitting
(domain.md 3.9, P11). A poll is 日程調整, a sitting with notices is 招集通知済."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .meeting import MeetingMember, SupportMeeting
from .sitting import Sitting

LINK_BEGINS = "https://"


class PollState(models.TextChoices):
    OPEN = "open", "日程調整中"
    CHOSEN = "chosen", "日程決定"
    WITHDRAWN = "withdrawn", "取りやめ"


POLL_MOVES: dict[str, tuple[str, ...]] = {
    PollState.OPEN: ("chosen", "withdrawn"),
    PollState.CHOSEN: (),
    PollState.WITHDRAWN: (),
}


class DatePoll(ConfidentialModel):
    """MEETING: the members are asked which of several dates suits them 日程調整."""

    meeting = SameCompartmentKey(SupportMeeting, related_name="date_polls")
    answer_until_on = models.DateField("回答の期限")
    state = models.CharField("状態", max_length=10, choices=PollState, default=PollState.OPEN)
    sitting = SameCompartmentKey(Sitting, related_name="+", null=True, blank=True)
    withdraw_reason = models.CharField("取りやめの理由", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "日程調整"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(state="open"), name="one_open_date_poll"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PollState.values), name="date_poll_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="chosen", sitting__isnull=False)
                | ~models.Q(state="chosen") & models.Q(sitting__isnull=True),
                name="date_poll_chosen_with_sitting",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | ~models.Q(withdraw_reason=""),
                name="date_poll_withdrawn_with_reason",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == PollState.OPEN


class DateCandidate(ConfidentialModel):
    """MEETING: a day and hours that are proposed 候補日."""

    poll = SameCompartmentKey(DatePoll, related_name="candidates")
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["starts_at", "created_at", "id"]
        verbose_name = verbose_name_plural = "候補日"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="candidate_once_a_poll"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="candidate_ends_after_it_begins",
            ),
        ]


class NeededAttendee(ConfidentialModel):
    """MEETING: without this member the sitting makes no sense 必ず出る人. The chair always is one."""

    poll = SameCompartmentKey(DatePoll, related_name="needed")
    member = SameCompartmentKey(MeetingMember, related_name="+")

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "必ず出る人"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["poll", "member"], name="needed_once_a_poll")
        ]


class DateAnswer(ConfidentialModel):
    """MEETING: what a member says of a candidate. Told by telephone or on paper, the secretary enters
    it with who told it; what the member answered herself is never replaced by that."""

    class Mark(models.TextChoices):
        YES = "yes", "○"
        MAYBE = "maybe", "△"
        NO = "no", "×"
        OTHER = "other", "代"

    class Told(models.TextChoices):
        PHONE = "phone", "電話"
        PAPER = "paper", "紙・FAX"
        SPOKEN = "spoken", "口頭"

    candidate = SameCompartmentKey(DateCandidate, related_name="answers")
    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="答えた人")
    mark = models.CharField("都合", max_length=10, choices=Mark)
    remark = models.CharField("ひとこと", max_length=100, blank=True)
    told_by = models.CharField("伝えた人", max_length=100, blank=True)
    told_how = models.CharField("伝えた方法", max_length=10, choices=Told, blank=True)
    answered_at = models.DateTimeField("答えた日時", default=timezone.now)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "日程の回答"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["candidate", "member"], name="date_answer_once_a_member"
            ),
            models.CheckConstraint(
                condition=models.Q(mark__in=["yes", "maybe", "no", "other"]),
                name="date_answer_known_mark",
            ),
            models.CheckConstraint(
                condition=models.Q(told_by="", told_how="")
                | ~models.Q(told_by="") & ~models.Q(told_how=""),
                name="date_answer_told_by_and_how",
            ),
        ]

    @property
    def is_own(self) -> bool:
        return not self.told_by


class Convocation(ConfidentialModel):
    """MEETING: a sitting to which its members are called 招集: in general words, and online or not.

    `topic` is a code, for a notice goes on paper to bodies outside (S-30); `link` stands on the page
    of the sitting and nowhere else.
    """

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "compartment_id", "sitting_id")

    class Topic(models.TextChoices):
        SHARE = "share", "状況の共有"
        DIRECTION = "direction", "支援の方向と役割分担の検討"
        FOLLOW = "follow", "決めたことの確認と、次の進め方"

    sitting = SameCompartmentKey(Sitting, related_name="convocations")
    topic = models.CharField("通知に書く議題", max_length=10, choices=Topic)
    link = models.CharField("オンライン会議のアドレス", max_length=500, blank=True)
    convened_at = models.DateTimeField("招集した日時", default=timezone.now)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "招集"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["sitting", "compartment"], name="convocation_once_a_sitting"
            ),
        ]

    @property
    def has_link(self) -> bool:
        """Whether there is an address that may be a link on a page."""
        return self.link.startswith(LINK_BEGINS)


class MeetingNotice(ConfidentialModel):
    """MEETING: that a member was told something about dates 通知, numbered for each sitting.

    `mailed_at`: a mail was asked for, which says that there is something to look at and no more (S-31).
    """

    class About(models.TextChoices):
        ASKED = "asked", "日程の候補"
        CONVENED = "convened", "招集"
        CHANGED = "changed", "変更"
        CANCELLED = "cancelled", "中止"

    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="宛先")
    poll = SameCompartmentKey(DatePoll, related_name="notices", null=True, blank=True)
    sitting = SameCompartmentKey(Sitting, related_name="notices", null=True, blank=True)
    about = models.CharField("種類", max_length=10, choices=About)
    number = models.PositiveSmallIntegerField("通し番号", default=0)
    mailed_at = models.DateTimeField("メールを頼んだ日時", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "number", "id"]
        verbose_name = verbose_name_plural = "会議の通知"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(about="asked", poll__isnull=False, sitting__isnull=True)
                | ~models.Q(about="asked") & models.Q(poll__isnull=True, sitting__isnull=False),
                name="notice_of_a_poll_or_a_sitting",
            ),
            models.UniqueConstraint(
                fields=["sitting", "number"],
                condition=models.Q(sitting__isnull=False),
                name="notice_number_once_a_sitting",
            ),
        ]
