"""Wiring of the project: settings, addresses, Celery, WSGI. No domain."""

from .celery import app as celery_app

__all__ = ["celery_app"]
