"""The ward of 60 households, built once for the tests of a module."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import point_at
from tests.databases import Database

from . import ward_of_60


@pytest.fixture(scope="module")
def ward(
    fresh_database: Callable[[], Database], worker_database: Database, django_db_blocker: Any
) -> Iterator[Database]:
    """Django uses it as long as the module runs; commits are real."""
    database = fresh_database()
    with django_db_blocker.unblock():
        point_at(database)
        try:
            ward_of_60.build(database)
            yield database
        finally:
            point_at(worker_database)
