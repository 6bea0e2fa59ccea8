"""Events in the life of a job: every write. Whoever calls acts for the owner of the job, except
where the name says that nobody can."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from access.output import Asked, closed_compartment
from access.reach import Reach

from .models import (
    ENDED_BADLY,
    JOB_KEPT_FOR,
    MOST_ATTEMPTS,
    RESULT_KEPT_FOR,
    UNFINISHED,
    Job,
    JobPart,
    JobResult,
    JobState,
)
from .registry import JobKind, Result, kind_of

CHANNEL = "bunkyo_jobs"
TRY_AGAIN_AFTER = timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
WAITS_AT_MOST = timedelta(hours=24)

NOT_PERMITTED, LEFT, UNKNOWN_KIND, ERROR, GAVE_UP = (
    *("not-permitted", "left", "unknown-kind", "error", "gave-up"),
)
OTHER_CASE, NO_NUMBER = (
    "other-case",
    "no-number",
)  # the finished paper is not the one asked for (F-22)
AWAY = "away"  # another server, for a whole day (F-25)
RESTORED = "restored"  # asked for before a restore (deploy/after-restore.sql)
NOTHING_READ = Reach()  # of no case
HELD = "held"  # names a protected household: waits for a second person (S-91)


class TakenOver(Exception):
    """Another worker runs this job now, or it has ended: what was made is thrown away."""


@transaction.atomic
def request_job(
    *, by: Any, kind: str, object_id: uuid.UUID, option: str = "", key: uuid.UUID | None = None
) -> Job:
    """Write a job in the transaction of the business. Redis is not touched.

    The relay hears of it at the commit, by NOTIFY without content; if it does not listen, it
    finds the row a few seconds later. The same `key` of the same person is the same job.
    """
    kind_of(kind)
    try:
        with transaction.atomic():
            # Due by the clock of the database, which the relay and the worker ask as well (F-16).
            job = Job(
                user=by, kind=kind, object_id=object_id, option=option, key=key, run_after=Now()
            )
            job.save(force_insert=True)
    except IntegrityError:
        if key is None:
            raise
        known: Job = Job.objects.visible_to(by).get(key=key)
        return known
    # nosemgrep: sql-outside-access - a bell, and no table
    with connection.cursor() as cursor:
        cursor.execute(f"notify {CHANNEL}")
    return job


def asked(kind: JobKind, job: Job, row: Any, *, is_made: bool = False) -> Asked:
    """A job as the output gate knows it; `row` is what it is about."""
    within = closed_compartment(row)
    return Asked(kind.name, kind.label, job.object_id, job.option, job.pk, within, is_made)


def claim(*, user: Any, job_id: uuid.UUID) -> Job | None:
    """Begin an attempt; None when nothing is left to do. The caller holds the job's lock, so a
    RUNNING job is one whose worker died."""
    job: Job | None = _unfinished(user).filter(pk=job_id, run_after__lte=Now()).first()
    if job is None:
        return None
    if job.attempts >= MOST_ATTEMPTS:
        end_badly(job=job, state=JobState.FAILED, code=GAVE_UP)
        return None
    job.move(
        JobState.RUNNING, attempts=job.attempts + 1, started_at=timezone.now(), done=0, total=0
    )
    return job


def held_by_us(*, user: Any, job: Job) -> Job:
    """The row, locked, if this attempt still runs it; else TakenOver."""
    row: Job | None = (
        _unfinished(user).filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).first()
    )
    if row is None:
        raise TakenOver
    return row


def _unfinished(user: Any) -> Any:
    return Job.objects.visible_to(user).select_for_update().filter(state__in=UNFINISHED)


def note_progress(*, user: Any, job: Job, done: int, total: int) -> None:
    row = held_by_us(user=user, job=job)
    row.done, row.total = done, total
    row.save(update_fields=["done", "total"])


def part_of(*, user: Any, job: Job, digest: str) -> bytes | None:
    """A part that an attempt before has made of the same."""
    rows = JobPart.objects.visible_to(user).filter(job=job, digest=digest)
    content = rows.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def keep_part(*, user: Any, job: Job, digest: str, content: bytes) -> None:
    """Keep a finished part, while this attempt runs the job."""
    held = held_by_us(user=user, job=job)
    if part_of(user=user, job=held, digest=digest) is None:
        JobPart(user=user, job=held, digest=digest, content=content).save(force_insert=True)


def keep_result(*, job: Job, result: Result, reach: Reach = NOTHING_READ) -> JobResult:
    """The job is done and its one result waits to be fetched. `reach`: what was open to its owner when it was read."""
    kept = JobResult(
        user_id=job.user_id,
        job=job,
        content=result.content,
        content_type=result.content_type,
        file_name=result.file_name,
        sha256=hashlib.sha256(result.content).hexdigest(),
        reach=reach.as_kept(),
    )
    kept.save(force_insert=True)
    JobPart.objects.visible_to(job.user).filter(job=job).delete()
    job.move(JobState.DONE, finished_at=Now(), expires_at=Now() + RESULT_KEPT_FOR)
    return kept


def end_badly(*, job: Job, state: str, code: str) -> None:
    """The job ends without a result: FAILED or REFUSED, and the code that says why."""
    if state not in ENDED_BADLY:
        raise ValueError(state)
    JobPart.objects.visible_to(job.user).filter(job=job).delete()
    job.move(state, error_code=code, finished_at=timezone.now())


def try_again_later(*, job: Job) -> None:
    """The attempt met an error: once more after a pause, or the end after the last attempt."""
    if job.attempts >= MOST_ATTEMPTS:
        end_badly(job=job, state=JobState.FAILED, code=ERROR)
    else:
        pause = TRY_AGAIN_AFTER * job.attempts
        job.move(JobState.QUEUED, run_after=Now() + pause, rung_at=None)


def wait_for_another_server(*, job: Job) -> None:
    """It is away. Each pause is as long as the job has waited so far, an hour at most; after a day the job has failed,
    and says so. No attempt is used up: these are for what goes wrong here."""
    waited = timezone.now() - job.created_at
    was_tried = (
        job.run_after > job.created_at + FIRST_PAUSE / 2
    )  # else it lay here for another reason
    if was_tried and waited >= WAITS_AT_MOST:
        end_badly(job=job, state=JobState.FAILED, code=AWAY)
        return
    pause = min(max(waited, FIRST_PAUSE), LONGEST_PAUSE)
    job.move(
        JobState.QUEUED, attempts=max(job.attempts - 1, 0), run_after=Now() + pause, rung_at=None
    )


def refuse_for_who_left(*, job_id: uuid.UUID) -> None:
    """Nobody can act for the owner any more (R16): the role for scheduled work ends the job."""
    Job.objects.using("jobs").filter(pk=job_id, state__in=UNFINISHED).update(
        state=JobState.REFUSED, error_code=LEFT, finished_at=Now()
    )


def throw_away_expired() -> tuple[int, int]:
    """Results past their hour and jobs past their month go; both numbers. By the jobs role."""
    JobPart.objects.using("jobs").exclude(job__state__in=UNFINISHED).delete()
    results = JobResult.objects.using("jobs").filter(job__expires_at__lt=Now())
    jobs = Job.objects.using("jobs").filter(created_at__lt=Now() - JOB_KEPT_FOR)
    return results.delete()[0], jobs.delete()[0]
