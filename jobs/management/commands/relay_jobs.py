"""`manage.py relay_jobs`: the relay from the job table to Celery. One such process runs."""

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from jobs.relay import listen_and_ring


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit


class Command(BaseCommand):
    help = "Rings Celery for the jobs that wait in the database, until it is asked to stop."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        listen_and_ring()
