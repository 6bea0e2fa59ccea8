"""The stack that browser and fault tests use: separate data, real processes, nothing left."""

from collections.abc import Callable

import psycopg
import pytest

from tests.stack import LiveStack, is_listening

pytestmark = pytest.mark.faults


def test_it_serves_pages_over_its_own_database(live_stack: LiveStack) -> None:
    assert is_listening(live_stack.port)
    with psycopg.connect(live_stack.database.address("DATABASE_URL")) as connection:
        row = connection.execute("select count(*) from organizations_staff").fetchone()
    assert row
    assert row[0] > 5


def test_web_comes_back_after_kill_9(start_stack: Callable[..., LiveStack]) -> None:
    stack = start_stack()
    stack.web.kill()
    assert not is_listening(stack.port)
    stack.start_web()
    assert is_listening(stack.port)


def test_it_leaves_nothing(start_stack: Callable[..., LiveStack]) -> None:
    stack = start_stack()
    redis_port = stack.redis.port
    stack.stop()
    assert not is_listening(stack.port)
    assert not is_listening(redis_port)
    assert not stack.state.root.exists()
