"""For whom a transaction acts: a context signed for this backend process and a short time.

Nobody stated: nothing visible. The key is in a file of the process and, padded, in a table that
the application role cannot read, so an injected statement cannot make a context (S-08).
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections, transaction

if TYPE_CHECKING:
    from organizations.models import Staff

LIFETIME_SECONDS = 120
BLOCK = 64


def _key() -> bytes:
    return hashlib.sha256(settings.CONTEXT_KEY.encode()).digest()


def padded_key() -> tuple[bytes, bytes]:
    """The two blocks of HMAC-SHA-256 that the database keeps instead of the key."""
    key = _key().ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def sign(user_id: object, backend_pid: int, lifetime: int = LIFETIME_SECONDS) -> str:
    """A context for one person on one database connection, valid `lifetime` seconds."""
    message = f"{user_id}.{backend_pid}.{int(time.time()) + lifetime}"
    return f"{message}.{hmac.new(_key(), message.encode(), hashlib.sha256).hexdigest()}"


@contextmanager
def acting_as(
    user: "Staff", *, using: str = "default", lifetime: int = LIFETIME_SECONDS
) -> Iterator[None]:
    """Act for `user` inside one transaction; restores what was stated before.

    Requests, Celery jobs and commands all enter through here.
    """
    connection = connections[using]
    is_nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('app.acting', true), pg_backend_pid()")
            previous, pid = cursor.fetchone()
            cursor.execute(
                "select set_config('app.acting', %s, true)", [sign(user.pk, pid, lifetime)]
            )
        yield
        if connection.needs_rollback or not is_nested:
            return  # the end of the transaction takes the context back with it
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.acting', %s, true)", [previous or ""])
