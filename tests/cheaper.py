"""What Django's test client would do again for each browser of each test, done once in a process.

Each `Client` has a handler of its own, which makes the whole chain of middleware at its first request; making ours
reads the folder of static files (25 ms). And of each part of a page the client copies everything that the part could
have shown; the tests look at what the view gave to its page.

Each test ends with a ROLLBACK, at which the driver throws away every plan of its connection, for a table might have
been made in what was rolled back. No test makes one on such a connection, so the next test finds the plans of those
before it: a statement with the policies of its tables takes longer to plan than to answer.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import client as django_client
from django.test.client import ClientHandler
from psycopg._connection_base import BaseConnection
from psycopg._preparing import Prepare, PrepareManager

PLANS = 1000  # kept by a connection; more than the statements of a module of tests
CHAIN = (
    "_middleware_chain",
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
)
_made: dict[str, Any] = {}
_settings = settings._wrapped


def _one_chain(load: Callable[..., None]) -> Callable[..., None]:
    """The chain is the same for all as long as a test has no settings of its own."""

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if settings._wrapped is not _settings:
            load(handler, is_async)
            return
        if not _made:
            load(handler, is_async)
            _made.update({name: getattr(handler, name) for name in CHAIN})
        vars(handler).update(_made)

    return load_middleware


def _of_the_page(store: Callable[..., None]) -> Callable[..., None]:
    """Only the outermost template of an answer says what the view gave."""

    def store_rendered_templates(found: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        if "context" not in found:
            store(found, *args, **kwargs)

    return store_rendered_templates


def _kept_over(rollback_gen: Callable[..., Any]) -> Callable[..., Any]:
    """Plans go when something is dropped or altered, as ever; not with what a test has written."""

    def gen(connection: Any) -> Any:
        kept, connection._prepared = connection._prepared, PrepareManager()
        try:
            yield from rollback_gen(connection)
        finally:
            connection._prepared = kept

    return gen


def _not_to_a_savepoint(should_discard: Callable[..., bool]) -> Callable[..., bool]:
    """The same for what is rolled back within a test."""

    def discard(manager: PrepareManager, prep: Any, results: Any) -> bool:
        if len(results) == 1 and results[0].command_status == b"ROLLBACK":
            return False
        return should_discard(manager, prep, results)

    return discard


def _but_savepoints(get: Callable[..., Any]) -> Callable[..., Any]:
    """Each savepoint has a name of its own: kept, they would push out what is asked again."""

    @functools.wraps(get)
    def asked(manager: PrepareManager, query: Any, prepare: bool | None = None) -> Any:
        if b"SAVEPOINT" in query.query[:21]:
            return Prepare.NO, b""
        return get(manager, query, prepare)

    return asked


def lay() -> None:
    """Before the first browser is made."""
    ClientHandler.load_middleware = _one_chain(ClientHandler.load_middleware)  # type: ignore[method-assign]
    django_client.store_rendered_templates = _of_the_page(  # type: ignore[assignment]
        django_client.store_rendered_templates
    )
    BaseConnection._rollback_gen = _kept_over(  # type: ignore[method-assign]
        BaseConnection._rollback_gen
    )
    PrepareManager._should_discard = _not_to_a_savepoint(  # type: ignore[method-assign]
        PrepareManager._should_discard
    )
    PrepareManager.get = _but_savepoints(PrepareManager.get)  # type: ignore[method-assign]
    PrepareManager.prepared_max = PLANS
    # As the application only: the owner sends files of several statements, which cannot be prepared.
    connections.settings["default"]["OPTIONS"]["prepare_threshold"] = 0
