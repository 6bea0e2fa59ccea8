"""Items of a 重層的支援会議 (PLAN): what is examined, and what was found (domain.md 2, 2.2, 4.10)."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Body


class Purpose(models.TextChoices):
    """What a 重層的支援会議 is for (domain.md 2, roles)."""

    ADEQUACY = "adequacy", "プランの適切性"
    SHARING = "sharing", "プランの共有"
    EVALUATION = "evaluation", "進み具合・評価"
    REPLAN = "replan", "再プラン"
    CLOSURE = "closure", "終結"
    SUSPENSION = "suspension", "中断"
    RESOURCES = "resources", "社会資源の不足"


class ItemResult(models.TextChoices):
    """What was found on one item."""

    ADEQUATE = "adequate", "適切"
    CONDITIONAL = "conditional", "条件付きで適切"
    REVISE = "revise", "修正が必要"
    SHARED = "shared", "共有した"
    GO_ON = "go_on", "いまのプランを続ける"
    REPLAN = "replan", "再プランを作る"
    CLOSE = "close", "終結が適当"
    SUSPEND = "suspend", "中断が適当"
    NOTED = "noted", "不足を書き留めた"
    NOT_YET = "not_yet", "決めずに、次の会議で続ける"


R = ItemResult
RESULTS: dict[str, tuple[ItemResult, ...]] = {
    Purpose.ADEQUACY: (R.ADEQUATE, R.CONDITIONAL, R.REVISE),
    Purpose.SHARING: (R.SHARED, R.NOT_YET),
    Purpose.EVALUATION: (R.GO_ON, R.REPLAN, R.CLOSE, R.SUSPEND, R.NOT_YET),
    Purpose.REPLAN: (R.REPLAN, R.GO_ON, R.NOT_YET),
    Purpose.CLOSURE: (R.CLOSE, R.GO_ON, R.NOT_YET),
    Purpose.SUSPENSION: (R.SUSPEND, R.GO_ON, R.NOT_YET),
    Purpose.RESOURCES: (R.NOTED, R.NOT_YET),
}


# How the plan goes on: one conference finds one of these, on however many items.
WAYS_ON = (R.GO_ON, R.REPLAN, R.CLOSE, R.SUSPEND)


def contradicting(results: Iterable[str]) -> list[ItemResult]:
    """The results of one conference that cannot hold together: more than one way on. Empty: none."""
    found = set(results)
    ways = [way for way in WAYS_ON if way in found]
    return ways if len(ways) > 1 else []


def words_of_contradiction(ways: Sequence[ItemResult]) -> str:
    """What is said of them."""
    both = "と".join(f"「{way.label}」" for way in ways)
    return f"{both}は、1つの会議の結果にできません。どちらかにそろえるか、「{R.NOT_YET.label}」を選んでください"


def _results_of_purposes() -> Q:
    allowed = Q(result="")
    for purpose, results in RESULTS.items():
        allowed |= Q(purpose=str(purpose), result__in=[str(one) for one in results])
    return allowed


class ConferenceItem(ConfidentialModel):
    """PLAN: one item 案件 of a conference, about the plan of its compartment."""

    fixed_with: ClassVar[str] = "conference"

    conference = SameCompartmentKey("meetings.PlanConference", related_name="items")
    position = models.PositiveSmallIntegerField("順番")
    purpose = models.CharField("目的", max_length=12, choices=Purpose)
    question = models.CharField("話し合うこと", max_length=200, blank=True)
    result = models.CharField("結果", max_length=12, choices=ItemResult, blank=True)
    opinion = models.TextField("意見", blank=True)
    decided = models.TextField("決まったこと", blank=True)
    conditions = models.TextField("条件", blank=True)
    achievement = models.CharField("目標の達成度", max_length=2, blank=True)  # CL-12
    changes = models.JSONField("見られた変化", default=list, blank=True)  # CL-13
    remaining = models.TextField("残された課題", blank=True)
    end_reason = models.CharField("終結の理由", max_length=2, blank=True)  # CL-15
    lead_body = models.ForeignKey(
        Body,
        verbose_name="終結のあとの主担当機関",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    follow_up = models.CharField("終結のあとのフォロー", max_length=300, blank=True)
    reason = models.CharField("中断の理由", max_length=300, blank=True)
    look_again_on = models.DateField("次に見直す日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["position", "created_at", "id"]
        verbose_name = verbose_name_plural = "重層的支援会議の案件"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["conference", "position"], name="conference_item_position_once"
            ),
            models.CheckConstraint(
                condition=_results_of_purposes(), name="conference_item_result_of_its_purpose"
            ),
            models.CheckConstraint(
                condition=~Q(result="conditional") | ~Q(conditions=""),
                name="conference_item_says_its_conditions",
            ),
            models.CheckConstraint(
                condition=~Q(result="revise") | ~Q(opinion=""),
                name="conference_item_says_what_to_revise",
            ),
            models.CheckConstraint(
                condition=~Q(result="close") | (Q(lead_body__isnull=False) & ~Q(end_reason="")),
                name="conference_item_closes_with_a_lead_body",
            ),
            models.CheckConstraint(
                condition=~Q(result="suspend") | (Q(look_again_on__isnull=False) & ~Q(reason="")),
                name="conference_item_suspends_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_purpose_display())
