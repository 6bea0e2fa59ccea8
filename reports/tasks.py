"""Celery tasks of the app, as the role for scheduled work; the only argument is an id (S-36)."""

import logging
import uuid

from celery import shared_task
from django.conf import settings

from .counting import count_figures
from .keeping_fresh import count_again, due

logger = logging.getLogger("jobs")


# What was written since takes a second. The whole ward, after a new version, takes minutes in a large one: it is
# not to be killed like a job that hangs. If it is, the next one goes on with it.
WHOLE_WARD = 1800


@shared_task(name="reports.tasks.count_figures", time_limit=WHOLE_WARD)
def count_ward() -> None:
    """The figures of the ward, at least once a minute."""
    if count_figures():
        logger.info("figures counted")


@shared_task(name="reports.tasks.count_boards")
def count_boards() -> None:
    """Ring for the boards of those who are at work. A ring that waits till the next one is dropped."""
    for row in due():
        count_board.apply_async(args=[str(row)], expires=settings.BOARDS_EVERY_SECONDS, retry=False)


@shared_task(name="reports.tasks.count_board")
def count_board(row: str) -> None:
    """One board of one person."""
    count_again(uuid.UUID(row))
