"""Events in the life of a job."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.context import acting_as
from access.reading import ReadingLog

from .models import JOB_MOVES, MOST_ATTEMPTS, RESULT_KEPT_FOR, Job, JobResult, JobState
from .registry import JobKind, NotPermitted, Result, kind_of

STALE_AFTER = datetime.timedelta(seconds=130)  # longer than a task may take
RETRY_AFTER = datetime.timedelta(seconds=5)


@transaction.atomic
def request_job(*, by: Any, kind: str, object_id: uuid.UUID, option: str = "") -> Job:
    """Write a job in the transaction of the business. The relay finds it there."""
    kind_of(kind)
    return Job.objects.create(user=by, kind=kind, object_id=object_id, option=option)


def claim(*, job_id: uuid.UUID, user: Any) -> Job | None:
    """Take a job that waits, or one whose worker died; None when there is nothing to do."""
    with acting_as(user):
        job = (
            Job.objects.visible_to(user)
            .select_for_update(skip_locked=True)
            .filter(pk=job_id, state__in=[JobState.QUEUED, JobState.RUNNING])
            .first()
        )
        if job is None or not _is_due(job):
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _finish(job, JobState.FAILED, "attempts")
            return None
        job.state, job.attempts, job.started_at = (
            JobState.RUNNING,
            job.attempts + 1,
            timezone.now(),
        )
        job.save(update_fields=["state", "attempts", "started_at"])
        return job


def _is_due(job: Job) -> bool:
    now = timezone.now()
    if job.state == JobState.RUNNING:
        return job.started_at is None or job.started_at < now - STALE_AFTER
    return bool(job.run_after <= now)


def run(*, job: Job, user: Any) -> str:
    """Carry out a claimed job as who asked. Returns its state afterwards."""
    kind = kind_of(job.kind)
    try:
        gathered = _gather(kind, job, user)
    except NotPermitted:
        return _end(job, user, JobState.REFUSED, "not-permitted")
    result = kind.make(gathered)
    return _store(kind, job, user, result)


def _gather(kind: JobKind, job: Job, user: Any) -> Any:
    """Read as who asked; the entry in the log of reading is the last statement (R19)."""
    with acting_as(user):
        log = ReadingLog(user, route=f"job:{kind.name}")
        gathered = kind.gather(user, job.object_id, job.option, log)
        log.write()
        return gathered


def _store(kind: JobKind, job: Job, user: Any, result: Result) -> str:
    with acting_as(user):
        if not kind.may(user, job.object_id):
            _finish(job, JobState.REFUSED, "not-permitted")
            return job.state
        JobResult.objects.visible_to(user).filter(job=job).delete()
        JobResult.objects.create(
            user=user,
            job=job,
            content=result.content,
            content_type=result.content_type,
            file_name=result.file_name,
            expires_at=timezone.now() + RESULT_KEPT_FOR,
        )
        _finish(job, JobState.DONE, "")
        return job.state


def _end(job: Job, user: Any, state: str, code: str) -> str:
    with acting_as(user):
        _finish(job, state, code)
    return state


def _finish(job: Job, state: str, code: str) -> None:
    if state not in JOB_MOVES[job.state]:
        raise ValueError(f"a job does not go from {job.state} to {state}")
    job.state, job.error_code, job.finished_at = state, code, timezone.now()
    job.save(update_fields=["state", "error_code", "finished_at"])


def put_back(*, job: Job, user: Any, code: str) -> None:
    """An attempt failed: once more a little later, or the end after the last attempt."""
    with acting_as(user):
        if job.attempts >= MOST_ATTEMPTS:
            _finish(job, JobState.FAILED, code)
        else:
            job.state, job.run_after = JobState.QUEUED, timezone.now() + RETRY_AFTER
            job.save(update_fields=["state", "run_after"])


def throw_old_results_away(*, user: Any) -> int:
    """Results past their hour; called when the person opens her jobs."""
    deleted, _ = JobResult.objects.visible_to(user).filter(expires_at__lt=timezone.now()).delete()
    return int(deleted)
