"""The ward of 60 households: built once, and a copy of it for each module that works with it."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import in_worker

from . import ward_of_60
from .anew import counted_ward, some_at_a_time

__all__ = ("built_ward", "counted_ward", "some_at_a_time", "ward")

_copies = itertools.count(1)


@pytest.fixture(scope="session")
def built_ward(
    django_db_setup: None, worker_database: Database, django_db_blocker: Any
) -> Iterator[Database]:
    """Through services, with real commits; nobody works in it."""
    name = f"bunkyo_{in_worker()}_sixty"
    database = databases.create(name, template=databases.TEMPLATE)
    with django_db_blocker.unblock():
        point_at(database)
        try:
            ward_of_60.build(database)
        finally:
            point_at(worker_database)
    yield database
    databases.drop(database)


@pytest.fixture(scope="module")
def ward(
    built_ward: Database, worker_database: Database, django_db_blocker: Any
) -> Iterator[Database]:
    """Django uses this copy as long as the module runs."""
    name = f"{built_ward.name}_{next(_copies)}"
    database = databases.create(name, template=built_ward.name)
    with django_db_blocker.unblock():
        point_at(database)
        try:
            yield database
        finally:
            point_at(worker_database)
    databases.drop(database)
