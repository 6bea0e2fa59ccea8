"""Where the synthetic ward is kept: a server of its own, whose databases outlive a run of `make bench`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from localenv.environment import Environment, addresses
from localenv.postgres import Cluster
from localenv.services import Services, running
from localenv.state import LOCAL, PROJECT, State
from tests.deploy.compose import shipped_settings

STATE = LOCAL / "bench"
BASE = "ward_base"
TELL_PAST = "import django; django.setup(); from benchmarks.past import tell_past; tell_past()"
AS_SHIPPED = (
    *("shared_buffers", "effective_cache_size", "maintenance_work_mem", "work_mem"),
    *("max_wal_size", "random_page_cost", "jit"),
)
# The server of docker-compose.yml, but for the disk: nobody keeps what it holds.
SERVER = (
    shipped_settings("database", AS_SHIPPED)
    | {
        "checkpoint_timeout": "30min",
        # As in a ward, and not as in tests: a plan for any value is none for thousands of cases.
        "plan_cache_mode": "auto",
        "autovacuum": "off",  # in the middle of a measurement it would be the noise; VACUUM ANALYZE is run
    }
)


@contextmanager
def server() -> Iterator[Services]:
    """The server with its roles; stopped at the end."""
    started = Cluster.__init__

    def tuned(self: Cluster, state: State, *, is_passing: bool = False) -> None:
        started(self, state, is_passing=is_passing)
        self.settings |= SERVER

    Cluster.__init__ = tuned  # type: ignore[method-assign]
    try:
        state = State(STATE)
        with state.held(), running(state, is_passing=True) as services:
            yield services
    finally:
        Cluster.__init__ = started  # type: ignore[method-assign]


def environment(services: Services, database: str) -> dict[str, str]:
    """What a process finds that uses this database."""
    cluster = services.cluster
    assert cluster is not None
    redis = services.redis.address() if services.redis else os.environ["REDIS_URL"]
    return Environment(services.state, addresses(cluster, database), redis).command()


def exists(cluster: Cluster, database: str, mark: str) -> bool:
    """Whether the database is there and was finished under this mark."""
    with cluster.connect() as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [database],
        ).fetchone()
    return row is not None and row[0] == mark


def create(cluster: Cluster, database: str, template: str = "") -> None:
    """A new database in place of one of that name."""
    source = f' template "{template}" strategy file_copy' if template else ""
    with cluster.connect() as connection:
        connection.execute(f'drop database if exists "{database}" with (force)')
        connection.execute(f'create database "{database}" owner bunkyo_owner{source}')
    cluster.run_roles(database)


def finish(cluster: Cluster, database: str, mark: str) -> None:
    with cluster.connect() as connection:
        connection.execute(f"comment on database \"{database}\" is '{mark}'")


def manage(services: Services, database: str, *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=environment(services, database),
        check=True,
    )


def tidy(services: Services, database: str) -> None:
    """What autovacuum would have done since the last run, were it on: an update rewrites rows, and an index alone
    answers only for pages of which all rows are known to be visible."""
    assert services.cluster is not None
    address = services.cluster.address("postgres", database)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum")


def ensure_base(services: Services, mark: str) -> None:
    """The sample ward of some forty households, made by the services: what is multiplied."""
    assert services.cluster is not None
    if exists(services.cluster, BASE, mark):
        return
    create(services.cluster, BASE)
    manage(services, BASE, "migrate", "--database", "owner", "--verbosity", "0")
    manage(services, BASE, "create_sample_ward")
    subprocess.run(
        [sys.executable, "-c", TELL_PAST],
        cwd=PROJECT,
        env=environment(services, BASE),
        check=True,
    )
    finish(services.cluster, BASE, mark)
