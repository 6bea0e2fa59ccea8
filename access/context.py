"""For whom a transaction acts: a context signed for this backend process and a short time.

Nobody stated: nothing visible. The key is in a file of the process and, padded, in a table that
the application role cannot read, so an injected statement cannot make a context (S-08).
"""

import hashlib
import hmac
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections, transaction
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from organizations.models import Staff

LIFETIME_SECONDS = 120
BLOCK = 64
WITHIN = ", set_config('app.within', %s, true)"


def _key() -> bytes:
    return hashlib.sha256(settings.CONTEXT_KEY.encode()).digest()


def padded_key() -> tuple[bytes, bytes]:
    """The two blocks of HMAC-SHA-256 that the database keeps instead of the key."""
    key = _key().ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def sign(
    user_id: object,
    backend_pid: int,
    lifetime: int = LIFETIME_SECONDS,
    *,
    now: float | None = None,
) -> str:
    """A context for one person on one database connection, valid `lifetime` seconds from `now`.

    `now` is what the clock of the database says, which looks at the end again: the clock of this machine may
    be wrong (F-16).
    """
    since = time.time() if now is None else now
    message = f"{user_id}.{backend_pid}.{int(since) + lifetime}"
    return f"{message}.{hmac.new(_key(), message.encode(), hashlib.sha256).hexdigest()}"


@contextmanager
def acting_as(
    user: "Staff",
    *,
    using: str = "default",
    lifetime: int = LIFETIME_SECONDS,
    case: uuid.UUID | None = None,
) -> Iterator[None]:
    """Act for `user` inside one transaction; restores what was stated before.

    Requests, Celery jobs and commands all enter through here. `case`: all that is asked is about this
    one, as in the block of `within`.
    """
    connection = connections[using]
    is_nested, outer = connection.in_atomic_block, _cases.get()
    with transaction.atomic(using=using), _about(case):
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('app.acting', true), pg_backend_pid(),"
                " extract(epoch from clock_timestamp())"
            )
            previous, pid, now = cursor.fetchone()
            state = "select set_config('app.acting', %s, true)"
            stated = [sign(user.pk, pid, lifetime, now=now)]
            if case is not None:
                state += WITHIN
                stated.append(_written([case]))
            cursor.execute(state, stated)
        yield
        if connection.needs_rollback or not is_nested:
            return  # the end of the transaction takes the context back with it
        state, stated = "select set_config('app.acting', %s, true)", [previous or ""]
        if case is not None:
            state += WITHIN
            stated.append(_written(outer))
        with connection.cursor() as cursor:
            cursor.execute(state, stated)


_cases: ContextVar[list[uuid.UUID] | None] = ContextVar("cases", default=None)


@contextmanager
def _about(case: uuid.UUID | None) -> Iterator[None]:
    """Wall 1 looks where wall 3 does; the setting itself ends with its transaction."""
    token = _cases.set(_cases.get() if case is None else [case])
    try:
        yield
    finally:
        _cases.reset(token)


@contextmanager
def within(cases: Iterable[uuid.UUID]) -> Iterator[None]:
    """What is asked in this block is about these cases: both walls look at their grants and at no others.

    Who sees thousands of cases waits for all her grants in each question of a page otherwise (measured: 25 to
    40 ms each). It only takes away: rows of other cases are not found within the block. In an inner block
    what both name counts.
    """
    outer, named = _cases.get(), list(dict.fromkeys(cases))
    if outer is not None:
        named = [case for case in named if case in outer]
    connection = connections["default"]
    token = _cases.set(named)
    try:
        _state_cases(connection, named)
        yield
    finally:
        _cases.reset(token)
        # A transaction that failed is rolled back, and takes the setting back with it.
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            _state_cases(connection, outer)


@contextmanager
def written_within(cases: list[uuid.UUID] | None) -> Iterator[None]:
    """Wall 1 is written for these cases; nothing is asked in this block."""
    token = _cases.set(cases)
    try:
        yield
    finally:
        _cases.reset(token)


def cases_asked_about() -> list[uuid.UUID] | None:
    """The cases of the block in which this is asked; None: no block."""
    return _cases.get()


def array_of(keys: Iterable[uuid.UUID]) -> str:
    """As the database writes an array: a question of thirty parts names the same cases thirty times, and one
    text is written faster than five hundred ids, at each of which the driver looks."""
    return "{" + ",".join(map(str, keys)) + "}"


def _state_cases(connection: Any, cases: list[uuid.UUID] | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.within', %s, true)", [_written(cases)])


def _written(cases: list[uuid.UUID] | None) -> str:
    return "" if cases is None else array_of(cases)
