"""Everything that lies in this test process's Redis, and which of it is more than an id (S-36).

Each value is taken apart down to its last word: lists, hashes, sets, JSON, base64. A word is known when it is
an id, a number, the name of a task, a moment, or one of the words with which Celery and kombu speak to each
other. Whatever else there is somebody has put there.
"""

import base64
import binascii
import json
import os
import re
import socket
from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings

from bunkyo_support import celery_app
from jobs.doorbell import NEUTRAL
from reports.tasks import WHOLE_WARD

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+]\d\d:\d\d|Z)")
ORIGIN = re.compile(rf"(gen)?\d+@{re.escape(socket.gethostname())}")
# Names of headers and properties, and their fixed values.
SPOKEN = {
    *("body", "content-encoding", "content-type", "headers", "properties", "lang", "task", "id"),
    *("shadow", "eta", "expires", "group", "group_index", "retries", "timelimit", "root_id"),
    *("parent_id", "argsrepr", "kwargsrepr", "origin", "ignore_result", "stamped_headers"),
    *("replaced_task_nesting", "stamps", "correlation_id", "reply_to", "delivery_mode"),
    *("delivery_info", "exchange", "routing_key", "priority", "body_encoding", "delivery_tag"),
    *("redelivered", "callbacks", "errbacks", "chain", "chord", "expiration"),
    *("py", "utf-8", "application/json", "base64", "celery"),
}
# Keys of the queue, of its binding, and of what a worker has taken and not yet done.
OF_KOMBU = {
    *("celery", "_kombu.binding.celery", "_kombu.binding_permanent.celery"),
    *("unacked", "unacked_index", "unacked_mutex"),
}
# Retries, priority and way of delivery, the longest time of a task and of the count of the whole ward; how long a ring that the scheduler sends
# counts, in milliseconds.
FIGURES = {"0", "1", "2", str(settings.CELERY_TASK_TIME_LIMIT), str(WHOLE_WARD)}
AN_HOUR = 3_600_000


def opened() -> "redis.Redis":
    """With the account that may look around; that of the product may not (S-81)."""
    return redis.Redis.from_url(os.environ["REDIS_ADMIN_URL"])


def _values(store: Any, key: bytes) -> Iterator[bytes]:
    kind = store.type(key).decode()
    if kind == "string":
        yield store.get(key)
    elif kind == "list":
        yield from store.lrange(key, 0, -1)
    elif kind == "set":
        yield from store.smembers(key)
    elif kind == "zset":
        yield from store.zrange(key, 0, -1)
    elif kind == "hash":
        for name, value in store.hgetall(key).items():
            yield from (name, value)
    else:
        for entry in store.xrange(key):  # a stream; anything else is an error here
            yield repr(entry).encode()


def contents(store: Any) -> list[tuple[str, bytes]]:
    """Every key, and each value that lies under it."""
    return [
        (key.decode("utf-8", "replace"), value)
        for key in sorted(store.scan_iter(count=1000))
        for value in (key, *_values(store, key))
    ]


def words(value: Any) -> Iterator[str]:
    """The words of a value, however they are wrapped."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from words(name)
            if name != "expiration" or not 0 <= int(inner) <= AN_HOUR:
                yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, str):
        unwrapped = _unwrapped(value)
        if unwrapped is None:
            yield from (word for word in re.split(r"[\x06\x16]+", value) if word)
        else:
            yield from words(unwrapped)


def _unwrapped(text: str) -> Any:
    """What stands in a text that is JSON, or JSON in base64; None when it is a word."""
    for plain in (text, _from_base64(text)):
        try:
            found = json.loads(plain)
        except ValueError:
            continue
        return [] if found is None else found
    return None


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def is_known(word: str) -> bool:
    return (
        word in SPOKEN | OF_KOMBU | FIGURES | {NEUTRAL}
        or word in celery_app.tasks
        or any(pattern.fullmatch(word) for pattern in (ID, MOMENT, ORIGIN))
    )


def unknown_words(store: Any) -> set[str]:
    """Whatever is no id and no word of Celery's."""
    return {word for _, value in contents(store) for word in words(value) if not is_known(word)}
