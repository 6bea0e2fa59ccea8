"""Wiring of the project: settings, addresses, Celery, WSGI. No domain."""

import gc

# By default Python looks for garbage after 700 new objects. While a process starts it makes a hundred times as
# many, which all stay: a fifth of its start went there (docs/decisions/0660). Set before anything is loaded.
gc.set_threshold(10_000, 20, 20)

from .celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
