"""What the bodies of a plan tell of its goals and roles (R5, R9)."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Body

from .models import MOST_STEPS, WITH_PROGRESS, Goal, Plan, PlanTask
from .states import TaskState


class ProgressEntry(ConfidentialModel):
    """How far a goal or a task has come, said by a body of the circle. Never changed once written."""

    readable_with: ClassVar[tuple[str, ...]] = WITH_PROGRESS

    plan = SameCompartmentKey(Plan, related_name="progress")
    goal = SameCompartmentKey(Goal, null=True, blank=True, related_name="entries")
    task = SameCompartmentKey(PlanTask, null=True, blank=True, related_name="entries")
    on = models.DateField("日", default=timezone.localdate)
    level = models.PositiveSmallIntegerField("進み具合", null=True, blank=True)
    level_before = models.PositiveSmallIntegerField("前回の進み具合", null=True, blank=True)
    task_state = models.CharField("役割の状態", max_length=20, choices=TaskState, blank=True)
    text = models.TextField("様子", blank=True)
    obstacles = models.TextField("妨げになっていること", blank=True, db_default="")
    degree = models.CharField("達成度", max_length=2, blank=True, db_default="")  # CL-12
    body = models.ForeignKey(Body, verbose_name="機関", on_delete=models.PROTECT, related_name="+")

    class Meta(ConfidentialModel.Meta):
        ordering = ["-on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "進み具合の記録"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    goal__isnull=False, task__isnull=True, level__isnull=False, task_state=""
                )
                | (
                    models.Q(goal__isnull=True, task__isnull=False, level__isnull=True)
                    & ~models.Q(task_state="")
                ),
                name="progress_of_a_goal_or_a_task",
            ),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__lte=MOST_STEPS),
                name="progress_level_0_to_5",
            ),
        ]
