"""Jobs about a case of 相談員 soudan1, in process or as rows."""

import os
from collections.abc import Iterator

import pytest
import redis

from . import kinds


@pytest.fixture(autouse=True)
def known_kinds() -> Iterator[None]:
    """The kinds of jobs that exist in tests only."""
    kinds.register_all()
    yield
    kinds.WHILE_MAKING.clear()


@pytest.fixture
def queue() -> Iterator["redis.Redis"]:
    """This test process's Redis, empty before and after."""
    store = redis.Redis.from_url(os.environ["REDIS_ADMIN_URL"])
    store.flushdb()
    yield store
    store.flushdb()
