"""A file that is touched while a process really works; its age is the health check of the process.

Relay and scheduler have no address that could be asked. HEARTBEAT_FILE names the file; without it
(on a developer's machine) nothing is written.
"""

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings


def beat() -> None:
    """The process has just done what it is there for."""
    if settings.HEARTBEAT_FILE:
        Path(settings.HEARTBEAT_FILE).touch()


class Scheduler(PersistentScheduler):
    """Celery's own, and a heartbeat with each ring that Redis has taken: one that ticks and rings
    nobody is not well."""

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        result = super().apply_async(*args, **kwargs)
        beat()
        return result
