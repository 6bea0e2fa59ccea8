"""Migrations while people work: nobody waits longer than lock_timeout, and the step is tried again (F-19)."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.errors import LockNotAvailable

from localenv.state import PROJECT
from tests import databases
from tests.databases import Database
from tests.stack import build

pytestmark = [pytest.mark.faults, pytest.mark.nightly]


def test_f19_a_step_that_gets_no_lock_gives_up_before_people_notice(
    fresh_database: Callable[[], Database],
) -> None:
    """Somebody reads for long; a change of the table waits for her, and others wait behind the change."""
    database = fresh_database()

    def change() -> float:
        begun = time.monotonic()
        with (
            psycopg.connect(database.address("OWNER_DATABASE_URL"), autocommit=True) as owner,
            pytest.raises(LockNotAvailable),
        ):
            owner.execute("alter table cases_intake add column planted integer")
        return time.monotonic() - begun

    def look() -> float:
        time.sleep(0.5)
        begun = time.monotonic()
        with database.superuser() as reader:  # whom no limit of her own saves
            reader.execute("select count(*) from cases_intake")
        return time.monotonic() - begun

    with psycopg.connect(database.address("SUPERUSER_DATABASE_URL")) as long_reader:
        long_reader.execute("select count(*) from cases_intake")
        with ThreadPoolExecutor(2) as both:
            given_up, stalled = both.submit(change), both.submit(look)
            print(
                f"\nF-19: gave up after {given_up.result():.1f} s, others waited {stalled.result():.1f} s"
            )
    assert given_up.result() < 5
    assert stalled.result() < 4


def test_f19_migrate_tries_again_until_there_is_room(
    fresh_database: Callable[[], Database],
) -> None:
    stack = build(fresh_database(), databases.state().secrets)
    held = psycopg.connect(stack.database.address("SUPERUSER_DATABASE_URL"))
    held.execute("lock table django_migrations in access exclusive mode")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"],
        cwd=PROJECT,
        env=dict(stack.environment),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    assert any("trying again" in line for line in process.stderr), "it did not try again"
    held.close()
    _, rest = process.communicate(timeout=120)
    stack.stop()
    assert process.returncode == 0, rest
