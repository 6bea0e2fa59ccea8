"""Celery tasks without any argument: beat rings, and a second ring does no harm."""

import logging

from celery import shared_task

from .services.imports import throw_all_old_away

logger = logging.getLogger("cases")


@shared_task(name="cases.tasks.throw_away_old_lists")
def throw_away_old_lists() -> None:
    """Lists that nobody took in lose their lines, whether who brought them comes back or not."""
    # nosemgrep: log-of-a-thing - how many
    logger.info("lists given up: %s", throw_all_old_away())
