"""What Django's test client would do again for each browser of each test, done once in a process.

Each `Client` has a handler of its own, which makes the whole chain of middleware at its first request; making ours
reads the folder of static files (25 ms). And of each part of a page the client copies everything that the part could
have shown; the tests look at what the view gave to its page.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import client as django_client
from django.test.client import ClientHandler

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


def lay() -> None:
    """Before the first browser is made."""
    ClientHandler.load_middleware = _one_chain(ClientHandler.load_middleware)  # type: ignore[method-assign]
    django_client.store_rendered_templates = _of_the_page(  # type: ignore[assignment]
        django_client.store_rendered_templates
    )
