"""モニタリング・評価シート: what was found when the plan was looked at (domain.md 4.10).

In two rows, because supervisors read progress and no words (R9): the sheet with its degrees and its result,
and beside it what was seen and said. A sheet is open until the plan has gone on as it says.
"""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Body

from .models import MOST_STEPS, Goal, Plan

# As models.WITH_PROGRESS, which mypy cannot follow around this circle of imports.
READ_WITH_PROGRESS = ("read_compartment", "write_compartment", "progress_compartment")


class EvaluationResult(models.TextChoices):
    """評価結果 (CL-14): the plan moves by it, so the values are fixed; the words are the list's."""

    CLOSE = "1", "終結"
    REPLAN = "2", "再プランして継続"
    GO_ON = "3", "現プラン継続"
    SUSPEND = "4", "中断"


class Evaluation(ConfidentialModel):
    """A sheet: when and how the plan was looked at, and what follows."""

    readable_with: ClassVar[tuple[str, ...]] = READ_WITH_PROGRESS

    plan = SameCompartmentKey(Plan, related_name="evaluations")
    held_on = models.DateField("実施日", default=timezone.localdate)
    method = models.CharField("方法", max_length=10)  # CL-10
    result = models.CharField("評価結果", max_length=2, choices=EvaluationResult)  # CL-14
    end_reason = models.CharField("終結の理由", max_length=10, blank=True)  # CL-15
    lead_body = models.ForeignKey(
        Body,
        verbose_name="終結のあとの主担当機関",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    follow_up_is_needed = models.BooleanField("終結のあとのフォローが要る", default=False)
    follow_up_on = models.DateField("フォローの時期", null=True, blank=True)
    next_monitoring_on = models.DateField("次のモニタリング", null=True, blank=True)
    look_again_on = models.DateField("中断を見直す日", null=True, blank=True)
    conference_on = models.DateField("会議で確認した日", null=True, blank=True)
    body = models.ForeignKey(Body, verbose_name="機関", on_delete=models.PROTECT, related_name="+")
    settled_on = models.DateField("プランに移した日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-held_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "モニタリング・評価シート"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(settled_on__isnull=True),
                name="evaluation_open_once_a_plan",
            ),
            models.CheckConstraint(
                condition=(models.Q(result="1", lead_body__isnull=False) & ~models.Q(end_reason=""))
                | models.Q(result="2")
                | models.Q(result="3", next_monitoring_on__isnull=False)
                | models.Q(result="4", look_again_on__isnull=False),
                name="evaluation_result_says_what_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"評価シート {self.held_on:%Y-%m-%d}"


class EvaluationContent(ConfidentialModel):
    """The words of a sheet. Apart from it, because supervisors do not read these (R9)."""

    # What somebody else of the family told is not for the person's copy.
    not_for_person: ClassVar[tuple[str, ...]] = ("family_wish", "family_words")

    class Wish(models.TextChoices):
        """What the person or the family wants; asked of each."""

        GO_ON = "go_on", "続けたい"
        END = "end", "終わりにしたい"
        UNSURE = "unsure", "迷っている"
        UNKNOWN = "unknown", "確かめられない"

    evaluation = SameCompartmentKey(Evaluation, related_name="contents")
    participants = models.CharField("参加者", max_length=300, blank=True)
    changes = models.JSONField("見られた変化", default=list, blank=True)  # CL-13
    changes_note = models.CharField("変化の様子", max_length=500, blank=True)
    remaining = models.TextField("残された課題", blank=True)
    person_wish = models.CharField("本人の希望", max_length=10, choices=Wish)
    person_words = models.TextField("本人の言葉", blank=True)
    family_wish = models.CharField("家族の希望", max_length=10, choices=Wish, blank=True)
    family_words = models.TextField("家族の言葉", blank=True)
    reason = models.CharField("そう判断した理由", max_length=500, blank=True)
    follow_up = models.CharField("再開の目安・フォローの内容", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "評価シートの内容"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["evaluation"], name="evaluation_content_once")
        ]


class GoalReview(ConfidentialModel):
    """How far one goal had come when the plan was looked at, and at the time before."""

    readable_with: ClassVar[tuple[str, ...]] = READ_WITH_PROGRESS

    evaluation = SameCompartmentKey(Evaluation, related_name="goals")
    goal = SameCompartmentKey(Goal, related_name="reviews")
    degree = models.CharField("達成度", max_length=2)  # CL-12
    level = models.PositiveSmallIntegerField("進み具合")
    level_before = models.PositiveSmallIntegerField("前の評価での進み具合", null=True, blank=True)
    text = models.TextField("様子", blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["goal__order", "created_at", "id"]
        verbose_name = verbose_name_plural = "目標ごとの評価"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["evaluation", "goal"], name="goal_review_once"),
            models.CheckConstraint(
                condition=models.Q(level__lte=MOST_STEPS)
                & (models.Q(level_before__isnull=True) | models.Q(level_before__lte=MOST_STEPS)),
                name="goal_review_level_0_to_5",
            ),
        ]


def open_evaluation(plan: Plan, user: Any) -> Evaluation | None:
    """The sheet that the plan has not followed yet."""
    rows = Evaluation.objects.visible_to(user).filter(plan=plan, settled_on__isnull=True)
    found: Evaluation | None = rows.select_related("lead_body", "body").first()
    return found


def levels_at_last_review(
    plan: Plan, user: Any, but: Evaluation | None = None
) -> dict[Any, tuple[int, datetime.date]]:
    """By goal: the level at the last review (other than `but`) and its day."""
    rows = GoalReview.objects.visible_to(user).filter(evaluation__plan=plan)
    if but is not None:
        rows = rows.exclude(evaluation=but)
    latest = rows.order_by("evaluation__held_on", "evaluation__created_at", "created_at")
    return {
        goal: (level, day)
        for goal, level, day in latest.values_list("goal", "level", "evaluation__held_on")
    }
