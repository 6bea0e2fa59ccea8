"""Celery tasks without any argument: beat rings, and a second ring does no harm."""

import logging

from celery import shared_task

from .computing import compute
from .daily import ask_for_digests

logger = logging.getLogger("alerts")


@shared_task(name="alerts.tasks.compute_alerts")
def compute_alerts() -> None:
    """Bring the alerts to this day."""
    # nosemgrep: log-of-a-thing - how many
    logger.info("alerts: %s new", compute())


@shared_task(name="alerts.tasks.send_digests")
def send_digests() -> None:
    """The mail of the day, for whom it is time."""
    # nosemgrep: log-of-a-thing - how many
    logger.info("daily mails: %s asked for", ask_for_digests())
