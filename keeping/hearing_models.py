"""Third parties who are heard before a disclosure (Art. 86 of the Act on personal information)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import ConfidentialModel, SameCompartmentKey

from .models import DisclosureRequest


class Hearing(models.TextChoices):
    ASKED = "asked", "意見書を待っている"
    UNKNOWN = "unknown", "所在が分からない"
    AGREES = "agrees", "支障がない"
    OPPOSES = "opposes", "開示に反対"
    SILENT = "silent", "意見書が出なかった"


HEARING_MOVES: dict[str, tuple[str, ...]] = {
    Hearing.ASKED: ("agrees", "opposes", "silent"),
    # Found after all: asked as the others.
    Hearing.UNKNOWN: ("asked",),
    # It came late, before the decision.
    Hearing.SILENT: ("agrees", "opposes"),
    Hearing.AGREES: (),
    Hearing.OPPOSES: (),
}
ANSWERS = (Hearing.AGREES, Hearing.OPPOSES)


class DisclosureThirdParty(ConfidentialModel):
    """RECORD: somebody about whom the records of a request say something: notified, and what she answered."""

    class Basis(models.TextChoices):
        MAY = "1", "聴くことができる（第86条第1項）"
        MUST = "2", "必ず聴く（第86条第2項）"

    class Item(models.TextChoices):
        """Of Art. 86 (2)."""

        TO_PROTECT = (
            "1",
            "第1号：人の生命・健康・生活・財産を守るために開示する（第78条第1項第2号ロ・第3号ただし書）",
        )
        BY_DISCRETION = "2", "第2号：裁量で開示する（第80条）"

    request = SameCompartmentKey(DisclosureRequest, related_name="third_parties")
    name = models.CharField("第三者の氏名・名称", max_length=100)
    about = models.CharField("どの部分のことか", max_length=300)
    basis = models.CharField("根拠", max_length=1, choices=Basis)
    # What the notice of Art. 86 (2) says: by which item, and why it applies.
    item = models.CharField(
        "第86条第2項のどの号か", max_length=1, choices=Item, blank=True, db_default=""
    )
    item_reason = models.CharField("その号に当たる理由", max_length=500, blank=True, db_default="")
    state = models.CharField("状態", max_length=10, choices=Hearing)
    asked_on = models.DateField("通知した日", null=True, blank=True)
    answer_by = models.DateField("意見書の期限", null=True, blank=True)
    answered_on = models.DateField("意見書を受け取った日", null=True, blank=True)
    answer = models.CharField("意見", max_length=500, blank=True)
    # As the decision was put forward: whether her part is given. Nobody has said before that.
    is_given = models.BooleanField("その人の部分を開示するか", null=True, blank=True)
    # Art. 86 (3): at once after the decision, with the reason and the day of disclosure.
    told_why = models.CharField("開示すると決めた理由", max_length=500, blank=True, db_default="")
    told_on = models.DateField("決定を知らせた日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "意見を聴く第三者"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state__in=Hearing.values), name="third_party_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state="unknown", asked_on__isnull=True, answer_by__isnull=True)
                | ~Q(state="unknown")
                & Q(asked_on__isnull=False, answer_by__isnull=False, answer_by__gte=F("asked_on")),
                name="third_party_notified_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERS, answered_on__isnull=False)
                | ~Q(state__in=ANSWERS) & Q(answered_on__isnull=True),
                name="third_party_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | Q(state="opposes"),
                name="third_party_told_who_was_against",
            ),
            # Rows of before have no item.
            models.CheckConstraint(
                condition=Q(item="", item_reason="")
                | Q(basis="2", item__in=("1", "2")) & ~Q(item_reason=""),
                name="third_party_item_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(told_why="") | Q(state="opposes"),
                name="third_party_reason_for_who_was_against",
            ),
            models.CheckConstraint(
                condition=Q(is_given__isnull=True) | Q(state="opposes"),
                name="third_party_part_of_who_was_against",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.state == Hearing.ASKED

    @property
    def is_unanswered(self) -> bool:
        """Nothing is noted of what she answered; that would be about what she had read."""
        return self.state in (Hearing.ASKED, Hearing.UNKNOWN)

    @property
    def is_opposed(self) -> bool:
        return self.state == Hearing.OPPOSES

    @property
    def is_overruled(self) -> bool:
        """Whether her part is given although she is against it: she is told of that before it is (Art. 86 (3)). Of
        decisions from before it was asked, every part counts as given."""
        return self.is_opposed and self.is_given is not False
