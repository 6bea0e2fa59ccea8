"""What the requests have in common that a person makes of a body about what it keeps of her: 開示, 訂正, 利用停止.

Who asks and how that was made sure, the days, and a decision that two people make (Act on personal information,
Art. 76, 90 and 98). Each is a table of its own in the record of the body that answers (R2).
"""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone

from access.models import ConfidentialModel

from .articles import Articles
from .time_limits import DAYS, MOST_MORE, due_on

# How a day that whoever asked was told is called.
TOLD_DAY = "請求した人に知らせた期限"


class RequestState(models.TextChoices):
    """Where a request stands, whichever right is asked for."""

    OPEN = "open", "準備中"
    CHECKING = "checking", "確認待ち"
    DECIDED = "decided", "決定済み"
    FINISHED = "finished", "終わり"
    # To another body, which answers it then: here it is over, and was never decided (Art. 85, 96).
    PASSED = "passed", "移送"
    # By whoever asked: over without a decision, too.
    WITHDRAWN = "withdrawn", "取下げ"


def states(finished: str = RequestState.FINISHED.label) -> list[tuple[str, str]]:
    """The same as choices; what its end is called differs."""
    names = {RequestState.FINISHED.value: finished}
    return [(value, names.get(value, label)) for value, label in RequestState.choices]


# What is put before a second person instead of a decision: that the request is passed on.
PASS_ON, PASS_ON_WORDS = "passed", "移送する"


REQUEST_MOVES: dict[str, tuple[str, ...]] = {
    "open": ("checking", "withdrawn"),
    "checking": ("open", "decided", "passed", "withdrawn"),
    # Taken back before anything has followed: it is prepared and checked anew.
    "decided": ("finished", "open"),
    "finished": (),
    "passed": (),
    "withdrawn": (),
}


class AskedOfBody(ConfidentialModel):
    """One request: from its receipt until whoever asked has got the answer."""

    class Asker(models.TextChoices):
        SELF = "self", "本人"
        PARENT = "parent", "親権者・未成年後見人"
        GUARDIAN = "guardian", "成年後見人"
        AGENT = "agent", "委任による代理人"

    # While it goes on nothing of the case is disposed of.
    ends: ClassVar[str] = "coalesce(t.finished_on, t.passed_on, t.withdrawn_on)"

    # The person lies in the basic information: no foreign key.
    person_id = models.UUIDField("だれの記録か")
    subject = models.CharField("だれの記録か", max_length=100)
    asker = models.CharField("請求した人", max_length=10, choices=Asker)
    asker_name = models.CharField("代理人の氏名", max_length=100, blank=True)
    confirmed_how = models.CharField("本人・資格を確かめた方法", max_length=300)
    no_conflict = models.CharField(
        "代理人が本人と対立する人・加害した人でないことを確かめた方法", max_length=300, blank=True
    )
    received_on = models.DateField("受け付けた日", default=timezone.localdate)
    due_on = models.DateField("決定の期限")
    # While something of the request is to be corrected, its days are not counted.
    correction_asked_on = models.DateField("補正を求めた日", null=True, blank=True)
    correction_words = models.CharField(
        "補正を求めた内容", max_length=300, blank=True, db_default=""
    )
    correction_days = models.PositiveSmallIntegerField("補正に要した日数", default=0, db_default=0)
    # Of the last one: no day is counted twice.
    corrected_on = models.DateField("補正された日", null=True, blank=True)
    extended_by = models.PositiveSmallIntegerField("延長した日数", default=0, db_default=0)
    extension_reason = models.CharField("延長の理由", max_length=500, blank=True, db_default="")
    extended_on = models.DateField("延長を知らせた日", null=True, blank=True)
    decided_on = models.DateField("決定した日", null=True, blank=True)
    # Passed on to another body, with its consent: to whom, when and why (Art. 85, 96).
    passed_to = models.CharField("移送した相手", max_length=200, blank=True, db_default="")
    passed_on = models.DateField("移送した日", null=True, blank=True)
    passed_why = models.CharField("移送した理由", max_length=500, blank=True, db_default="")
    withdrawn_on = models.DateField("取り下げた日", null=True, blank=True)
    withdrawn_how = models.CharField(
        "取下げを確かめた方法", max_length=300, blank=True, db_default=""
    )

    # Every one of these has them too, each with choices and words of its own.
    state: Any
    decision: Any
    record: Any
    record_id: Any

    class Meta(ConfidentialModel.Meta):
        abstract = True

    @property
    def law(self) -> Articles:
        """The articles by which it goes."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """What it is called on a page."""
        return str(self._meta.verbose_name)

    @property
    def is_open(self) -> bool:
        return bool(self.state == "open")

    @property
    def is_decided(self) -> bool:
        return self.state in ("decided", "finished")

    @property
    def is_passed(self) -> bool:
        """Whether another body answers it: here no day counts any more."""
        return bool(self.state == RequestState.PASSED)

    @property
    def is_withdrawn(self) -> bool:
        """Whether whoever asked has taken it back: nobody decides about it any more."""
        return bool(self.state == RequestState.WITHDRAWN)

    @property
    def is_over_undecided(self) -> bool:
        """Whether nothing is left to decide here although nothing was decided."""
        return self.is_passed or self.is_withdrawn

    @property
    def is_rest(self) -> bool:
        """Whether it is what another request has put off (Art. 84)."""
        return False

    @property
    def is_special(self) -> bool:
        """Whether whoever asked was told that it takes longer than an extension (Art. 84, 95, 103)."""
        return False

    @property
    def special_told_on(self) -> datetime.date | None:
        """When whoever asked was told that."""
        raise NotImplementedError

    @property
    def has_fixed_day(self) -> bool:
        """Whether a day was told for all of it, to which a correction adds nothing (Art. 95, 103)."""
        return False

    @property
    def counted_from(self) -> str:
        """How its day is counted, in words."""
        return f"受け付けた日から{DAYS}日"

    def due_after(self, *, correction_days: int, extended_by: int) -> datetime.date:
        """Until when it must be decided, with so many days of a correction and of an extension."""
        return due_on(self.received_on, correction_days=correction_days, extended_by=extended_by)


class PutForward(ConfidentialModel):
    """What one puts before a second person: the decision, in words that whoever asked will read. The answers are its
    `checks`."""

    is_written_once: ClassVar[bool] = True

    # Only where it is to be passed on: to whom, and when that body has agreed.
    passed_to = models.CharField("移送する相手", max_length=200, blank=True, db_default="")
    agreed_on = models.DateField("相手が承知した日", null=True, blank=True)

    # Every one of these has them, each with a key and choices of its own.
    request: Any
    decision: Any
    words: Any

    class Meta(ConfidentialModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]


class SecondAnswer(ConfidentialModel):
    """What the second person says of what was put before her. Whoever put it forward does not answer (the
    database holds it)."""

    is_written_once: ClassVar[bool] = True
    answered_by_another: ClassVar[str] = "submission"

    is_right = models.BooleanField("この内容でよい")
    words = models.CharField("ひとこと", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]


def after_receipt(days: int, *counted: str) -> ExpressionWrapper:
    """So many days after the receipt, and those in some columns more (time_limits.due_on)."""
    found: Any = F("received_on")
    for name in counted:
        found += F(name)
    return ExpressionWrapper(found + Value(days), models.DateField())


def rules_of_requests(prefix: str) -> list[Any]:
    """What the database holds of every request, whichever right is asked for."""
    return [
        models.CheckConstraint(
            condition=Q(state__in=list(REQUEST_MOVES)), name=f"{prefix}_known_state"
        ),
        models.CheckConstraint(
            condition=Q(asker="self") | ~Q(asker_name="") & ~Q(no_conflict=""),
            name=f"{prefix}_to_another_is_checked",
        ),
        models.CheckConstraint(
            condition=Q(
                state__in=("open", "checking", "passed", "withdrawn"),
                decision="",
                decided_on__isnull=True,
            )
            | Q(state__in=("decided", "finished"), decided_on__isnull=False) & ~Q(decision=""),
            name=f"{prefix}_decided_on_a_day",
        ),
        models.CheckConstraint(
            condition=Q(state="finished", finished_on__isnull=False)
            | ~Q(state="finished") & Q(finished_on__isnull=True),
            name=f"{prefix}_finished_on_a_day",
        ),
        models.CheckConstraint(
            condition=Q(state="passed", passed_on__isnull=False)
            & ~Q(passed_to="")
            & ~Q(passed_why="")
            | ~Q(state="passed") & Q(passed_on__isnull=True, passed_to="", passed_why=""),
            name=f"{prefix}_passed_on_a_day",
        ),
        models.CheckConstraint(
            condition=Q(state="withdrawn", withdrawn_on__isnull=False) & ~Q(withdrawn_how="")
            | ~Q(state="withdrawn") & Q(withdrawn_on__isnull=True, withdrawn_how=""),
            name=f"{prefix}_withdrawn_on_a_day",
        ),
        models.CheckConstraint(
            condition=Q(extended_by=0, extension_reason="", extended_on__isnull=True)
            | Q(extended_by__range=(1, MOST_MORE), extended_on__isnull=False)
            & ~Q(extension_reason=""),
            name=f"{prefix}_extended_with_reason",
        ),
        models.CheckConstraint(
            condition=Q(correction_asked_on__isnull=True)
            | Q(state__in=("open", "checking", "withdrawn"))
            | Q(decision="refused"),
            name=f"{prefix}_corrected_or_refused",
        ),
        models.CheckConstraint(
            condition=Q(correction_asked_on__isnull=True)
            | Q(corrected_on__isnull=True)
            | Q(correction_asked_on__gte=F("corrected_on")),
            name=f"{prefix}_one_correction_after_another",
        ),
    ]


def rule_of_passing(prefix: str) -> models.CheckConstraint:
    """Nothing is put forward to be passed on without the body that has agreed, and nothing else names one."""
    return models.CheckConstraint(
        condition=Q(decision=PASS_ON, agreed_on__isnull=False) & ~Q(passed_to="")
        | ~Q(decision=PASS_ON) & Q(agreed_on__isnull=True, passed_to=""),
        name=f"{prefix}_passed_on_with_consent",
    )
