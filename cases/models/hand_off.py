"""つなぎ (HAND_OFF): a sheet from one body to another, and what became of it."""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Value
from django.utils import timezone

from access.models import ConfidentialModel
from cases.querysets import ReferralManager
from organizations.models import Body, LegalBasis


class ReferralState(models.TextChoices):
    """State of a hand-off つなぎ (domain.md 3.8)."""

    SENT = "sent", "送付済み"
    RECEIVED = "received", "受領済み"
    ACCEPTED = "accepted", "引き受け"
    FIRST_CONTACT = "first_contact", "初回接触済み"
    REPORTED = "reported", "結果報告済み"
    CLOSED = "closed", "完了"
    DECLINED = "declined", "対応できない"
    WITHDRAWN = "withdrawn", "取り下げ"


REFERRAL_MOVES: dict[str, tuple[str, ...]] = {
    ReferralState.SENT: ("received", "accepted", "declined", "withdrawn"),
    ReferralState.RECEIVED: ("accepted", "declined", "withdrawn"),
    ReferralState.ACCEPTED: ("first_contact", "reported"),
    ReferralState.FIRST_CONTACT: ("reported",),
    ReferralState.REPORTED: ("closed",),
    ReferralState.CLOSED: (),
    ReferralState.DECLINED: (),
    ReferralState.WITHDRAWN: (),
}

# Nobody has taken on yet: the sender stays responsible.
UNANSWERED = (ReferralState.SENT, ReferralState.RECEIVED)
# The receiver has taken on.
TAKEN_ON = (
    ReferralState.ACCEPTED,
    ReferralState.FIRST_CONTACT,
    ReferralState.REPORTED,
    ReferralState.CLOSED,
)
ENDED = (ReferralState.CLOSED, ReferralState.DECLINED, ReferralState.WITHDRAWN)


class Referral(ConfidentialModel):
    """HAND_OFF: one leg of a つなぐシート, from one body to another (domain.md 3.8, 4.2).

    Legs of one sheet carry the same `sheet`, and each lies in a compartment of its own: a receiver
    sees hers and cannot learn whether there are others (R1, R14), unless the sender names them in
    `also_to`. That is why nothing here counts legs or points to another one.
    """

    # Closed, declined or withdrawn: on the last day on which somebody wrote on it.
    ends: ClassVar[str] = (
        "case when t.state in ('closed', 'declined', 'withdrawn') then (greatest(t.sent_at,"
        " t.answered_at, t.reported_at) at time zone 'Asia/Tokyo')::date end"
    )

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "receiver_body_id",
        "state",
        "sent_at",
        "accepted_at",
        "first_contact_on",
        "reply_by",
        "due_on",
    )

    sheet = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    sender_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    receiver_body = models.ForeignKey(
        Body, verbose_name="つなぐ先", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状態", max_length=20, choices=ReferralState, default=ReferralState.SENT
    )
    urgency = models.CharField("緊急度", max_length=5)
    topics = models.JSONField("困りごと", default=list)
    household = models.JSONField("世帯について伝えること", default=list)
    household_size = models.PositiveSmallIntegerField("世帯の人数", null=True, blank=True)
    reason = models.TextField("つなぐ理由")
    done_so_far = models.TextField("これまでの対応", blank=True)
    sender_continues = models.TextField("自機関が続けること")
    wishes = models.TextField("相手にお願いしたいこと", blank=True)
    also_to = models.JSONField(
        "知らせるほかのつなぎ先",
        default=list,
        blank=True,
        db_default=Value([], output_field=models.JSONField()),
    )
    reply_by = models.DateField("返事の期限")
    due_on = models.DateField("次の段階の期限", null=True, blank=True)
    consent_state = models.CharField("本人の同意", max_length=10)
    # The last day of the consent that it was sent on: until somebody has taken on, it closes with it (R3).
    consent_until_on = models.DateField("同意の期限", null=True, blank=True)
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name="伝える根拠", on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField("送付日時", default=timezone.now)
    received_at = models.DateTimeField("受領日時", null=True, blank=True)
    accepted_at = models.DateTimeField("引き受け日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    first_contact_on = models.DateField("初回に会った日", null=True, blank=True)
    first_contact_note = models.CharField("初回のようす", max_length=300, blank=True)
    reported_at = models.DateTimeField("報告の日時", null=True, blank=True)
    decline_reason = models.CharField("対応できない理由", max_length=300, blank=True)
    alternative = models.CharField("代わりの提案", max_length=300, blank=True)
    withdrawn_reason = models.CharField("取り下げた理由", max_length=300, blank=True, db_default="")
    report = models.TextField("結果の報告", blank=True)

    objects: ClassVar[Any] = ReferralManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-sent_at", "-id"]
        verbose_name = verbose_name_plural = "つなぎ"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_referral_a_compartment"),
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralState.values), name="referral_known_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(sender_continues=""),
                name="referral_sender_stays",
            ),
            models.CheckConstraint(
                condition=~models.Q(sender_body=models.F("receiver_body")),
                name="referral_to_another_body",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(decline_reason=""),
                name="referral_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | ~models.Q(withdrawn_reason=""),
                name="referral_withdrawn_with_reason",
            ),
            # Somebody of the receiver has taken on, or the sender is responsible still.
            models.CheckConstraint(
                condition=models.Q(
                    state__in=TAKEN_ON, accepted_at__isnull=False, answered_by__isnull=False
                )
                | (~models.Q(state__in=TAKEN_ON) & models.Q(accepted_at__isnull=True)),
                name="referral_taken_on_by_somebody",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["sheet"], name="referral_sheet")]

    @property
    def is_unanswered(self) -> bool:
        return self.state in UNANSWERED

    @property
    def has_lapsed(self) -> bool:
        """Sent on a consent that ran out before somebody took on: the receiver sees it no more (R3, R17)."""
        until = self.consent_until_on
        return self.is_unanswered and until is not None and until < timezone.localdate()

    # Whether it opens nothing to the receiver any more, as the grants say: told of rows that were asked for `with_closed`.
    has_closed = False

    @property
    def is_shut(self) -> bool:
        """The consent on which it waits for an answer is over, by its last day or because it was taken back at whatever
        body (R3): only the sender sees it still."""
        return self.has_lapsed or self.has_closed

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def responsible_body(self) -> Body:
        """Who is responsible for what was asked: the sender until the receiver has taken on."""
        body: Body = self.receiver_body if self.accepted_at else self.sender_body
        return body

    @property
    def awaited_body(self) -> Body | None:
        """Whose step it is; nobody's when it has ended."""
        if self.has_ended:
            return None
        is_senders = self.state == ReferralState.REPORTED or self.is_shut
        body: Body = self.sender_body if is_senders else self.receiver_body
        return body

    @property
    def next_due_on(self) -> datetime.date | None:
        """By when the next step is due; sheets sent before steps had days: the answer's."""
        if self.has_ended:
            return None
        return self.due_on or (self.reply_by if self.is_unanswered else None)
