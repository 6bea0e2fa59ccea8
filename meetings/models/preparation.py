"""Before a sitting (MEETING): 準備シート of each body, and what was heard of whom beforehand."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from meetings.querysets import CallManager
from organizations.models import Body

from .item import Marker, Nature
from .meeting import MeetingMember
from .sitting import Sitting

PROTECTED_SOURCE = "情報提供者（だれかは伏せています）"


class Told(ConfidentialModel):
    """What somebody told, with its nature, its source and its markers."""

    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100)
    markers = models.JSONField("取扱いの印", default=list, blank=True)

    class Meta(ConfidentialModel.Meta):
        abstract = True

    @property
    def shown_source(self) -> str:
        """Where it comes from, as members are told: never the name of an informant (domain.md 2.3)."""
        return PROTECTED_SOURCE if Marker.INFORMANT in self.markers else self.source

    @property
    def marker_words(self) -> list[str]:
        return [str(label) for value, label in Marker.choices if value in self.markers]


class PrepCall(ConfidentialModel):
    """MEETING: the secretary asks the invited bodies for their 準備シート, and what came of it.

    `released_at`: from then on every member reads the sheets that were handed in; before, each body
    its own, so that nobody writes what the others have written. The three texts at the end are what
    is agreed before people meet (domain.md 4.8).
    """

    sitting = SameCompartmentKey(Sitting, related_name="prep_calls")
    until_on = models.DateField("いつまでに")
    note = models.TextField("お願い", blank=True)
    released_at = models.DateTimeField("構成員に公開した日時", null=True, blank=True)
    direction = models.TextField("支援の方向性", blank=True)
    support = models.TextField("支援内容", blank=True)
    roles = models.TextField("役割分担の概要", blank=True)

    objects: ClassVar[Any] = CallManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["until_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "準備シートの依頼"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["sitting"], name="prep_call_once_a_sitting")
        ]

    @property
    def has_outcome(self) -> bool:
        return bool(self.direction or self.support or self.roles)


HEADINGS = {
    "household": "把握している世帯像",
    "efforts": "現在の取り組み状況",
    "wanted": "どの支援機関に関わってもらいたいか",
    "asked_of_others": "他部署へお願いしたいこと",
    "to_discuss": "討議内容",
}


class PrepSheet(ConfidentialModel):
    """MEETING: 準備シート of one body, handed in; its row is made by handing in.

    While it is being written it is a draft of who writes it, in nobody else's reach. Handed in again
    it is another edition: the history keeps the earlier ones as they were, and the page shows them.
    Of somebody without an account the secretary writes it, and says of whom and when she heard it.
    """

    call = SameCompartmentKey(PrepCall, related_name="sheets")
    body = models.ForeignKey(
        Body, verbose_name="機関", on_delete=models.PROTECT, related_name="+", null=True
    )
    paper_member = SameCompartmentKey(
        MeetingMember, related_name="+", null=True, verbose_name="紙の構成員"
    )
    member = SameCompartmentKey(MeetingMember, related_name="+", verbose_name="提出した人")
    household = models.TextField(HEADINGS["household"])
    efforts = models.TextField(HEADINGS["efforts"], blank=True)
    wanted = models.TextField(HEADINGS["wanted"], blank=True)
    asked_of_others = models.TextField(HEADINGS["asked_of_others"], blank=True)
    to_discuss = models.TextField(HEADINGS["to_discuss"], blank=True)
    heard_from = models.CharField("聞き取った人", max_length=100, blank=True)
    heard_on = models.DateField("聞き取った日", null=True, blank=True)
    handed_in_at = models.DateTimeField("提出日時", default=timezone.now)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "準備シート"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["call", "body"], name="prep_sheet_once_a_body"),
            models.UniqueConstraint(
                fields=["call", "paper_member"], name="prep_sheet_once_a_paper_member"
            ),
            models.CheckConstraint(
                condition=models.Q(body__isnull=False, paper_member__isnull=True)
                | models.Q(body__isnull=True, paper_member__isnull=False),
                name="prep_sheet_of_a_body_or_a_paper_member",
            ),
            models.CheckConstraint(
                condition=models.Q(heard_on__isnull=True, heard_from="")
                | models.Q(heard_on__isnull=False) & ~models.Q(heard_from=""),
                name="prep_sheet_heard_from_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(paper_member__isnull=True) | models.Q(heard_on__isnull=False),
                name="prep_sheet_on_behalf_was_heard",
            ),
            models.CheckConstraint(condition=~models.Q(household=""), name="prep_sheet_says_it"),
        ]

    @property
    def whose(self) -> str:
        if self.body is not None:
            return self.body.name
        assert self.paper_member is not None
        return f"{self.paper_member.name}（{self.paper_member.body_name}）"

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Headings with their words."""
        return [(label, getattr(self, name)) for name, label in HEADINGS.items()]


class Hearing(Told):
    """MEETING: what somebody was asked beforehand 事前の聞き取り. Pages show it to secretaries."""

    class How(models.TextChoices):
        VISIT = "visit", "訪ねて"
        HERE = "here", "来てもらって"
        PHONE = "phone", "電話"
        ONLINE = "online", "オンライン"
        WRITING = "writing", "文書"

    sitting = SameCompartmentKey(Sitting, related_name="hearings")
    member = SameCompartmentKey(
        MeetingMember, related_name="+", null=True, blank=True, verbose_name="聞いた相手（構成員）"
    )
    person = models.CharField("聞いた相手（構成員でない人）", max_length=100, blank=True)
    heard_on = models.DateField("聞いた日", default=timezone.localdate)
    how = models.CharField("方法", max_length=10, choices=How, default=How.PHONE)
    took = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    text = models.TextField("聞いたこと")
    bring_in = models.CharField("会議で取り上げること", max_length=200, blank=True)
    on_agenda_at = models.DateTimeField("議題にした日時", null=True, blank=True)
    undecided_at = models.DateTimeField("決まらなかったことにした日時", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["heard_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "事前の聞き取り"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=False, person="")
                | models.Q(member__isnull=True) & ~models.Q(person=""),
                name="hearing_of_a_member_or_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(on_agenda_at__isnull=True, undecided_at__isnull=True)
                | ~models.Q(bring_in=""),
                name="hearing_brought_in_with_words",
            ),
        ]

    @property
    def whose(self) -> str:
        return f"{self.member.name}（{self.member.body_name}）" if self.member else self.person
