"""不足する社会資源: a need that no resource meets, for the agenda of the 関係者連絡会 (anonymous, R7)."""

from typing import Any, ClassVar

from django.db import models

from access.models import AnonymousModel
from organizations.models import Area


class GapState(models.TextChoices):
    RAISED = "raised", "出された"
    EXAMINED = "examined", "検討中"
    ADDRESSED = "addressed", "対応した"
    DECLINED = "declined", "見送り"


GAP_MOVES: dict[str, tuple[str, ...]] = {
    GapState.RAISED: ("examined", "addressed", "declined"),
    GapState.EXAMINED: ("addressed", "declined"),
    GapState.ADDRESSED: ("examined",),
    GapState.DECLINED: ("examined",),
}


class ResourceGap(AnonymousModel):
    """Outside of any case: what is missing, for which kind of trouble, in which month it was noted.

    It does not say whether it came from a 重層的支援会議 or a 支援会議: that there was one is a secret.
    """

    class Kind(models.TextChoices):
        """Kinds of resources, after CL-16."""

        PLACE = "place", "居場所・サロン・通いの場"
        MEAL = "meal", "食堂・食料の支援"
        LEARNING = "learning", "学習支援"
        PEERS = "peers", "家族会・当事者会・カフェ"
        VOLUNTEER = "volunteer", "ボランティア・見守り"
        WORK = "work", "就労体験・中間的就労"
        HOUSING = "housing", "住まいの支援"
        MOVING = "moving", "移動・買物の支援"
        DESK = "desk", "相談窓口・専門の相談"
        MEDICAL = "medical", "受診・訪問の支援"
        LANGUAGE = "language", "ことば・通訳の支援"
        OTHER = "other", "その他"

    kind = models.CharField("足りないもの", max_length=10, choices=Kind)
    topic = models.CharField("困りごとの種類", max_length=2)  # CL-04
    area = models.ForeignKey(
        Area,
        verbose_name="圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.CharField("どんな支えが足りないか", max_length=200)
    # The first day of the month: nothing finer is kept.
    noted_in = models.DateField("出された月")
    state = models.CharField("状態", max_length=10, choices=GapState, default=GapState.RAISED)
    outcome = models.CharField("検討の結果", max_length=500, blank=True)

    class Meta(AnonymousModel.Meta):
        ordering = ["-noted_in", "kind", "id"]
        verbose_name = verbose_name_plural = "足りない社会資源"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(noted_in__day=1), name="resource_gap_by_the_month"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("raised", "examined")) | ~models.Q(outcome=""),
                name="resource_gap_ends_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
