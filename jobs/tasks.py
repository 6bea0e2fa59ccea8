"""Celery tasks. Their only argument is an id (S-36); what it is about stands in the job table."""

import logging
import uuid

from celery import shared_task

from access import unusual
from access.chain import AnchorBroken, looked_at, mark_broken, write_anchor
from bunkyo_support import operations
from bunkyo_support.room import with_room
from organizations import services as organizations

from . import services, work

logger = logging.getLogger("jobs")


@shared_task(name="jobs.tasks.run_job")
def run_job(job_id: str) -> None:
    """Somebody rang for a job."""
    with_room(work.run)(uuid.UUID(job_id))


@shared_task(name="jobs.tasks.throw_away_expired")
def throw_away_expired() -> None:
    """Results past their hour and jobs past their month go."""
    results, jobs = services.throw_away_expired()
    # nosemgrep: log-of-a-thing - how many of each
    logger.info("thrown away: %s results, %s jobs", results, jobs)


@shared_task(name="jobs.tasks.throw_away_sessions")
def throw_away_sessions() -> None:
    """Sessions that are over go, whether their browser comes back or not (S-47)."""
    sessions, terminals = organizations.throw_away_sessions()
    # nosemgrep: log-of-a-thing - how many of each
    logger.info("thrown away: %s sessions, %s terminals", sessions, terminals)


@shared_task(name="jobs.tasks.anchor_access_log")
def anchor_access_log() -> None:
    """Keep the head of the log of reading outside the database (S-72). A log that does not hold what was anchored
    is told to auditors and to those who run the system, and not anchored."""
    try:
        write_anchor()
    except AnchorBroken as error:
        # nosemgrep: log-of-a-thing - numbers of entries and digests
        logger.error("the log of reading does not fit its anchor: %s", error)
        mark_broken()
    if looked_at() is None:  # a new system looks at once, not an hour later
        find_unusual_reading()


@shared_task(name="jobs.tasks.find_unusual_reading")
def find_unusual_reading() -> None:
    """Enter what is unusual in the log since the last look (S-73). Two schedulers enter nothing twice."""
    # nosemgrep: log-of-a-thing - how many
    logger.info("flags of unusual reading, new or grown: %s", unusual.look_since_last("jobs"))


@shared_task(name="jobs.tasks.compare_clocks")
def compare_clocks() -> None:
    """Whether the clock of this machine is that of the database (S-90)."""
    operations.compare_clocks()
