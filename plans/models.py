"""Plans, goals, tasks and the circle of bodies. All lie in PLAN compartments.

Supervisors of the bodies in the plan read what shows progress (R9): `readable_with` says which
models those are. States and moves: `states`.
"""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Appointment, Body

from .kind_models import (
    CandidateResource,
    MultiContent,
    OutreachContent,
    ParticipationContent,
)
from .querysets import GoalManager, PlanBodyManager, PlanManager, PlanTaskManager
from .states import BEFORE_CONSENT, DECIDED_AND_AFTER, ENDED, STORED, PlanState, TaskState

# Named in the order of access.models.ConfidentialModel, and the supervisors' permission (R9).
WITH_PROGRESS: tuple[str, ...] = ("read_compartment", "write_compartment", "progress_compartment")
MOST_STEPS = 5


class Plan(ConfidentialModel):
    """A support plan 支援プラン of one of three kinds: who, until when, and how far it has come.

    `version` guards against overwriting; `edition` 版 counts what a reader would call versions:
    it rises when words, goals, tasks or bodies change, and not when the plan moves on.
    """

    ends: ClassVar[str] = (
        "case when t.state in ('completed', 'replanned', 'cancelled') then t.ended_on end"
    )

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "state",
        "next_monitoring_on",
        "period_until",
    )

    class Kind(models.TextChoices):
        MULTI = "multi", "多機関協働プラン"
        OUTREACH = "outreach", "アウトリーチ等プラン"
        PARTICIPATION = "participation", "参加支援プラン"

    class Agreed(models.TextChoices):
        WRITTEN = "written", "書面"
        ORAL = "oral", "口頭"
        PROXY = "proxy", "代筆"

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS

    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.MULTI)
    sequence = models.PositiveSmallIntegerField("初回・再プラン", default=1)
    # The plan that this one follows has a compartment and a circle of its own.
    follows_id = models.UUIDField("前のプラン", null=True, blank=True)
    edition = models.PositiveIntegerField("版", default=1)
    subject = models.CharField("対象（本人・世帯）", max_length=200)
    state = models.CharField("状態", max_length=20, choices=PlanState, default=PlanState.DRAFT)
    period_from = models.DateField("計画期間の始まり", null=True, blank=True)
    period_until = models.DateField("計画期間の終わり（この日まで）", null=True, blank=True)
    next_monitoring_on = models.DateField("次のモニタリング", null=True, blank=True)
    lead_body = models.ForeignKey(
        Body,
        verbose_name="主担当機関",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # The consent lies in another compartment: asked through cases, never joined (R5, R8). An
    # outreach plan may begin without one (R7).
    consent_id = models.UUIDField("同意", null=True, blank=True)
    consent_until = models.DateField("同意の期限（この日まで）", null=True, blank=True)
    applied_on = models.DateField("利用申込日", null=True, blank=True)
    agreed_on = models.DateField("本人同意日", null=True, blank=True)
    agreed_how = models.CharField("本人同意の方法", max_length=10, choices=Agreed, blank=True)
    # The latest conference on its adequacy; asked through meetings, its day too.
    conference_id = models.UUIDField("会議", null=True, blank=True)
    conference_result = models.CharField("会議の結果", max_length=20, blank=True)
    decided_on = models.DateField("支援決定日", null=True, blank=True)
    decision_number = models.CharField("決定番号", max_length=50, blank=True)
    decided_by_title = models.CharField("決裁者（職名）", max_length=100, blank=True)
    # The letter by which the ward last refused to decide for it, where it wrote one.
    refused_on = models.DateField("決定しないと通知した日", null=True, blank=True)
    refusal_number = models.CharField(
        "決定しない通知の文書番号", max_length=50, blank=True, db_default=""
    )
    ended_on = models.DateField("終わった日", null=True, blank=True)
    end_reason = models.CharField("終結の理由", max_length=10, blank=True)  # CL-15
    # What a conference found on closing, suspending or re-planning, confirmed by the ward.
    confirmed_on = models.DateField("区が確認した日", null=True, blank=True)
    confirmed_by_title = models.CharField(
        "確認した人（職名）", max_length=100, blank=True, db_default=""
    )
    followed_id = models.UUIDField("結果を移した会議", null=True, blank=True)
    look_again_on = models.DateField("中断を見直す日", null=True, blank=True)
    changed_by_body = models.ForeignKey(
        Body, verbose_name="変えた機関", on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[PlanManager] = PlanManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "支援プラン"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=STORED), name="plan_state_is_stored"
            ),
            models.CheckConstraint(
                condition=models.Q(period_from__isnull=True)
                | models.Q(period_until__isnull=True)
                | models.Q(period_until__gte=models.F("period_from")),
                name="plan_period",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "reaching_out", "returned", "cancelled"))
                | models.Q(consent_id__isnull=True)
                | (models.Q(agreed_on__isnull=False) & ~models.Q(agreed_how="")),
                name="plan_goes_on_with_agreement",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=DECIDED_AND_AFTER)
                | models.Q(consent_id__isnull=True)  # handed on to a plan with consent
                | (
                    models.Q(decided_on__isnull=False)
                    & ~models.Q(decision_number="")
                    & ~models.Q(decided_by_title="")
                ),
                name="plan_decided_by_the_ward",
            ),
            models.CheckConstraint(
                condition=models.Q(refusal_number="") | models.Q(refused_on__isnull=False),
                name="plan_refused_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="completed")
                | (models.Q(lead_body__isnull=False) & ~models.Q(end_reason="")),
                name="plan_completed_with_lead_body",
            ),
            models.CheckConstraint(
                condition=models.Q(consent_id__isnull=False, consent_until__isnull=False)
                & ~models.Q(state=PlanState.REACHING_OUT)
                | models.Q(consent_id__isnull=True, consent_until__isnull=True, kind="outreach")
                & models.Q(state__in=BEFORE_CONSENT),
                name="plan_without_consent_is_outreach",
            ),
            models.CheckConstraint(
                condition=models.Q(look_again_on__isnull=True) | models.Q(state="suspended"),
                name="plan_looked_at_again_while_suspended",
            ),
            models.UniqueConstraint(fields=["compartment"], name="plan_once_a_compartment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第{self.edition}版"

    @property
    def sequence_words(self) -> str:
        """初回, or which re-planning it is."""
        return "初回" if self.sequence == 1 else f"再プラン（{self.sequence - 1}回目）"

    @property
    def is_before_consent(self) -> bool:
        """An outreach plan that nobody has consented to yet (R5, R7)."""
        return self.consent_id is None

    @property
    def has_ended(self) -> bool:
        """Ended, withdrawn or handed on: nothing of it falls due any more (domain.md 3.4)."""
        return self.state in ENDED

    def state_shown(self, has_consent: bool) -> PlanState:
        """The state in which the plan is at this moment: held as soon as the consent is gone."""
        state = PlanState(self.state)
        if has_consent or state in ENDED or self.is_before_consent:
            return state
        return PlanState.HELD_CONSENT


class PlanContent(ConfidentialModel):
    """The words of a plan. Apart from it, because supervisors read progress and not these (R9)."""

    plan = SameCompartmentKey(Plan, related_name="contents")
    wishes = models.TextField("本人の希望", blank=True)
    issues = models.TextField("課題", blank=True)
    long_term_goal = models.TextField("目指す姿", blank=True)
    direction = models.TextField("支援の方向性", blank=True)
    emergency = models.TextField("緊急時の対応", blank=True)
    agreement_note = models.CharField("同意のようす（付記）", max_length=200, blank=True)
    proxy = models.CharField(
        "代筆した人（本人との関係）", max_length=100, blank=True, db_default=""
    )
    proxy_reason = models.CharField("代筆の理由", max_length=200, blank=True, db_default="")
    note = models.CharField("付記（差戻し・終わりの理由など）", max_length=500, blank=True)
    conditions = models.TextField("会議が付けた条件", blank=True, db_default="")
    follow_up = models.CharField("終結のあとのフォロー", max_length=300, blank=True, db_default="")

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "プランの内容"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan"], name="plan_content_once")
        ]


class PlanBody(ConfidentialModel):
    """A body in the plan and its staff in charge: together, the circle (R5)."""

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS

    plan = SameCompartmentKey(Plan, related_name="bodies")
    body = models.ForeignKey(Body, verbose_name="機関", on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        Appointment, verbose_name="担当者", on_delete=models.PROTECT, related_name="+"
    )
    # What her view rests on before there is consent: the plan itself, or her membership of a
    # 支援会議, with which it ends (R4, R5). Empty: the consent of the plan.
    source_id = models.UUIDField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("外れた日時", null=True, blank=True)
    # The body has put somebody else in charge of its record, and she goes on here: the day on which the
    # coordinator has made sure of it.
    confirmed_on = models.DateField("担当者を確かめた日", null=True, blank=True)

    objects: ClassVar[Any] = PlanBodyManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at", "id"]
        verbose_name = verbose_name_plural = "参加機関"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan", "appointment"],
                condition=models.Q(ended_at__isnull=True),
                name="plan_body_once",
            )
        ]


class Goal(ConfidentialModel):
    """A goal of the plan, and how far it has come: 0 to 5, and where it stood before."""

    class Term(models.TextChoices):
        SHORT = "short", "短期"
        LONG = "long", "長期"

    class State(models.TextChoices):
        OPEN = "open", "取り組み中"
        ENDED = "ended", "取りやめ"

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS

    plan = SameCompartmentKey(Plan, related_name="goals")
    text = models.CharField("目標", max_length=200)
    term = models.CharField(
        "目標の種類", max_length=10, choices=Term, default=Term.SHORT, db_default=Term.SHORT
    )
    measure = models.CharField("評価の目安", max_length=200, blank=True)
    due_on = models.DateField("達成の時期", null=True, blank=True)
    order = models.PositiveSmallIntegerField("順番", default=0)
    level = models.PositiveSmallIntegerField("進み具合", default=0)
    level_before = models.PositiveSmallIntegerField("前回の進み具合", null=True, blank=True)
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN)

    objects: ClassVar[GoalManager] = GoalManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["order", "created_at", "id"]
        verbose_name = verbose_name_plural = "目標"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(level__lte=MOST_STEPS)
                & (models.Q(level_before__isnull=True) | models.Q(level_before__lte=MOST_STEPS)),
                name="goal_level_0_to_5",
            )
        ]

    def __str__(self) -> str:
        return self.text


class PlanTask(ConfidentialModel):
    """A role 役割分担: which body does what, by when, and what the person does.

    Who is in no list (a clinic, an NPO, a neighbour) is named in words. Naming gives no right to read: the
    circle are bodies (R5).
    """

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS

    plan = SameCompartmentKey(Plan, related_name="tasks")
    goal = SameCompartmentKey(
        Goal, verbose_name="目標", null=True, blank=True, related_name="tasks"
    )
    body = models.ForeignKey(
        Body,
        verbose_name="だれが（機関）",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outside_name = models.CharField("一覧にない機関・人", max_length=100, blank=True, db_default="")
    person_in_charge = models.CharField("担当", max_length=100, blank=True)
    content = models.CharField("何をする", max_length=300)
    person_does = models.CharField("本人がすること", max_length=200, blank=True)
    family_does = models.CharField("家族がすること", max_length=200, blank=True, db_default="")
    frequency = models.CharField("頻度", max_length=100, blank=True)
    due_on = models.DateField("いつまで", null=True, blank=True)
    basis = models.CharField("根拠の制度", max_length=10, blank=True, db_default="")  # CL-46
    basis_service = models.CharField("使う制度・サービス", max_length=100, blank=True)
    order = models.PositiveSmallIntegerField("順番", default=0)
    state = models.CharField(
        "状態", max_length=20, choices=TaskState, default=TaskState.NOT_STARTED
    )

    objects: ClassVar[PlanTaskManager] = PlanTaskManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["order", "created_at", "id"]
        verbose_name = verbose_name_plural = "役割"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(body__isnull=False, outside_name="")
                | models.Q(body__isnull=True) & ~models.Q(outside_name=""),
                name="plantask_done_by_one",
            )
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def doer(self) -> str:
        """Who does it: the body, or who is in no list."""
        return str(self.body or self.outside_name)


from .batch_models import PlanBatch  # noqa: E402 - known to the app
from .kept_models import FixedPlan, FixedPlanText, PlanReason  # noqa: E402
from .monitoring_models import Evaluation, EvaluationContent, GoalReview  # noqa: E402
from .print_models import PlanPrint  # noqa: E402
from .progress_models import ProgressEntry  # noqa: E402
from .review_models import PlanReview  # noqa: E402

__all__ = [
    "MOST_STEPS",
    "WITH_PROGRESS",
    "CandidateResource",
    "Evaluation",
    "EvaluationContent",
    "FixedPlan",
    "FixedPlanText",
    "Goal",
    "GoalReview",
    "MultiContent",
    "OutreachContent",
    "ParticipationContent",
    "Plan",
    "PlanBatch",
    "PlanBody",
    "PlanContent",
    "PlanPrint",
    "PlanReason",
    "PlanReview",
    "PlanTask",
    "ProgressEntry",
]
