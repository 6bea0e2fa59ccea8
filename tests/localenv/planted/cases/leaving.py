"""Planted: what localenv/semgrep/leaving.yml must find, and what it must leave alone."""

import functools
import logging
import smtplib

# ruleid: network
import socket
import traceback

# ruleid: network
import urllib.request

import requests
from django.core.cache import cache, caches
from django.views.decorators.cache import cache_page

# ok: network
from urllib.parse import urlencode

logger = logging.getLogger(__name__)


def logged(note, request, error, found):
    # ruleid: log-of-a-thing
    logger.info("saved %s", note)
    # ruleid: log-of-a-thing
    logger.warning("saved %s for %s", note.pk, note.text)
    # ruleid: log-of-a-thing
    logger.info("asked %s", request.POST)
    # ruleid: log-of-a-thing
    logger.info("asked %s", request.GET.get("name"))
    # ruleid: log-of-a-thing
    logger.info("asked %s", request.get_full_path())
    # ruleid: log-of-a-thing
    logger.info("found %s", len(found) and note.text)
    # ruleid: log-of-a-thing
    logger.error("failed: %s", str(error))
    # ruleid: log-of-a-thing
    logger.error(f"failed: {error}")
    # ruleid: log-of-a-thing
    logging.error("failed: %s", error)
    # ok: log-of-a-thing
    logger.error("job %s, attempt %s: %s", note.pk, note.attempts, type(error).__name__)
    # ok: log-of-a-thing
    logger.info("%s rows", len(found))
    # ruleid: log-of-a-traceback
    logger.exception("failed")
    # ruleid: log-of-a-traceback
    logger.error("failed", exc_info=True)
    # ruleid: log-of-a-traceback
    traceback.print_exc()
    # ok: log-of-a-traceback
    traceback.walk_tb(error.__traceback__)
    # ruleid: print
    print(note)
    # ok: print
    note.print()


def stored(note, key):
    # ruleid: kept-in-the-cache
    cache.set(key, note.text)
    # ruleid: kept-in-the-cache
    cache.get_or_set(key, lambda: note.text)
    # ruleid: kept-in-the-cache
    caches["default"].clear()
    # ruleid: kept-in-the-cache
    cache_page(60)(stored)
    # ok: kept-in-the-cache
    cache.delete(key)


# ruleid: kept-between-requests
@functools.cache
def notes_of(case):
    return list(case.notes)


# ruleid: kept-between-requests
@functools.lru_cache(maxsize=10)
def texts_of(case):
    return list(case.notes)


# ok: kept-between-requests
@functools.cache
def fonts():
    return []


def rung(task, job, note):
    # ruleid: task-told-more-than-an-id
    task.delay(note.text)
    # ruleid: task-told-more-than-an-id
    task.apply_async(args=[note.text], retry=False)
    # ruleid: task-told-more-than-an-id
    task.apply_async(args=[str(job.pk)])
    # ruleid: task-told-more-than-an-id
    task.apply_async(kwargs={"note": note.text}, retry=False)
    # ok: task-told-more-than-an-id
    task.apply_async(args=[str(job.pk)], expires=60, retry=False)


def asks_elsewhere(address):
    # ruleid: network
    requests.get(address, timeout=5)
    # ruleid: network
    smtplib.SMTP(address)
    # ok: network
    return urlencode({"a": 1}), smtplib.SMTPException


# ruleid: task-keeps-a-result
@shared_task(name="cases.tasks.work", ignore_result=False)
def work():
    # ruleid: task-keeps-a-result
    return work.AsyncResult("1")


# ok: task-keeps-a-result
@shared_task(name="cases.tasks.other")
def other():
    return None
