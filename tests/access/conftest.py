"""The secret world of the crawls, and ways to take down one wall."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections, transaction

from tests import databases
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import in_worker

from .secret_world import World


@pytest.fixture(scope="session")
def secret_world(
    django_db_setup: None, worker_database: Database, django_db_blocker: Any
) -> Iterator[World]:
    """The secret case in a database of its own, told once for each test process."""
    database = databases.create(f"bunkyo_{in_worker()}_secret", template=databases.TEMPLATE)
    with django_db_blocker.unblock():
        point_at(database)
        try:
            world = World(database)
        finally:
            point_at(worker_database)
    yield world
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
