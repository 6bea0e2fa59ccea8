"""roles.sql: what each database role may and may not (access.md, Enforcement 3; S-08, F-13)."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import errors

from localenv.postgres import ROLES as LAID
from localenv.postgres import Cluster
from tests.databases import ALIASES, Database, state

pytestmark = pytest.mark.django_db

ROLES = ("bunkyo_owner", "bunkyo_app", "bunkyo_jobs")


def as_role(database: Database, alias: str) -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(database.address(ALIASES[alias]), autocommit=True)


def setting(database: Database, alias: str, name: str) -> str:
    with as_role(database, alias) as connection:
        row = connection.execute("select current_setting(%s)", [name]).fetchone()
    assert row
    return str(row[0])


def test_nobody_who_logs_in_is_above_the_policies(
    superuser_connection: "psycopg.Connection[tuple[Any, ...]]",
) -> None:
    rows = superuser_connection.execute(
        "select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls"
        " from pg_roles where rolname = any(%s)",
        [list(ROLES)],
    ).fetchall()
    assert sorted(rows) == sorted((role, False) for role in ROLES)


def test_the_gate_cannot_log_in(
    superuser_connection: "psycopg.Connection[tuple[Any, ...]]",
) -> None:
    row = superuser_connection.execute(
        "select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = 'bunkyo_gate'"
    ).fetchone()
    assert row == (False, False, True)


def test_the_owner_becomes_the_gate_only_on_purpose(worker_database: Database) -> None:
    with as_role(worker_database, "owner") as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("select * from access.context_key")
        connection.execute("set role bunkyo_gate")
        connection.execute("select * from access.context_key")


@pytest.mark.parametrize("alias", ["default", "jobs"])
def test_serving_roles_become_nobody_else(worker_database: Database, alias: str) -> None:
    with as_role(worker_database, alias) as connection:
        for role in ("bunkyo_gate", "bunkyo_owner", "postgres"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"set role {role}")


@pytest.mark.parametrize("alias", ["default", "jobs"])
@pytest.mark.parametrize(
    "statement",
    [
        "create table public.planted (id int)",
        "create table access.planted (id int)",
        "create temporary table planted (id int)",
        "create schema planted",
    ],
)
def test_serving_roles_create_nothing(
    worker_database: Database, alias: str, statement: str
) -> None:
    with (
        as_role(worker_database, alias) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("alias", ["default", "jobs"])
def test_f12_nobody_waits_for_ever(worker_database: Database, alias: str) -> None:
    assert setting(worker_database, alias, "statement_timeout") == "30s"
    assert setting(worker_database, alias, "lock_timeout") == "2s"
    assert setting(worker_database, alias, "idle_in_transaction_session_timeout") == "30s"


def test_f13_connections_are_limited_below_those_of_the_server(
    superuser_connection: "psycopg.Connection[tuple[Any, ...]]",
) -> None:
    rows = superuser_connection.execute(
        "select rolconnlimit, current_setting('max_connections')::int from pg_roles"
        " where rolname = any(%s)",
        [list(ROLES)],
    ).fetchall()
    limits = [int(row[0]) for row in rows]
    assert min(limits) > 0
    assert sum(limits) < int(rows[0][1]) - 10  # room for backup and administrators


def test_roles_may_be_set_up_again_and_again(fresh_database: Callable[[], Database]) -> None:
    database = fresh_database()
    cluster = Cluster(state())
    cluster.run_roles(database.name)
    cluster.run_roles(database.name)
    with as_role(database, "default") as connection:
        assert connection.execute("select current_user").fetchone() == ("bunkyo_app",)


def test_who_lays_roles_over_another_database_at_once_waits_for_her_turn(
    fresh_database: Callable[[], Database],
) -> None:
    one, other = fresh_database(), fresh_database()
    cluster = Cluster(state())
    with ThreadPoolExecutor(1) as beside:
        with one.superuser() as first, first.transaction():
            # As the other begins, and one of the many lines that would collide.
            begun = LAID.read_text(encoding="utf-8")
            first.execute(re.search(r"^lock table [^;]*;", begun, re.M)[0])  # type: ignore[index]
            first.execute("alter role bunkyo_app set lock_timeout = '2s'")
            laying = beside.submit(cluster.run_roles, other.name)
            waiting = "select count(*) from pg_locks where not granted and relation = 'pg_authid'::regclass"
            until = time.monotonic() + 60
            while one_of(first, waiting) == 0 and time.monotonic() < until and not laying.done():
                time.sleep(0.05)
            assert not laying.done(), laying.exception()
        laying.result(timeout=60)


def one_of(connection: Any, statement: str) -> int:
    """The single number that a statement answers."""
    return int(connection.execute(statement).fetchone()[0])
