"""The job table and the results that wait to be fetched. Both belong to who asked."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import PersonalModel


class JobState(models.TextChoices):
    QUEUED = "queued", "待っています"
    RUNNING = "running", "作っています"
    DONE = "done", "できました"
    FAILED = "failed", "できませんでした"
    REFUSED = "refused", "見られる範囲ではなくなりました"


JOB_MOVES: dict[str, tuple[str, ...]] = {
    JobState.QUEUED: ("running", "refused", "failed"),
    JobState.RUNNING: ("running", "done", "failed", "refused", "queued"),
    JobState.DONE: (),
    JobState.FAILED: (),
    JobState.REFUSED: (),
}
MOST_ATTEMPTS = 3
RESULT_KEPT_FOR = datetime.timedelta(hours=1)


class Job(PersonalModel):
    """Something to be made for a person: its kind, what it is about, and how far it is."""

    kind = models.CharField("種類", max_length=40)
    object_id = models.UUIDField()
    option = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=JobState, default=JobState.QUEUED, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=40, blank=True)

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "user_id",
        "state",
        "attempts",
        "run_after",
        "started_at",
    )

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "作業"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=JobState.values), name="job_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(attempts__lte=MOST_ATTEMPTS), name="job_attempts_end"
            ),
        ]

    @property
    def is_over(self) -> bool:
        return not JOB_MOVES[self.state]


class JobResult(PersonalModel):
    """What a job made; gone after an hour."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="result")
    content = models.BinaryField()
    content_type = models.CharField(max_length=100)
    file_name = models.CharField(max_length=100)
    expires_at = models.DateTimeField()

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "作業の結果"
