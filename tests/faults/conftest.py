"""Systems for the faults: one over the cluster of the test run, and a ward with a server of its own.

Tests marked `nightly` are those that `make test` leaves to `make faults`.
"""

from collections.abc import Callable, Iterator

import pytest

from tests import databases
from tests.databases import Database
from tests.stack import LiveStack, build

from .people import Person, sign_in
from .ward import Ward, whole_ward, with_workers


@pytest.fixture(scope="module")
def web(fresh_database: Callable[[], Database]) -> Iterator[LiveStack]:
    """The web server alone, two processes as in production, which die when a request says so."""
    made = build(
        fresh_database(),
        databases.state().secrets,
        DJANGO_SETTINGS_MODULE="tests.faults.settings_dying",
    )
    made.web.command = with_workers(made.web.command, 2)
    try:
        made.start_web()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def worker_at_her_desk(web: LiveStack) -> Person:
    return sign_in(web, "soudan1")[0]


@pytest.fixture(scope="session")
def ward(django_db_setup: None) -> Iterator[Ward]:
    """A ward for everything that is done to a server; each test leaves it running."""
    with whole_ward() as made:
        yield made
