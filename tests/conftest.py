"""Databases and processes for the tests. `make test` starts the cluster that they use.

`@pytest.mark.django_db`  one transaction, rolled back, as the application role
`committed_db`            the test's own copy of the database, where commits are real
`fresh_database`          makes such copies for other processes
`live_stack`              web, worker, relay and scheduler over a copy, one for a test module
`start_stack`             makes such stacks with settings of their own, for faults
`superuser_connection`    a connection that no policy binds, to tamper with the database
"""

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import connections

from bunkyo_support.room import with_room
from tests import cheaper, databases
from tests.databases import Database
from tests.stack import LiveStack, build, in_worker
from tests.turns import in_order, turn_of

pytest_plugins = ["tests.told_once", "tests.guards"]
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run beside the cluster; give each test process a Redis database of its own."""
    if "TEST_STATE" not in os.environ:
        raise pytest.UsageError('run the tests with: make test ARGS="tests/..."')
    name = in_worker()
    number = int(name[2:]) + 1 if name.startswith("gw") else 0
    for variable in ("REDIS_URL", "REDIS_ADMIN_URL"):
        parts = urlsplit(os.environ[variable])
        os.environ[variable] = urlunsplit(parts._replace(path=f"/{number}"))
    settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
    cheaper.lay()
    config.pluginmanager.register(InItsRoom(), "in_its_room")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Emptying tables after a test is not a right of the application role."""
    items[:] = in_order(items, getattr(config, "workerinput", {}).get("workercount", 1))
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use committed_db, not transaction=True")


_run = with_room(runtestprotocol)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object | None]:
    """Waiting for a place is not the test's own time: this comes before the clock of pytest-timeout starts."""
    with turn_of(item):
        return (yield)


class InItsRoom:
    """A test with its fixtures, as pytest runs it, with room for all that they call."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        _run(item, nextitem=nextitem)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def point_at(database: Database) -> None:
    """From now on Django and the processes that a test starts use `database`."""
    os.environ.update(database.environment)
    for alias in databases.ALIASES:
        connections[alias].close()
        connections.databases[alias]["NAME"] = database.name
        connections[alias].settings_dict["NAME"] = database.name


@pytest.fixture(scope="session")
def worker_database() -> Iterator[Database]:
    """This test process's copy of the template."""
    databases.ensure_template()
    databases.drop_all(f"bunkyo_{in_worker()}")  # a run that was killed has left its own behind
    database = databases.create(f"bunkyo_{in_worker()}", template=databases.TEMPLATE)
    yield database
    databases.drop(database)


@pytest.fixture(scope="session")
def django_db_setup(
    worker_database: Database, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's: the tables are those of the owner, not of the test's role."""
    with django_db_blocker.unblock():
        point_at(worker_database)
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            connection.close()


@pytest.fixture(scope="module")
def fresh_database(django_db_setup: None) -> Iterator[Callable[[], Database]]:
    """Makes copies of the template, whose commits stay until the end of the module."""
    made: list[Database] = []

    def make() -> Database:
        name = f"bunkyo_{in_worker()}_{next(_numbers)}"
        made.append(databases.create(name, template=databases.TEMPLATE))
        return made[-1]

    yield make
    for database in made:
        databases.drop(database)


@pytest.fixture
def committed_db(
    django_db_setup: None, worker_database: Database, django_db_blocker: Any
) -> Iterator[Database]:
    """The test's own copy, which Django uses meanwhile: several connections, real commits."""
    name = f"bunkyo_{in_worker()}_{next(_numbers)}"
    database = databases.create(name, template=databases.TEMPLATE)
    with django_db_blocker.unblock():
        point_at(database)
        try:
            yield database
        finally:
            point_at(worker_database)
            databases.drop(database)


@pytest.fixture(scope="module")
def start_stack(
    fresh_database: Callable[[], Database],
) -> Iterator[Callable[..., LiveStack]]:
    """Starts systems, each over its own copy, without `background` the web server alone (most of what a
    start costs is the other three processes); other keyword arguments are settings."""
    with ExitStack() as ends:

        def start(*, background: bool = True, **variables: str) -> LiveStack:
            stack = build(fresh_database(), databases.state().secrets, **variables)
            ends.callback(stack.stop)
            stack.start(background=background)
            return stack

        yield start


@pytest.fixture(scope="module")
def live_stack(start_stack: Callable[..., LiveStack]) -> LiveStack:
    """One whole system for the tests of a module."""
    return start_stack()


@pytest.fixture
def superuser_connection(
    worker_database: Database,
) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """As superuser on this test process's database; each statement commits by itself."""
    with worker_database.superuser() as connection:
        yield connection


@pytest.fixture
def queue() -> Iterator["redis.Redis"]:
    """This test process's Redis, empty before and after."""
    store = redis.Redis.from_url(os.environ["REDIS_ADMIN_URL"])
    store.flushdb()
    yield store
    store.flushdb()
