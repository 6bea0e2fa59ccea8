"""Convening: candidate dates with the answers of those asked, and what each member was told of a sitting
(domain.md 3.9, P11). A poll is 日程調整, a sitting with notices is 招集通知済.

A poll is of one 支援会議 (MEETING) or of one 重層的支援会議 (PLAN), and lies with all that hangs on it in the
compartment of that: its members answer there (R4), the staff in charge of invited bodies here (R5, R8).
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey

from .conference import ConferenceAttendance, PlanConference
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


def of_one(first: str, second: str) -> models.Q:
    """Exactly one of two keys: a row hangs on a 支援会議 or on a 重層的支援会議, never on both."""
    return models.Q(**{f"{first}__isnull": False, f"{second}__isnull": True}) | models.Q(
        **{f"{first}__isnull": True, f"{second}__isnull": False}
    )


class DatePoll(ConfidentialModel):
    """MEETING or PLAN: those who are to come are asked which of several dates suits them 日程調整.

    The keys carry the compartment, so that the poll lies where that which it is about lies. Of a 支援会議 the
    date that is chosen becomes a sitting; of a 重層的支援会議 it becomes its day (`settled_at`).
    """

    meeting = SameCompartmentKey(SupportMeeting, related_name="date_polls", null=True, blank=True)
    conference = SameCompartmentKey(
        PlanConference, related_name="date_polls", null=True, blank=True
    )
    answer_until_on = models.DateField("回答の期限")
    state = models.CharField("状態", max_length=10, choices=PollState, default=PollState.OPEN)
    sitting = SameCompartmentKey(Sitting, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField("決まった日時", null=True, blank=True)
    withdraw_reason = models.CharField("取りやめの理由", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "日程調整"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(state="open"), name="one_open_date_poll"
            ),
            models.UniqueConstraint(
                fields=["conference"],
                condition=models.Q(state="open"),
                name="one_open_conference_poll",
            ),
            models.CheckConstraint(
                condition=of_one("meeting", "conference"), name="date_poll_of_one"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PollState.values), name="date_poll_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="chosen",
                    meeting__isnull=False,
                    sitting__isnull=False,
                    settled_at__isnull=True,
                )
                | models.Q(
                    state="chosen",
                    conference__isnull=False,
                    sitting__isnull=True,
                    settled_at__isnull=False,
                )
                | ~models.Q(state="chosen")
                & models.Q(sitting__isnull=True, settled_at__isnull=True),
                name="date_poll_chosen_with_its_day",
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
    """MEETING or PLAN: a day and hours that are proposed 候補日."""

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
    """MEETING or PLAN: without this member, or this body, the sitting makes no sense 必ず出る人. The chair of a
    支援会議 always is one."""

    poll = SameCompartmentKey(DatePoll, related_name="needed")
    member = SameCompartmentKey(MeetingMember, related_name="+", null=True, blank=True)
    attendance = SameCompartmentKey(ConferenceAttendance, related_name="+", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "必ず出る人"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["poll", "member"], name="needed_once_a_poll"),
            models.UniqueConstraint(
                fields=["poll", "attendance"],
                condition=models.Q(attendance__isnull=False),
                name="needed_body_once_a_poll",
            ),
            models.CheckConstraint(condition=of_one("member", "attendance"), name="needed_is_one"),
        ]


class DateAnswer(ConfidentialModel):
    """MEETING or PLAN: what a member says of a candidate, or for an invited body one of its staff in charge, each
    for herself (`answered_by`). Told by telephone or on paper, the secretary enters it with who told it; what
    somebody answered herself is never replaced by that."""

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
    member = SameCompartmentKey(
        MeetingMember, related_name="+", verbose_name="答えた人", null=True, blank=True
    )
    attendance = SameCompartmentKey(
        ConferenceAttendance, related_name="+", verbose_name="答えた機関", null=True, blank=True
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="機関の答えた人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
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
            models.UniqueConstraint(
                fields=["candidate", "attendance", "answered_by"],
                condition=models.Q(answered_by__isnull=False),
                name="date_answer_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["candidate", "attendance"],
                condition=models.Q(answered_by__isnull=True, attendance__isnull=False),
                name="date_answer_told_once_a_body",
            ),
            models.CheckConstraint(
                condition=of_one("member", "attendance"), name="date_answer_of_one"
            ),
            models.CheckConstraint(
                condition=models.Q(attendance__isnull=True, answered_by__isnull=True)
                | models.Q(attendance__isnull=False, answered_by__isnull=False, told_by="")
                | models.Q(attendance__isnull=False, answered_by__isnull=True)
                & ~models.Q(told_by=""),
                name="date_answer_of_a_person_or_told",
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
