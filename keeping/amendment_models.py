"""訂正請求 and 利用停止請求: a person says that what a body keeps of her is not true, or must no longer be used.

Act on personal information, Art. 90 to 97 and 98 to 103. One table for both: they are received, counted, decided
and answered alike, by other articles. All of it lies in the record of the body that answers (R2). The correction
itself is made in the record by its ordinary ways; here stands that it was made, and who was told of it (Art. 97).
"""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import ConfidentialModel, SameCompartmentKey
from cases.models import CaseRecord

from .articles import OF_AMENDING, OF_STOPPING, Articles
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
from .models import DisclosureRequest
from .time_limits import DAYS, DAYS_AFTER_DISCLOSURE


class AmendmentKind(models.TextChoices):
    AMEND = "amend", "訂正請求"
    STOP = "stop", "利用停止請求"


class Wanted(models.TextChoices):
    """What is to be done: of Art. 90 the first three, of Art. 98 the others."""

    CORRECT = "correct", "訂正（書き直す）"
    ADD = "add", "追加"
    DELETE = "delete", "削除"
    STOP = "stop", "利用の停止"
    ERASE = "erase", "消去"
    NO_GIVING = "no_giving", "提供の停止"


WANTED_OF: dict[str, tuple[str, ...]] = {
    AmendmentKind.AMEND: (Wanted.CORRECT, Wanted.ADD, Wanted.DELETE),
    AmendmentKind.STOP: (Wanted.STOP, Wanted.ERASE, Wanted.NO_GIVING),
}


class StopGround(models.TextChoices):
    """What whoever asks says was done against the Act: items of Art. 98 (1)."""

    TOO_MUCH = "1a", "第1号　利用目的に必要な範囲を超えて保有している（第61条第2項）"
    IMPROPER = "1b", "第1号　不適正に利用している（第63条）"
    OBTAINED = "1c", "第1号　不正に取得した（第64条）"
    OTHER_USE = "1d", "第1号　利用目的のほかに利用している（第69条第1項・第2項）"
    GIVEN = (
        "2",
        "第2号　利用目的のほかに、または外国に提供している（第69条第1項・第2項、第71条第1項）",
    )


# For what was kept or used against the Act the one, for what was given against it the other.
GROUNDS_OF: dict[str, tuple[str, ...]] = {
    Wanted.STOP: ("1a", "1b", "1c", "1d"),
    Wanted.ERASE: ("1a", "1b", "1c", "1d"),
    Wanted.NO_GIVING: ("2",),
}


class AmendmentDecision(models.TextChoices):
    WHOLE = "whole", "請求のとおりにする"
    PARTIAL = "partial", "一部を請求のとおりにする"
    REFUSED = "refused", "請求のとおりにはしない"


# What each decision is called, by what was asked for.
DECIDED_AS: dict[str, dict[str, str]] = {
    AmendmentKind.AMEND: {
        "whole": "全部を訂正する",
        "partial": "一部を訂正する",
        "refused": "訂正しない",
    },
    AmendmentKind.STOP: {
        "whole": "全部の利用停止をする",
        "partial": "一部の利用停止をする",
        "refused": "利用停止をしない",
    },
}


# In these something was handed over, once it is finished.
WITH_SOMETHING_TO_READ = ("whole", "partial")


class AmendmentRequest(AskedOfBody):
    """RECORD: one request that something be corrected or no longer used, until whoever asked has the answer."""

    record = SameCompartmentKey(CaseRecord, related_name="amendment_requests")
    kind = models.CharField("請求の種類", max_length=10, choices=AmendmentKind)
    wanted = models.CharField("求めていること", max_length=10, choices=Wanted)
    stop_ground = models.CharField(
        "第98条第1項のどの号か", max_length=2, choices=StopGround, blank=True
    )
    # The disclosure in which she read it, if that was one of this body; and when she read it.
    disclosure = SameCompartmentKey(
        DisclosureRequest, null=True, blank=True, related_name="amendments"
    )
    disclosed_on = models.DateField("開示を受けた日", null=True, blank=True)
    about = models.CharField("どの記録のどの部分か", max_length=500)
    claim = models.CharField("どうしてほしいか", max_length=500)
    reason = models.CharField("その理由", max_length=1000)
    # It takes longer than an extension: why, when that was told, and until when it is decided (Art. 95, 103).
    longer_reason = models.CharField("期限の特例を使う理由", max_length=500, blank=True)
    longer_told_on = models.DateField("期限の特例を知らせた日", null=True, blank=True)
    longer_due_on = models.DateField("特例による決定の期限", null=True, blank=True)
    state = models.CharField("状態", max_length=10, choices=states(), default=RequestState.OPEN)
    decision = models.CharField("決定", max_length=10, choices=AmendmentDecision, blank=True)
    decision_words = models.CharField("決定の内容と理由", max_length=1000, blank=True)
    # Done in the record by its ordinary ways: when, and what whoever was given it is told (Art. 97).
    carried_on = models.DateField("行った日", null=True, blank=True)
    carried_words = models.CharField("行ったこと", max_length=500, blank=True)
    finished_on = models.DateField("終わった日", null=True, blank=True)

    class Meta(AskedOfBody.Meta):
        ordering = ["-received_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "訂正・利用停止の請求"
        constraints: ClassVar[list[Any]] = [
            *rules_of_requests("amendment"),
            models.CheckConstraint(
                condition=Q(kind="amend", wanted__in=WANTED_OF[AmendmentKind.AMEND], stop_ground="")
                | Q(
                    kind="stop",
                    wanted__in=(Wanted.STOP, Wanted.ERASE),
                    stop_ground__in=GROUNDS_OF[Wanted.STOP],
                )
                | Q(
                    kind="stop",
                    wanted=Wanted.NO_GIVING,
                    stop_ground__in=GROUNDS_OF[Wanted.NO_GIVING],
                ),
                name="amendment_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    longer_told_on__isnull=True,
                    longer_due_on__isnull=True,
                    longer_reason="",
                    due_on=after_receipt(DAYS, "correction_days", "extended_by"),
                )
                | Q(
                    longer_told_on__isnull=False,
                    longer_told_on__lte=after_receipt(DAYS, "correction_days"),
                    longer_due_on__isnull=False,
                    longer_due_on__gt=after_receipt(DAYS),
                    due_on=F("longer_due_on"),
                    extended_by=0,
                )
                & ~Q(longer_reason=""),
                name="amendment_due_as_the_law_counts",
            ),
            models.CheckConstraint(
                condition=Q(carried_on__isnull=True, carried_words="")
                | Q(decision__in=("whole", "partial"), carried_on__gte=F("decided_on"))
                & ~Q(carried_words=""),
                name="amendment_carried_out_after_it_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished")
                | Q(decision="refused")
                | Q(carried_on__isnull=False),
                name="amendment_carried_out_before_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(kind="stop", state="passed"), name="amendment_to_stop_is_not_passed"
            ),
            models.CheckConstraint(
                condition=Q(disclosed_on__isnull=True) | Q(disclosed_on__lte=F("received_on")),
                name="amendment_after_the_disclosure",
            ),
        ]

    @property
    def law(self) -> Articles:
        return OF_STOPPING if self.kind == AmendmentKind.STOP else OF_AMENDING

    @property
    def called(self) -> str:
        return AmendmentKind(self.kind).label

    @property
    def is_special(self) -> bool:
        return self.longer_told_on is not None

    @property
    def special_told_on(self) -> datetime.date | None:
        return self.longer_told_on

    @property
    def has_fixed_day(self) -> bool:
        return self.longer_due_on is not None

    @property
    def counted_from(self) -> str:
        return TOLD_DAY if self.is_special else super().counted_from

    def due_after(self, *, correction_days: int, extended_by: int) -> datetime.date:
        """The day that was told stays, whatever a correction takes."""
        counted = super().due_after(correction_days=correction_days, extended_by=extended_by)
        return self.longer_due_on or counted

    @property
    def within_until(self) -> datetime.date | None:
        """Until when she may ask, after she has read it (Art. 90 (3), 98 (3))."""
        if self.disclosed_on is None:
            return None
        return self.disclosed_on + datetime.timedelta(days=DAYS_AFTER_DISCLOSURE)

    @property
    def is_late(self) -> bool:
        until = self.within_until
        return until is not None and self.received_on > until

    @property
    def decided_as(self) -> str:
        """The decision in the words of what was asked for; empty while there is none."""
        return DECIDED_AS[self.kind].get(self.decision, "")

    @property
    def is_granted(self) -> bool:
        """Whether something of it is done."""
        return self.decision in (AmendmentDecision.WHOLE, AmendmentDecision.PARTIAL)


class AmendmentSubmission(PutForward):
    """RECORD: the decision that one puts before a second person, with its reasons."""

    request = SameCompartmentKey(AmendmentRequest, related_name="submissions")
    decision = models.CharField(
        "決定の案", max_length=10, choices=[*AmendmentDecision.choices, (PASS_ON, PASS_ON_WORDS)]
    )
    words = models.CharField("決定の内容と理由", max_length=1000)

    class Meta(PutForward.Meta):
        verbose_name = verbose_name_plural = "訂正・利用停止の案"
        constraints: ClassVar[list[Any]] = [rule_of_passing("amendment")]

    @property
    def decided_as(self) -> str:
        """The same in the words of what was asked for."""
        return DECIDED_AS[self.request.kind].get(self.decision, PASS_ON_WORDS)


class AmendmentCheck(SecondAnswer):
    """RECORD: the second person's answer. Whoever put it forward does not answer (the database holds it)."""

    submission = SameCompartmentKey(AmendmentSubmission, related_name="checks")

    class Meta(SecondAnswer.Meta):
        verbose_name = verbose_name_plural = "訂正・利用停止の確認"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["submission"], name="one_check_an_amendment"),
            models.CheckConstraint(
                condition=Q(is_right=True) | ~Q(words=""), name="amendment_sent_back_with_reason"
            ),
        ]


class AmendmentTelling(ConfidentialModel):
    """RECORD: somebody to whom the body had given it: told in writing what was done, or why that is not needed
    (Art. 97)."""

    request = SameCompartmentKey(AmendmentRequest, related_name="tellings")
    whom = models.CharField("知らせる相手", max_length=500)
    told_on = models.DateField("知らせる日", null=True, blank=True)
    why_not = models.CharField("知らせない理由", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "訂正を知らせる相手"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["request", "whom"], name="told_once_of_an_amendment"),
            models.CheckConstraint(
                condition=Q(told_on__isnull=False, why_not="")
                | Q(told_on__isnull=True) & ~Q(why_not=""),
                name="amendment_told_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.whom
