"""Requests for 多機関協働, 支援会議 and 重層的支援会議: two kinds of meeting, two legal bases.

A 支援会議 needs no consent and lives in a MEETING compartment; a 重層的支援会議 needs one and lives in
the plan's. Nothing flows from the one to the other by itself (R7).
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Appointment, Body, LegalBasis, StandingText


class RequestState(models.TextChoices):
    REQUESTED = "requested", "依頼中"
    ACCEPTED = "accepted", "受理"
    RETURNED = "returned", "差戻し"


REQUEST_MOVES: dict[str, tuple[str, ...]] = {
    RequestState.REQUESTED: ("accepted", "returned"),
    RequestState.ACCEPTED: (),
    RequestState.RETURNED: (),
}


class SittingState(models.TextChoices):
    """State of a sitting (domain.md 3.9, the part of this release)."""

    PLANNED = "planned", "開催予定"
    HELD = "held", "開催済み（会議録 作成中）"
    APPROVED = "approved", "会議録 確定"
    CANCELLED = "cancelled", "中止"


SITTING_MOVES: dict[str, tuple[str, ...]] = {
    SittingState.PLANNED: ("held", "cancelled"),
    SittingState.HELD: ("approved",),
    SittingState.APPROVED: (),
    SittingState.CANCELLED: (),
}


class ConferenceState(models.TextChoices):
    PLANNED = "planned", "開催予定"
    HELD = "held", "開催済み"
    CANCELLED = "cancelled", "中止"


CONFERENCE_MOVES: dict[str, tuple[str, ...]] = {
    ConferenceState.PLANNED: ("held", "cancelled"),
    ConferenceState.HELD: (),
    ConferenceState.CANCELLED: (),
}


class Nature(models.TextChoices):
    FACT = "fact", "事実"
    VIEW = "view", "見立て"
    HEARSAY = "hearsay", "伝聞"


class CoordinationRequest(ConfidentialModel):
    """HAND_OFF: a body asks the secretariat for 多機関協働 (domain.md 3.4 steps 1-2).

    The three required answers keep the case from being dumped on the secretariat.
    """

    sender_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    secretariat = models.ForeignKey(
        Body, verbose_name="依頼先", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状態", max_length=20, choices=RequestState, default=RequestState.REQUESTED
    )
    done_so_far = models.TextField("自機関・今ある制度で対応したこと")
    asked_for = models.TextField("多機関協働に求めること")
    sender_continues = models.TextField("自機関が続けること")
    why_now = models.TextField("今、必要な理由", blank=True)
    household = models.JSONField("世帯について伝えること", default=list)
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name="伝える根拠", on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField("依頼日時", default=timezone.now)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    return_reason = models.CharField("差戻しの理由と、次にすること", max_length=500, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-requested_at", "-id"]
        verbose_name = verbose_name_plural = "多機関協働の依頼"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values), name="request_known_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(return_reason=""),
                name="request_returned_with_reason",
            ),
        ]


class SupportMeeting(ConfidentialModel):
    """MEETING: a 支援会議 for one case, set up by the ward under Art. 106-6 (1). No consent."""

    secretariat = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("検討する世帯・人", max_length=200)
    need_statement = models.TextField("今、情報を共有する必要")
    established_on = models.DateField("設置日", default=timezone.localdate)
    dissolved_at = models.DateTimeField("解散日時", null=True, blank=True)
    dissolve_reason = models.CharField("解散の理由", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-established_on", "-id"]
        verbose_name = verbose_name_plural = "支援会議"


class MeetingMember(ConfidentialModel):
    """MEETING: a member by name (R4). The key of her grant is the key of this row (R16)."""

    class Part(models.TextChoices):
        CHAIR = "chair", "座長"
        SECRETARY = "secretary", "事務局"
        MEMBER = "member", "構成員"

    class Authority(models.TextChoices):
        DESIGNATED = "designated", "構成員指定"
        CONCURRENT = "concurrent", "兼務発令"
        COMMISSIONED = "commissioned", "委嘱状"
        PLEDGE = "pledge", "誓約書"

    meeting = SameCompartmentKey(SupportMeeting, related_name="members")
    appointment = models.ForeignKey(
        Appointment, verbose_name="構成員", on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField("役割", max_length=20, choices=Part, default=Part.MEMBER)
    authority = models.CharField(
        "根拠", max_length=20, choices=Authority, default=Authority.DESIGNATED
    )
    appointed_at = models.DateTimeField("指定日時", default=timezone.now)
    valid_until_on = models.DateField("任期（この日まで）", null=True, blank=True)
    acknowledged_at = models.DateTimeField("守秘義務の確認日時", null=True, blank=True)
    duty_text = models.ForeignKey(
        StandingText, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("終了日時", null=True, blank=True)
    end_reason = models.CharField("終了の理由", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["appointed_at", "created_at"]
        verbose_name = verbose_name_plural = "構成員"

    @property
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.ended_at is None and (
            self.valid_until_on is None or self.valid_until_on >= today
        )


class Sitting(ConfidentialModel):
    """MEETING: one sitting 開催."""

    meeting = SameCompartmentKey(SupportMeeting, related_name="sittings")
    number = models.PositiveSmallIntegerField("回")
    held_at = models.DateTimeField("日時")
    place = models.CharField("場所", max_length=100, blank=True)
    agenda = models.TextField("話し合うこと", blank=True)
    state = models.CharField(
        "状態", max_length=20, choices=SittingState, default=SittingState.PLANNED
    )

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
        ]


class SharedItem(ConfidentialModel):
    """MEETING: what a member shares; a secret under Art. 106-6 (5)."""

    meeting = SameCompartmentKey(SupportMeeting, related_name="items")
    member = SameCompartmentKey(MeetingMember, related_name="items", verbose_name="共有した人")
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100, blank=True)
    text = models.TextField("内容")
    shared_at = models.DateTimeField("共有日時", default=timezone.now)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-shared_at", "-id"]
        verbose_name = verbose_name_plural = "共有した情報"


class Minutes(ConfidentialModel):
    """MEETING: minutes 会議録 of a sitting, in points (domain.md R18, R20)."""

    sitting = SameCompartmentKey(Sitting, related_name="minutes")
    duty_explained = models.BooleanField("守秘義務を説明した", default=False)
    facts = models.TextField("共有した事実")
    judgement = models.TextField("見立て", blank=True)
    policy = models.TextField("支援方針")
    undecided = models.TextField("決まらなかったこと", blank=True)
    approved_at = models.DateTimeField("確定日時", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "会議録"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["sitting", "compartment"], name="minutes_once_a_sitting"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True) | models.Q(duty_explained=True),
                name="minutes_approved_after_the_duty",
            ),
        ]


class Decision(ConfidentialModel):
    """MEETING: what was agreed: who does what by when."""

    class State(models.TextChoices):
        OPEN = "open", "これから"
        DONE = "done", "済んだ"
        DROPPED = "dropped", "取りやめ"

    sitting = SameCompartmentKey(Sitting, related_name="decisions")
    content = models.CharField("決まったこと", max_length=300)
    body = models.ForeignKey(
        Body, verbose_name="行う機関", on_delete=models.PROTECT, related_name="+"
    )
    person = models.CharField("行う人", max_length=100, blank=True)
    due_on = models.DateField("期限")
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN)

    class Meta(ConfidentialModel.Meta):
        ordering = ["due_on", "created_at"]
        verbose_name = verbose_name_plural = "決まったこと"


class PlanConference(ConfidentialModel):
    """PLAN: a 重層的支援会議 on the plan of this compartment; needs a valid consent (R8)."""

    class Result(models.TextChoices):
        ADEQUATE = "adequate", "適切"
        CONDITIONAL = "conditional", "条件付きで適切"
        REVISE = "revise", "修正が必要"

    consent_id = models.UUIDField()
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=100, blank=True)
    state = models.CharField(
        "状態", max_length=20, choices=ConferenceState, default=ConferenceState.PLANNED
    )
    attendance = models.JSONField("出席した機関", default=list)
    minutes = models.TextField("会議録", blank=True)
    result = models.CharField("結果", max_length=20, choices=Result, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-held_on", "-created_at"]
        verbose_name = verbose_name_plural = "重層的支援会議"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(state="held") | ~models.Q(result=""),
                name="conference_held_with_result",
            )
        ]
