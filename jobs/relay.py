"""Who rings: one small process that listens to the database and tells Celery which jobs wait.

It knows ids, states and dates only (role bunkyo_jobs). Ringing twice does no harm, so it keeps
nothing: killed at any point, it finds in the table what is to be rung (F-05 to F-10).
"""

import datetime
import logging
import time
import uuid
from typing import NoReturn

from django.db import Error as DatabaseErrorOfAnyKind
from django.db import connections
from django.db.models import F, Q
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from bunkyo_support import celery_app
from bunkyo_support.heartbeat import beat

from .models import UNFINISHED, Job
from .services import CHANNEL
from .tasks import run_job

logger = logging.getLogger("jobs")

LOOK_EVERY = 3.0  # seconds; a doorbell that got lost is rung at the latest after both
RING_AGAIN_AFTER = datetime.timedelta(seconds=15)
MOST_IN_REDIS = 100  # rings that wait there; more would only pile up while no worker listens
PAUSE_AFTER_ERROR = 2.0
TROUBLES = (OperationalError, RedisError, DatabaseErrorOfAnyKind, OSError)


def waiting(most: int) -> list[uuid.UUID]:
    """Jobs to ring for: due, and not rung for a while. One that runs is rung for as well: its
    worker may have died, and if not, the ring is dropped by the job's lock."""
    jobs = (
        Job.objects.using("jobs")
        .filter(state__in=UNFINISHED, run_after__lte=Now())
        .filter(Q(rung_at__isnull=True) | Q(rung_at__lt=Now() - RING_AGAIN_AFTER))
        .order_by(F("rung_at").asc(nulls_first=True), "run_after", "pk")
    )
    return list(jobs.values_list("pk", flat=True)[:most])


def ring() -> int:
    """Ring once for what waits. Raises one of TROUBLES when Redis does not answer."""
    rung = 0
    if waiting(1):
        with celery_app.connection_for_write() as redis:
            for job_id in waiting(MOST_IN_REDIS - _in_redis(redis)):
                run_job.apply_async(args=[str(job_id)], connection=redis, retry=False)
                Job.objects.using("jobs").filter(pk=job_id, state__in=UNFINISHED).update(
                    rung_at=Now()
                )
                rung += 1
    return rung


def _in_redis(redis: object) -> int:
    """How many rings wait for a worker; at most as many as are kept there."""
    queue = celery_app.conf.task_default_queue
    size = redis.default_channel.queue_declare(queue=queue, durable=True)  # type: ignore[attr-defined]
    return min(int(size.message_count), MOST_IN_REDIS)


def listen_and_ring() -> NoReturn:
    """For ever. Redis and the database may come and go."""
    troubles: set[str] = set()
    while True:
        try:
            _listen()
            while True:
                ring()
                beat()
                _tell(troubles, None)
                _wait()
        except TROUBLES as error:
            _tell(troubles, type(error).__name__)
            _hang_up()
            time.sleep(PAUSE_AFTER_ERROR)


def _listen() -> None:
    # nosemgrep: sql-outside-access - a bell, and no table
    with connections["jobs"].cursor() as cursor:
        cursor.execute(f"listen {CHANNEL}")


def _wait() -> None:
    """Until somebody asks for a job, or for a while; several at once are one ring."""
    wrapped = connections["jobs"]
    with wrapped.wrap_database_errors:
        for _ in wrapped.connection.notifies(timeout=LOOK_EVERY, stop_after=1):
            pass


def _hang_up() -> None:
    connections["jobs"].close()


def _tell(troubles: set[str], kind: str | None) -> None:
    """Log the kind of a trouble when it begins, and its end; never its text (S-38)."""
    if kind is None:
        if troubles:
            logger.warning("the relay rings again")
        troubles.clear()
    elif kind not in troubles:
        # nosemgrep: log-of-a-thing - the kind of an error
        logger.error("the relay cannot ring: %s", kind)
        troubles.add(kind)
