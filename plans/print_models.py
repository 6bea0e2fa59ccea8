"""Copies of the papers of a plan: one row is one copy, with its number, its code and its receiver."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from documents.paper_codes import LENGTH as CODE_LENGTH
from organizations.models import Body

from .models import Plan


class PlanPrint(ConfidentialModel):
    """A copy on paper: which paper, for whom, which edition, with which number and code (S-30)."""

    class Paper(models.TextChoices):
        PLAN = "plan", "支援プラン兼利用申込書"
        PROGRESS = "progress", "進み具合の一覧"
        EASY = "easy", "やさしい日本語の支援プラン"
        EVALUATION = "evaluation", "モニタリング・評価シート"
        MINUTES = "minutes", "会議録"

    class For(models.TextChoices):
        SELF = "self", "自分の控え"
        PERSON = "person", "本人"
        BODIES = "bodies", "参加機関"

    plan = SameCompartmentKey(Plan, related_name="prints")
    edition = models.PositiveIntegerField("版")
    copy_number = models.PositiveSmallIntegerField("写しの番号")
    made_for = models.CharField("だれに渡すか", max_length=10, choices=For)
    recipients = models.CharField("渡す相手", max_length=500)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    # The one body that a copy for the bodies is for. Copies of before named all of them in words.
    receiver = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Filled: a copy of the plan as it was fixed, and not of an edition.
    fixed = SameCompartmentKey("plans.FixedPlan", null=True, blank=True, related_name="prints")
    # Filled: the sheet of which this is a copy.
    evaluation = SameCompartmentKey(
        "plans.Evaluation", null=True, blank=True, related_name="prints"
    )
    # Filled: the conference of whose minutes this is a copy, among the papers of a later one.
    minutes_of = SameCompartmentKey(
        "meetings.PlanConference", null=True, blank=True, related_name="prints"
    )
    paper = models.CharField(
        "書類", max_length=10, choices=Paper, default=Paper.PLAN, db_default=Paper.PLAN
    )
    # Copies of before had no code: nothing on them can be typed in.
    code = models.CharField("照合コード", max_length=CODE_LENGTH, blank=True, db_default="")
    # The edition since which changes are marked; with readings over the words (easy language).
    since_edition = models.PositiveIntegerField("この版からの変更に印", null=True, blank=True)
    with_kana = models.BooleanField("ふりがなを付ける", default=False, db_default=False)

    verified_by: ClassVar[str] = "code"

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "プランの写し"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "copy_number"], name="plan_print_number_once"),
            models.CheckConstraint(
                condition=models.Q(receiver__isnull=True) | models.Q(made_for="bodies"),
                name="plan_print_receiver_is_a_body",
            ),
            models.CheckConstraint(
                condition=models.Q(paper="evaluation", evaluation__isnull=False)
                | (~models.Q(paper="evaluation") & models.Q(evaluation__isnull=True)),
                name="plan_print_of_one_sheet",
            ),
            models.CheckConstraint(
                condition=models.Q(paper="minutes", minutes_of__isnull=False)
                | (~models.Q(paper="minutes") & models.Q(minutes_of__isnull=True)),
                name="plan_print_of_one_conference",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["code"], condition=~models.Q(code=""), name="plan_print_code")
        ]

    @property
    def heading(self) -> str:
        """What the paper is called, at its head and wherever it is listed: a plan as it was fixed by
        the moment of which it is, for it is not the form with its application."""
        if self.fixed is not None:
            return f"支援プラン（{self.fixed.get_moment_display()}のときの版）"
        return str(self.Paper(self.paper).label)
