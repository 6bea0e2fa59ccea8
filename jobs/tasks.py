"""Celery tasks. Arguments are ids; what they are about stands in the job table (S-36)."""

import logging
import uuid

from celery import shared_task
from django.db import connections

from access.chain import write_anchor
from documents.pdf import PdfError
from organizations.models import Staff

from . import services

logger = logging.getLogger("jobs")

WAITING = """
    select id from jobs_job
    where attempts < 4 and run_after > now() - interval '1 day' and (
        (state = 'queued' and run_after <= now())
        or (state = 'running' and started_at < now() - interval '130 seconds'))
    order by run_after limit 50
"""


@shared_task(name="jobs.tasks.relay", ignore_result=True)
def relay() -> None:
    """Ring for every job that waits. Ringing twice does no harm: a job is claimed once."""
    with connections["jobs"].cursor() as cursor:
        cursor.execute(WAITING)
        waiting = [row[0] for row in cursor.fetchall()]
    for job_id in waiting:
        run_job.apply_async(args=[str(job_id)], argsrepr="(id)", kwargsrepr="{}")


@shared_task(name="jobs.tasks.run_job", ignore_result=True)
def run_job(job_id: str) -> None:
    """Carry out one job with the rights of who asked for it."""
    with connections["jobs"].cursor() as cursor:
        cursor.execute("select user_id from jobs_job where id = %s", [uuid.UUID(job_id)])
        row = cursor.fetchone()
    user = Staff.objects.employed().filter(pk=row[0]).first() if row else None
    if user is None:
        return
    job = services.claim(job_id=uuid.UUID(job_id), user=user)
    if job is None:
        return
    try:
        state = services.run(job=job, user=user)
    except PdfError as error:
        logger.error("job %s: %s", job_id, error.reason)
        services.put_back(job=job, user=user, code="paper")
    else:
        logger.info("job %s: %s", job_id, state)


@shared_task(name="jobs.tasks.anchor_access_log", ignore_result=True)
def anchor_access_log() -> None:
    """Keep the head of the log of reading outside the database (S-72)."""
    write_anchor()
