"""What is kept of a plan beside its rows: why it was changed, and how it stood at a meeting."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey

from .models import WITH_PROGRESS, Plan


class PlanReason(ConfidentialModel):
    """Why a plan was changed, in the words of who changed it; `of_version` is the plan's version that
    the change made. Not for supervisors: words, and not progress (R9)."""

    is_written_once: ClassVar[bool] = True

    plan = SameCompartmentKey(Plan, related_name="reasons")
    of_version = models.PositiveIntegerField("どの変更か")
    text = models.CharField("理由", max_length=500)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "変更の理由"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan", "of_version"], name="plan_reason_once_a_change"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="plan_reason_has_words"),
        ]


class FixedPlan(ConfidentialModel):
    """決まった版: that a plan stood so at a conference, or when the ward decided. Supervisors see that
    there is one, and not what stands in it (R9): that is the row beside (FixedPlanText)."""

    which = ""  # of several on one day, which one; see stood.tell_apart

    class Moment(models.TextChoices):
        MEETING = "meeting", "会議"
        DECISION = "decision", "支援決定"

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS
    fixed_once: ClassVar[str] = "created_at"

    plan = SameCompartmentKey(Plan, related_name="fixed")
    edition = models.PositiveIntegerField("版")
    moment = models.CharField("いつの版か", max_length=10, choices=Moment)
    # The day of the conference, or of the decision.
    on = models.DateField("日")
    conference_id = models.UUIDField("会議", null=True)
    # Until when the plan had stood that is kept here; empty: until it was kept.
    stood_at = models.DateTimeField("いつの内容か", null=True)
    # The result of the conference was put right after it was recorded: how many times. The version with
    # the first result stays beside this one.
    correction = models.PositiveSmallIntegerField("結果を直した回数", default=0, db_default=0)
    # Put together from history afterwards, for a meeting or a decision of before there were these.
    is_rebuilt = models.BooleanField("変更の記録から作った版", default=False, db_default=False)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "決まった版"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(moment="meeting", conference_id__isnull=False)
                | models.Q(moment="decision", conference_id__isnull=True),
                name="fixed_plan_of_a_meeting_or_a_decision",
            ),
            models.UniqueConstraint(
                fields=["plan", "conference_id", "correction"],
                condition=models.Q(conference_id__isnull=False),
                name="fixed_plan_once_a_result",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(moment="decision"),
                name="fixed_plan_once_decided",
            ),
        ]


class FixedPlanText(ConfidentialModel):
    """Every word of the paper as it stood, labels too: a later column or a later wording of a label
    changes nothing in it. The database refuses every change (access/fixing.py)."""

    fixed_once: ClassVar[str] = "created_at"
    not_in_history: ClassVar[tuple[str, ...]] = ("blocks",)

    fixed = SameCompartmentKey(FixedPlan, related_name="texts")
    blocks = models.JSONField("内容", default=list)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "決まった版の内容"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["fixed"], name="fixed_plan_text_once")
        ]
