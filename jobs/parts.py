"""Parts of a long job that are finished: kept while it runs, so that a job whose worker was killed goes on
where it stopped. A part is known by what it was made of; anything else is made anew.

    content = parts.kept(digest) or ...
    parts.keep(digest, content)

Outside of a job nothing is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Store(Protocol):
    """Where parts are kept."""

    def find(self, digest: str) -> bytes | None: ...

    def add(self, digest: str, content: bytes) -> None: ...


_store: ContextVar[Store | None] = ContextVar("store", default=None)


def kept(digest: str) -> bytes | None:
    """The part made of the same, by an attempt before."""
    store = _store.get()
    return store.find(digest) if store is not None else None


def keep(digest: str, content: bytes) -> None:
    """Keep a finished part until the job is over."""
    store = _store.get()
    if store is not None:
        store.add(digest, content)


@contextmanager
def keeping(store: Store) -> Iterator[None]:
    """Within the block, parts go to `store`."""
    token = _store.set(store)
    try:
        yield
    finally:
        _store.reset(token)
