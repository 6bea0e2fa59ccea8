"""情報提供等の依頼 under Art. 106-6 (3) (MEETING): asked of whom, answered or refused (domain.md 1.2)."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from meetings.querysets import InformationManager
from organizations.models import Body, LegalBasis

from .item import SharedItem
from .meeting import MeetingMember, SupportMeeting


class Wanted(models.TextChoices):
    """What may be asked (Art. 106-6 (3))."""

    MATERIAL = "mat", "資料"
    INFORMATION = "inf", "本人と世帯についての情報"
    OPINION = "opi", "意見"
    OTHER = "oth", "その他の協力"


class InformationState(models.TextChoices):
    """REFUSED: to cooperate is a duty to endeavour, and no compulsion (Art. 106-6 (4))."""

    DRAFT = "draft", "作成中"
    SENT = "sent", "依頼済"
    ANSWERED = "answered", "回答あり"
    PARTLY = "partly", "一部回答"
    REFUSED = "refused", "提供できない"
    WITHDRAWN = "withdrawn", "取下げ"


INFORMATION_MOVES: dict[str, tuple[str, ...]] = {
    InformationState.DRAFT: ("sent",),
    InformationState.SENT: ("answered", "partly", "refused", "withdrawn"),
    InformationState.PARTLY: ("answered", "partly", "refused", "withdrawn"),
    InformationState.REFUSED: ("answered", "partly"),
    InformationState.ANSWERED: ("answered",),
    InformationState.WITHDRAWN: (),
}
WAITING = (InformationState.SENT, InformationState.PARTLY)


class InformationRequest(ConfidentialModel):
    """MEETING: the meeting asks a body for material, information, an opinion or other cooperation.

    Asked of a body that has no member here, or of somebody outside the register, the request alone
    tells that the person is a case (domain.md R15): why she is not made a member first is written down.
    """

    class Way(models.TextChoices):
        LETTER = "letter", "文書で依頼する"
        HERE = "here", "この画面で依頼する（構成員の「今日の仕事」に出る）"
        ORAL = "oral", "口頭・電話で依頼した"

    meeting = SameCompartmentKey(SupportMeeting, related_name="information_requests")
    body = models.ForeignKey(
        Body, verbose_name="依頼先の機関", on_delete=models.PROTECT, related_name="+", null=True
    )
    paper_member = SameCompartmentKey(
        MeetingMember, related_name="+", null=True, verbose_name="依頼先（紙の構成員）"
    )
    outside = models.CharField("依頼先（登録にない機関・人）", max_length=100, blank=True)
    is_to_outsider = models.BooleanField("構成員のいない依頼先", default=False)
    outsider_reason = models.CharField("構成員に加えずに頼む理由", max_length=300, blank=True)
    addressee = models.CharField("宛名", max_length=100, blank=True)
    document_number = models.CharField("文書番号", max_length=50, blank=True)
    wanted = models.JSONField("求めるもの", default=list)
    subject_matter = models.TextField("依頼する内容")
    purpose = models.TextField("利用目的")
    due_on = models.DateField("回答の期限")
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name="根拠", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状態", max_length=10, choices=InformationState, default=InformationState.DRAFT
    )
    way = models.CharField("依頼の方法", max_length=10, choices=Way, blank=True)
    sent_on = models.DateField("依頼した日", null=True, blank=True)
    withdrawn_reason = models.CharField("取下げの理由", max_length=300, blank=True)

    objects: ClassVar[Any] = InformationManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["due_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "情報提供等の依頼"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(body__isnull=False, paper_member__isnull=True, outside="")
                | models.Q(body__isnull=True, paper_member__isnull=False, outside="")
                | models.Q(body__isnull=True, paper_member__isnull=True) & ~models.Q(outside=""),
                name="information_asked_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(is_to_outsider=False) | ~models.Q(outsider_reason=""),
                name="information_outside_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(outside="") | models.Q(is_to_outsider=True),
                name="information_outside_is_known_as_such",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", way="", sent_on__isnull=True)
                | ~models.Q(state="draft") & ~models.Q(way="") & models.Q(sent_on__isnull=False),
                name="information_sent_on_a_way",
            ),
            models.CheckConstraint(
                condition=models.Q(is_to_outsider=False) | ~models.Q(way="here"),
                name="information_outsiders_read_nothing_here",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | ~models.Q(withdrawn_reason=""),
                name="information_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=InformationState.values),
                name="information_known_state",
            ),
        ]

    @property
    def recipient(self) -> str:
        """To whom, in one line."""
        if self.body is not None:
            return self.body.name
        if self.paper_member is not None:
            return f"{self.paper_member.name}（{self.paper_member.body_name}）"
        return self.outside

    @property
    def wanted_words(self) -> list[str]:
        return [str(label) for value, label in Wanted.choices if value in self.wanted]

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_on < timezone.localdate()


class InformationAnswer(ConfidentialModel):
    """MEETING: an answer to a request; its content is a shared item, or there is a reason for none."""

    class How(models.TextChoices):
        HERE = "here", "この画面で"
        PAPER = "paper", "文書"
        PHONE = "phone", "電話"
        MEETING = "meeting", "会って"

    request = SameCompartmentKey(InformationRequest, related_name="answers")
    outcome = models.CharField(
        "回答",
        max_length=10,
        choices=[c for c in InformationState.choices if c[0] in ("answered", "partly", "refused")],
    )
    answered_by = models.CharField("回答した人", max_length=100)
    answered_on = models.DateField("回答の日", default=timezone.localdate)
    how = models.CharField("回答の方法", max_length=10, choices=How)
    item = SameCompartmentKey(
        SharedItem, related_name="+", null=True, blank=True, verbose_name="共有した情報"
    )
    reason = models.CharField("提供できない理由", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "情報提供等の回答"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(outcome="refused", item__isnull=True) & ~models.Q(reason="")
                | models.Q(outcome="partly", item__isnull=False) & ~models.Q(reason="")
                | models.Q(outcome="answered", item__isnull=False, reason=""),
                name="information_answered_or_reasoned",
            ),
        ]
