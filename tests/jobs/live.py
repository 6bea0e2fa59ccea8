"""The Celery application of the project, with the kinds of jobs that exist in tests only."""

import django

django.setup()

from bunkyo_support.celery import app  # noqa: E402
from tests.jobs.kinds import register_all  # noqa: E402

register_all()

__all__ = ["app"]
