"""The secret world of the crawls, and ways to take down one wall."""

import io
import itertools
import os
import pickle
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections, transaction

from tests import databases
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import in_worker

from .secret_world import World
from .sinks import lines_of_the_log

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def secret_world(
    django_db_setup: None, worker_database: Database, django_db_blocker: Any
) -> Iterator[World]:
    """A copy of the secret case's database, one for each test process; it is told once in a run."""
    with django_db_blocker.unblock():
        told = once_told(worker_database)
    database = databases.create(f"bunkyo_{in_worker()}_secret", template=told.database.name)
    yield told.moved_to(database)
    databases.drop(database)


def once_told(worker_database: Database) -> World:
    """The secret world of this run: whoever comes first tells it, the others read what it was.

    Nobody connects to its database afterwards: it is what the worlds are copied from.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    kept = databases.state().root / f"secret-world-{run}.pickle"
    with databases.one_at_a_time():
        if not kept.exists():
            for old in databases.state().root.glob("secret-world-*.pickle"):
                old.unlink()
            database = databases.create("bunkyo_secret", template=databases.TEMPLATE)
            point_at(database)
            try:
                told = World(database)
            finally:
                point_at(worker_database)
            kept.write_bytes(pickle.dumps(told))
        return pickle.loads(kept.read_bytes())  # noqa: S301 - written by a process of this run


@pytest.fixture
def another_secret_world(
    worker_database: Database, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], World]]:
    """Makes Django use a fresh copy of the secret world, as nobody has looked at it yet."""
    made: list[Database] = []

    def enter() -> World:
        told = once_told(worker_database)
        name = f"bunkyo_{in_worker()}_secret_{next(_numbers)}"
        made.append(databases.create(name, template=told.database.name))
        point_at(made[-1])
        return told.moved_to(made[-1])

    yield enter
    with django_db_blocker.unblock():
        point_at(worker_database)
    for database in made:
        databases.drop(database)


@pytest.fixture(scope="module")
def world(
    secret_world: World, worker_database: Database, django_db_blocker: Any
) -> Iterator[World]:
    """Django uses the secret world meanwhile. Tests that take it only ask."""
    with django_db_blocker.unblock():
        point_at(secret_world.database)
        try:
            yield secret_world
        finally:
            point_at(worker_database)


@pytest.fixture
def wall_three_down(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction of a superuser of the database, whom no row policy binds; rolled back.

    Stands in for the `django_db` mark: the mark would open its transaction before this fixture
    could change who connects.
    """
    connection = connections["default"]
    superuser = urlsplit(os.environ["SUPERUSER_DATABASE_URL"])
    with django_db_blocker.unblock():
        connection.close()
        held = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
        connection.settings_dict.update(
            USER=unquote(superuser.username or ""), PASSWORD=unquote(superuser.password or "")
        )
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()
            connection.settings_dict.update(held)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the product writes to its console during a test."""
    with lines_of_the_log() as written:
        yield written
