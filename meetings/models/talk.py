"""While a sitting goes on (MEETING): its agenda with the clock, what is said; afterwards, what the
members say of the minutes and of the sitting."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey

from .meeting import MeetingMember
from .sitting import Decision, Minutes, Sitting


class Section(models.TextChoices):
    """Parts of the minutes (domain.md R18)."""

    FACTS = "facts", "共有した事実"
    JUDGEMENT = "judgement", "見立て"
    POLICY = "policy", "支援方針"
    UNDECIDED = "undecided", "決まらなかったこと"


# What was agreed is confirmed with the paragraphs, decision by decision (domain.md R18, R20).
DECISIONS = "decisions"
CONFIRMED_PARTS = [*Section.choices, (DECISIONS, "決まったこと")]


class Minuting(models.TextChoices):
    """What the secretary decided of a point that the form of the minutes offered; nothing for all others."""

    TAKEN = "taken", "会議録に入れた"
    LATER = "later", "会議録にまだ入れていない"
    ASIDE = "aside", "会議録に入れない"


class AgendaOrigin(models.TextChoices):
    """Why something is discussed: what was left over stands on the agenda by itself."""

    OWN = "", "今回の議題"
    HOMEWORK = "homework", "前回からの宿題"
    UNDECIDED = "undecided", "前回決まらなかったこと"


class AgendaItem(ConfidentialModel):
    """MEETING: one thing to be discussed 議題, and when it was."""

    sitting = SameCompartmentKey(Sitting, related_name="agenda_items")
    position = models.PositiveSmallIntegerField("順番")
    title = models.CharField("議題", max_length=200)
    planned_minutes = models.PositiveSmallIntegerField("目安（分）", null=True, blank=True)
    origin = models.CharField(
        "もと", max_length=10, choices=AgendaOrigin, blank=True, default="", db_default=""
    )
    decision = SameCompartmentKey(
        Decision, related_name="agenda_items", null=True, blank=True, verbose_name="宿題"
    )
    began_at = models.DateTimeField("始めた日時", null=True, blank=True)
    ended_at = models.DateTimeField("終えた日時", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["position", "created_at", "id"]
        verbose_name = verbose_name_plural = "議題"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["sitting", "position"], name="agenda_position_once_a_sitting"
            ),
            models.UniqueConstraint(
                fields=["sitting"],
                condition=models.Q(began_at__isnull=False, ended_at__isnull=True),
                name="agenda_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(began_at__isnull=False),
                name="agenda_ends_after_it_began",
            ),
        ]

    @property
    def is_now(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    @property
    def took(self) -> int | None:
        """Minutes that it took, at least one; None while it is not over."""
        if self.began_at is None or self.ended_at is None:
            return None
        return max(1, round((self.ended_at - self.began_at).total_seconds() / 60))


class TalkNote(ConfidentialModel):
    """MEETING: a point noted while people talk. Each is a row of its own: two who write at once
    never overwrite each other. Struck ones stay readable."""

    sitting = SameCompartmentKey(Sitting, related_name="talk_notes")
    item = SameCompartmentKey(
        AgendaItem, related_name="notes", null=True, blank=True, verbose_name="議題"
    )
    section = models.CharField("種類", max_length=10, choices=Section, default=Section.FACTS)
    text = models.TextField("内容")
    struck_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    minuting = models.CharField(
        "会議録に", max_length=10, choices=Minuting, blank=True, default="", db_default=""
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "話し合いの記録"


class Heard(models.TextChoices):
    """How the answer of a member without an account came to the secretariat."""

    PAPER = "paper", "紙で受け取った"
    SPOKEN = "spoken", "会って聞いた"
    PHONE = "phone", "電話で聞いた"


class MinutesAnswer(ConfidentialModel):
    """MEETING: what a member says of one paragraph of the minutes; of the text as she read it.

    Of a member without an account the secretariat enters it: `created_by` did, on this day and in this way.
    """

    minutes = SameCompartmentKey(Minutes, related_name="answers")
    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="答えた人")
    section = models.CharField("部分", max_length=10, choices=CONFIRMED_PARTS)
    paragraph = models.TextField("読んだ文")
    is_right = models.BooleanField("確かめた")
    wish = models.CharField("直してほしいこと", max_length=500, blank=True)
    settled_at = models.DateTimeField("事務局が答えた日時", null=True, blank=True)
    settlement = models.CharField("事務局の答え", max_length=300, blank=True)
    heard_on = models.DateField("答えを受けた日", null=True, blank=True)
    heard_how = models.CharField(
        "受けた方法", max_length=10, choices=Heard, blank=True, default="", db_default=""
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "会議録の確認"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(is_right=True, wish="")
                | models.Q(is_right=False) & ~models.Q(wish=""),
                name="minutes_answer_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settlement="")
                | models.Q(settled_at__isnull=False) & ~models.Q(settlement=""),
                name="minutes_answer_settled_with_words",
            ),
            models.CheckConstraint(
                condition=models.Q(heard_on__isnull=True, heard_how="")
                | models.Q(heard_on__isnull=False) & ~models.Q(heard_how=""),
                name="minutes_answer_heard_on_a_day",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return not self.is_right and self.settled_at is None


class SurveyAnswer(ConfidentialModel):
    """MEETING: what a member says of a sitting, under her name 記名式アンケート (domain.md 4.8)."""

    class Grade(models.IntegerChoices):
        YES = 4, "そう思う"
        RATHER = 3, "まあそう思う"
        HARDLY = 2, "あまりそう思わない"
        NO = 1, "そう思わない"

    sitting = SameCompartmentKey(Sitting, related_name="survey_answers")
    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="答えた人")
    helped = models.PositiveSmallIntegerField("役に立ちましたか", choices=Grade)
    role_is_clear = models.PositiveSmallIntegerField("役割は明確になりましたか", choices=Grade)
    learned = models.TextField("新しく分かったこと", blank=True)
    opinion = models.TextField("運営への意見", blank=True)
    next_time = models.TextField("次回に話し合いたいこと", blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "会議のアンケート"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["sitting", "member"], name="survey_once_a_member")
        ]
