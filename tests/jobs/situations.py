"""Jobs in the situations that matter, in the words of the services."""

import base64
import datetime
import json
from typing import Any

import redis
from django.utils import timezone

from access.context import acting_as
from jobs import services
from jobs.models import Job, JobResult
from jobs.registry import Result
from tests.access.situations import a_case_at
from tests.databases import Database
from tests.world import acting, staff

WHO = "soudan1"


def a_job(kind: str = "test-paper", who: str = WHO, **options: Any) -> Job:
    """Asked for by somebody about a case of hers, and waiting."""
    case = a_case_at(who).case
    with acting(who) as user:
        return services.request_job(by=user, kind=kind, object_id=case.pk, **options)


def a_running_job(kind: str = "test-paper", who: str = WHO) -> Job:
    """Claimed by a worker that died since."""
    job = a_job(kind, who)
    with acting(who) as user:
        claimed = services.claim(user=user, job_id=job.pk)
    assert claimed
    return claimed


def a_done_job(content: bytes = b"made", who: str = WHO) -> Job:
    job = a_running_job(who=who)
    finish(job, content, who)
    return job


def finish(job: Job, content: bytes = b"made", who: str = WHO) -> None:
    """The worker has made it."""
    with acting(who) as user:
        row = services.held_by_us(user=user, job=job)
        services.keep_result(job=row, result=Result(content, "application/pdf", "paper.pdf"))


def as_it_is(job: Job) -> Job:
    """The row as its owner sees it now."""
    with acting_as(staff(WHO)):
        return Job.objects.visible_to(staff(WHO)).get(pk=job.pk)


def results_of(job: Job) -> list[JobResult]:
    with acting_as(staff(WHO)):
        return list(JobResult.objects.visible_to(staff(WHO)).filter(job=job))


def change(job: Job, **values: Any) -> None:
    """Let time pass for a job: dates set back."""
    with acting_as(staff(WHO)):
        Job.objects.visible_to(staff(WHO)).filter(pk=job.pk).update(**values)


def ago(**period: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**period)


def end_the_office(database: Database, who: str = WHO) -> None:
    """Her office at the body ends, and every basis that rests on it (R16)."""
    with database.superuser() as connection:
        connection.execute(
            "update organizations_appointment set valid_until = now() where staff_id ="
            " (select id from organizations_staff where username = %s)",
            [who],
        )


def end_the_employment(database: Database, who: str = WHO) -> None:
    with database.superuser() as connection:
        connection.execute(
            "update organizations_staff set is_active = false where username = %s", [who]
        )


def reading_log(database: Database) -> list[tuple[Any, ...]]:
    """Action, outcome and route of all entries so far, but for those of grants and masters (S-69)."""
    with database.superuser() as connection:
        return connection.execute(
            "select action, outcome, route, case_number from access_accesslog"
            " where action not in ('grant', 'master') order by seq"
        ).fetchall()


def messages(store: "redis.Redis") -> list[tuple[Any, dict[str, Any]]]:
    """Bodies and headers of what waits."""
    raw: Any = store.lrange("celery", 0, -1)
    found = [json.loads(message) for message in raw]
    return [(json.loads(base64.b64decode(m["body"])), m["headers"]) for m in found]
