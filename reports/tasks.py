"""Celery tasks of the app: without arguments, as the role for scheduled work."""

import logging

from celery import shared_task

from .counting import count_figures

logger = logging.getLogger("jobs")


@shared_task(name="reports.tasks.count_figures")
def count_ward() -> None:
    """The figures of the ward, at least once a minute."""
    if count_figures():
        logger.info("figures counted")
