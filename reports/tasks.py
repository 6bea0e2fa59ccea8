"""Celery tasks of the app: without arguments, as the role for scheduled work."""

import logging

from celery import shared_task

from .counting import count_figures

logger = logging.getLogger("jobs")


# What was written since takes a second. The whole ward, once a day and after a new version, takes minutes in
# a large one: it is not to be killed like a job that hangs.
WHOLE_WARD = 1800


@shared_task(name="reports.tasks.count_figures", time_limit=WHOLE_WARD)
def count_ward() -> None:
    """The figures of the ward, at least once a minute."""
    if count_figures():
        logger.info("figures counted")
