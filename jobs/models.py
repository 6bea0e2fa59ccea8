"""The job table, its states, and the results that wait to be fetched. Rows of who asked."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from access.models import PersonalModel


class JobState(models.TextChoices):
    QUEUED = "queued", "待機中"
    RUNNING = "running", "実行中"
    DONE = "done", "完了"
    FAILED = "failed", "失敗"
    REFUSED = "refused", "権限なし"


# From a state to the states that may follow. RUNNING again: its worker died and another took over.
JOB_MOVES: dict[str, frozenset[str]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.FAILED, JobState.REFUSED}),
    JobState.RUNNING: frozenset(JobState.values),
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.REFUSED: frozenset(),
}
UNFINISHED = [state for state, following in JOB_MOVES.items() if following]
ENDED_BADLY = [JobState.FAILED, JobState.REFUSED]

MOST_ATTEMPTS = 3
RESULT_KEPT_FOR = datetime.timedelta(hours=1)  # S-42
JOB_KEPT_FOR = datetime.timedelta(days=30)


class NotThatWay(Exception):
    """A job does not go from its state to the one asked for."""


class Job(PersonalModel):
    """Something to be made for a person: its kind, what it is about, how far it is.

    `created_at` is when it was asked for. `kind`, `object_id` and `option` are read by who asked
    only: the role for scheduled work rings by id.
    """

    kind = models.CharField("種類", max_length=40)
    object_id = models.UUIDField("対象")
    option = models.CharField("選択", max_length=40, blank=True)  # a word of the kind's own
    key = models.UUIDField("依頼の鍵", null=True)  # the same key asks for the same job
    state = models.CharField("状態", max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField("回数", default=0)
    run_after = models.DateTimeField("この時刻から", default=timezone.now)
    rung_at = models.DateTimeField("呼び出した日時", null=True)
    started_at = models.DateTimeField("開始日時", null=True)
    finished_at = models.DateTimeField("終了日時", null=True)
    expires_at = models.DateTimeField("受け取りの期限", null=True)
    done = models.PositiveIntegerField("済んだ数", default=0)
    total = models.PositiveIntegerField("全体の数", default=0)
    error_code = models.CharField("できなかった理由", max_length=40, blank=True)

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        *("id", "user_id", "state", "attempts", "created_at", "run_after", "rung_at"),
        *("started_at", "finished_at", "expires_at"),
    )
    # Ringing, how far a long transaction is, and the end of a job whose owner has left: nobody
    # can act for her any more.
    jobs_role_updates: ClassVar[tuple[str, ...]] = (
        *("state", "rung_at", "started_at", "finished_at", "error_code", "done", "total"),
    )
    jobs_role_updates_where: ClassVar[str] = (
        "state::text = any (array['queued', 'running']::text[])"
    )
    jobs_role_deletes_where: ClassVar[str] = (
        f"created_at < now() - interval '{JOB_KEPT_FOR.days} days'"
    )

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "作業"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="job_list"),
            models.Index(
                fields=["run_after"],
                condition=Q(state__in=["queued", "running"]),
                name="job_unfinished",
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "key"], name="job_once_a_key"),
            # Target of the result's key, which carries the owner (S-09).
            models.UniqueConstraint(fields=["id", "user"], name="job_with_owner"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(attempts__lte=MOST_ATTEMPTS), name="job_attempts_end"
            ),
            models.CheckConstraint(
                condition=Q(state="queued")
                | Q(state__in=ENDED_BADLY)
                | Q(started_at__isnull=False, attempts__gte=1),
                name="job_ran_when_started",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | ~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False),
                name="job_finished_at_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state="done", expires_at__isnull=False)
                | ~Q(state="done") & Q(expires_at__isnull=True),
                name="job_expires_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_BADLY) & ~Q(error_code="")
                | ~Q(state__in=ENDED_BADLY) & Q(error_code=""),
                name="job_says_why_not",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_progress_fits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"

    @property
    def requested_at(self) -> datetime.datetime:
        return self.created_at

    @property
    def is_over(self) -> bool:
        return self.state not in UNFINISHED

    def move(self, to: str, **changes: Any) -> None:
        """Go to a state and save it; NotThatWay when the table of moves does not know the way."""
        if to not in JOB_MOVES[self.state]:
            raise NotThatWay(f"{self.state} to {to}")
        for name, value in {"state": to, **changes}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])


class JobResult(PersonalModel):
    """What a job made, until it expires. Read by nobody but who asked."""

    # In the database the key is (job, user) and goes with its job: see the first migration.
    job = models.OneToOneField(
        Job, on_delete=models.DO_NOTHING, db_constraint=False, related_name="result"
    )
    content = models.BinaryField("内容")
    content_type = models.CharField("形式", max_length=100)
    file_name = models.CharField("ファイル名", max_length=60)
    sha256 = models.CharField("照合値", max_length=64)
    # How far the view of who asked reached when it was read (access.reach); ids only.
    reach = models.JSONField(
        "読んだときに見られた範囲", default=dict, db_default={}, editable=False
    )

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "job_id")
    jobs_role_deletes_where: ClassVar[str] = (
        "exists (select 1 from public.jobs_job j where j.id = job_id and j.expires_at < now())"
    )

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "作業の結果"

    def __str__(self) -> str:
        return self.file_name


class JobPart(PersonalModel):
    """A finished part of a job that is not over (parts.py). Read by nobody but who asked."""

    # In the database the key is (job, user) and goes with its job, as for results.
    job = models.ForeignKey(
        Job, on_delete=models.DO_NOTHING, db_constraint=False, related_name="parts"
    )
    digest = models.CharField("何から作ったか", max_length=64)
    content = models.BinaryField("内容")

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "job_id")
    jobs_role_deletes_where: ClassVar[str] = (
        "exists (select 1 from public.jobs_job j where j.id = job_id"
        " and j.state::text <> all (array['queued', 'running']::text[]))"
    )

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "作業の途中の結果"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["job", "digest"], name="job_part_once")
        ]
