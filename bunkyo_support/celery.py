"""Celery: a doorbell for jobs that are rows of the database (`jobs`). Ids only."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bunkyo_support.settings")

app = Celery("bunkyo_support")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
