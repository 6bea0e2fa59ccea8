"""開示請求: a person asks for what a body keeps of her; what is withheld of it, and who has checked that.

All of it lies in the record of the body that answers (R2). Paragraphs are named by the row and its column and
never copied, so that a word of the basic information, of a hand-off or of a plan does not come to lie here.
What is told in a 支援会議 is no part of it and is not spoken of (R4, R7, R14).
"""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from cases.models import CaseRecord

from .articles import OF_DISCLOSURE, Articles
from .asked_models import (
    PASS_ON,
    PASS_ON_WORDS,
    TOLD_DAY,
    AskedOfBody,
    PutForward,
    RequestState,
    SecondAnswer,
    after_receipt,
    rule_of_passing,
    rules_of_requests,
    states,
)
from .time_limits import DAYS, DAYS_IN_PARTS, WEEKS_BETWEEN, due_on


class Ground(models.TextChoices):
    """Why a paragraph is withheld: items of Art. 78 (1) of the Act on personal information."""

    LIFE = "1", "第1号　本人の生命・健康・生活・財産を害するおそれ"
    OTHERS = "2", "第2号　本人以外の個人に関する情報"
    BODY = "3", "第3号　法人・事業者に関する情報"
    SAFETY = "5", "第5号　公共の安全・秩序"
    DELIBERATION = "6", "第6号　審議・検討・協議"
    DUTY = "7", "第7号　事務・事業の適正な遂行"
    SOURCE = "7s", "第2号・第7号　情報源・通告した人"
    MEETING = "7m", "第7号　支援会議で知り得たこと（社会福祉法第106条の6第5項）"
    PROTECTED = "1p", "第1号・第2号　DV等支援措置による秘匿情報"


# The mark of a paragraph that is neither given nor withheld yet: it is decided with the rest (Art. 84).
LATER, LATER_WORDS = "84", "あとで決定する（第84条）"
# That of one which was put off and is taken back: nobody has chosen for it, as before any mark (no row is deleted).
UNDECIDED, UNDECIDED_WORDS = "0", "まだ選んでいない"


class Decision(models.TextChoices):
    WHOLE = "whole", "全部を開示する"
    PARTIAL = "partial", "一部を開示する"
    # One wording for "there is none" and for "whether there is any is not said" (Art. 81).
    REFUSED = "refused", "開示しない"


_OF_THE_REST = Q(rest_of__isnull=False, rest_due_on__isnull=False)


class DisclosureRequest(AskedOfBody):
    """RECORD: one request 開示請求, from its receipt to its handing over; what of it is decided later (Art. 84)
    is a row of its own from the first decision on."""

    record = SameCompartmentKey(CaseRecord, related_name="disclosure_requests")
    # Plans are about the person whom the case is about; the basic information is not open to all who check.
    is_subject = models.BooleanField("ケースの本人か", default=False, db_default=False)
    # So much that a part is decided first: why, when that was told, and until when the rest is (Art. 84).
    rest_reason = models.CharField(
        "期限の特例を使う理由", max_length=500, blank=True, db_default=""
    )
    rest_told_on = models.DateField("期限の特例を知らせた日", null=True, blank=True)
    rest_due_on = models.DateField("残りの部分の決定の期限", null=True, blank=True)
    # Filled: this is the rest of that request, with what was put off there.
    rest_of = SameCompartmentKey(
        "self", null=True, blank=True, db_index=False, related_name="rests"
    )
    # Answered in one wording whether there was a 支援会議 or not (Art. 81; R4, R7, R14).
    asks_for_meetings = models.BooleanField(
        "支援会議の記録も求めている", default=False, db_default=False
    )
    # Who has opened the record: of whoever does not ask for it nothing is read out of the log (S-75).
    asks_for_readings = models.BooleanField(
        "だれが記録を開いたかも求めている", default=False, db_default=False
    )
    state = models.CharField(
        "状態", max_length=10, choices=states("交付済み"), default=RequestState.OPEN
    )
    decision = models.CharField("決定", max_length=10, choices=Decision, blank=True)
    decision_words = models.CharField("決定の説明", max_length=500, blank=True)
    # Set by the decision if a third party is against it (Art. 86 (3)).
    give_from = models.DateField("開示を実施できる日", null=True, blank=True)
    finished_on = models.DateField("交付した日", null=True, blank=True)

    class Meta(AskedOfBody.Meta):
        ordering = ["-received_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "開示請求"
        constraints: ClassVar[list[Any]] = [
            *rules_of_requests("disclosure"),
            models.CheckConstraint(
                condition=Q(
                    rest_of__isnull=True,
                    rest_told_on__isnull=True,
                    due_on=after_receipt(DAYS, "correction_days", "extended_by"),
                )
                | Q(
                    rest_of__isnull=True,
                    rest_told_on__isnull=False,
                    due_on=after_receipt(DAYS_IN_PARTS, "correction_days"),
                )
                | _OF_THE_REST & Q(due_on=F("rest_due_on")),
                name="disclosure_due_as_the_law_counts",
            ),
            models.CheckConstraint(
                condition=Q(
                    rest_of__isnull=True,
                    rest_told_on__isnull=False,
                    rest_told_on__lte=after_receipt(DAYS, "correction_days"),
                    rest_due_on__isnull=False,
                    rest_due_on__gt=after_receipt(DAYS_IN_PARTS),
                    extended_by=0,
                )
                & ~Q(rest_reason="")
                | Q(rest_told_on__isnull=True, rest_reason="")
                & (
                    Q(rest_of__isnull=True, rest_due_on__isnull=True)
                    | _OF_THE_REST & Q(extended_by=0, correction_asked_on__isnull=True)
                ),
                name="disclosure_rest_told_in_time",
            ),
            models.UniqueConstraint(
                fields=["rest_of"], condition=Q(rest_of__isnull=False), name="one_rest_a_request"
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(rest_of__isnull=True, rest_told_on__isnull=True),
                name="disclosure_in_parts_is_not_passed",
            ),
            models.CheckConstraint(
                condition=Q(give_from__isnull=True)
                | Q(decided_on__isnull=False, give_from__gte=F("decided_on") + WEEKS_BETWEEN),
                name="disclosure_two_weeks_after_the_decision",
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True)
                | Q(give_from__isnull=True)
                | Q(finished_on__gte=F("give_from")),
                name="disclosure_not_before_its_day",
            ),
        ]

    @property
    def law(self) -> Articles:
        return OF_DISCLOSURE

    @property
    def is_rest(self) -> bool:
        return self.rest_of_id is not None

    @property
    def is_special(self) -> bool:
        return self.is_in_parts

    @property
    def special_told_on(self) -> datetime.date | None:
        return self.rest_told_on

    @property
    def counted_from(self) -> str:
        if self.is_rest:
            return TOLD_DAY
        return f"受け付けた日から{DAYS_IN_PARTS if self.rest_told_on else DAYS}日"

    def due_after(self, *, correction_days: int, extended_by: int) -> datetime.date:
        """In parts: until when the considerable part must be decided."""
        return due_on(
            self.received_on,
            correction_days=correction_days,
            extended_by=extended_by,
            in_parts=self.rest_told_on is not None,
        )

    @property
    def is_in_parts(self) -> bool:
        """Whether whoever asked was told of a first part and a rest, so that there is something (Art. 84)."""
        return self.rest_told_on is not None or self.is_rest

    @property
    def may_be_given(self) -> bool:
        """Whether the day has come on which the copies may be handed over."""
        return self.give_from is None or self.give_from <= timezone.localdate()


class DisclosureMark(ConfidentialModel):
    """RECORD: a paragraph that is withheld, and on what ground, or put off (LATER); an empty ground says that it
    is given, UNDECIDED that it is to be looked at again."""

    request = SameCompartmentKey(DisclosureRequest, related_name="marks")
    # Made of the row, the column and the place of the paragraph (disclosing.Paragraph.key).
    paragraph = models.UUIDField()
    ground = models.CharField(
        "開示しない理由",
        max_length=3,
        choices=[*Ground.choices, (LATER, LATER_WORDS), (UNDECIDED, UNDECIDED_WORDS)],
        blank=True,
    )
    # Of the words that somebody has read (disclosing.Paragraph.words); of marks from before this was kept, nothing.
    words = models.UUIDField("段落の照合値", null=True, editable=False)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "開示しない部分"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["request", "paragraph"], name="one_mark_a_paragraph"),
            models.CheckConstraint(
                condition=Q(ground__in=["", *Ground.values, LATER, UNDECIDED]),
                name="mark_on_a_known_ground",
            ),
        ]

    def is_about(self, words: Any) -> bool:
        """Whether it was made for these words. What is put off is, whatever stands there."""
        return self.ground == LATER or self.words is None or self.words == words


class DisclosureSubmission(PutForward):
    """RECORD: what one puts before a second person: the decision, and a hash of all that would be given."""

    request = SameCompartmentKey(DisclosureRequest, related_name="submissions")
    decision = models.CharField(
        "決定の案", max_length=10, choices=[*Decision.choices, (PASS_ON, PASS_ON_WORDS)]
    )
    words = models.CharField("決定の説明", max_length=500, blank=True)
    digest = models.UUIDField("照合値", editable=False)

    class Meta(PutForward.Meta):
        verbose_name = verbose_name_plural = "開示の案"
        constraints: ClassVar[list[Any]] = [rule_of_passing("disclosure")]


class DisclosureCheck(SecondAnswer):
    """RECORD: the second person's answer. Whoever put it forward does not answer (the database holds it)."""

    submission = SameCompartmentKey(DisclosureSubmission, related_name="checks")

    class Meta(SecondAnswer.Meta):
        verbose_name = verbose_name_plural = "開示の確認"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["submission"], name="one_check_a_submission"),
            models.CheckConstraint(
                condition=Q(is_right=True) | ~Q(words=""), name="sent_back_with_reason"
            ),
        ]


from .amendment_models import (  # noqa: E402
    AmendmentCheck,
    AmendmentRequest,
    AmendmentSubmission,
    AmendmentTelling,
)
from .hearing_models import DisclosureThirdParty, Hearing  # noqa: E402

__all__ = [
    "LATER",
    "LATER_WORDS",
    "UNDECIDED",
    "UNDECIDED_WORDS",
    "AmendmentCheck",
    "AmendmentRequest",
    "AmendmentSubmission",
    "AmendmentTelling",
    "Decision",
    "DisclosureCheck",
    "DisclosureMark",
    "DisclosureRequest",
    "DisclosureSubmission",
    "DisclosureThirdParty",
    "Ground",
    "Hearing",
    "RequestState",
]
