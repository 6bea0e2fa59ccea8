"""Celery tasks without any argument: beat rings, and a second ring does no harm."""

import logging

from celery import shared_task

from .services import throw_all_old_away

logger = logging.getLogger("drafts")


@shared_task(name="drafts.tasks.throw_away_old")
def throw_away_old() -> None:
    """Drafts and keys of forms whose time is over go, whether their owner comes back or not."""
    drafts, keys = throw_all_old_away()
    # nosemgrep: log-of-a-thing - how many of each
    logger.info("thrown away: %s fields of drafts, %s keys of forms", drafts, keys)
