"""Policies are laid while people work: who reads at that moment waits and is served (F-19)."""

import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

from access import taking_tables
from access.policies import install
from tests.databases import Database

# Policies are laid first on the one and last on the other.
FIRST, LAST = "mfa_authenticator", "keeping_disclosurethirdparty"
WAITS = "select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())"


def laying() -> tuple[threading.Thread, list[BaseException]]:
    """Somebody lays them in another process; what went wrong."""
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            install()
        except OperationalError as error:
            wrong.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, wrong


def until_somebody_waits(database: Database) -> None:
    with database.superuser() as watching:
        for _ in range(400):
            [[number]] = watching.execute(WAITS)
            if number:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waited for the reader")


def read(reader: Any, table: str) -> None:
    reader.execute(f"select count(*) from public.{table}")


def test_f19_a_page_that_reads_in_the_other_order_is_served(committed_db: Database) -> None:
    with psycopg.connect(committed_db.address("DATABASE_URL")) as reader:
        read(reader, LAST)
        thread, wrong = laying()
        until_somebody_waits(committed_db)
        time.sleep(1.2)  # longer than the database waits before it looks for a deadlock
        begun = time.monotonic()
        read(reader, FIRST)
        waited = time.monotonic() - begun
        reader.commit()
    thread.join()
    assert wrong == []
    assert waited < 2, "less than she may wait for a lock"


def test_f19_who_reads_for_long_is_left_to_read(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lays gives up with what `migrate` knows as a table in use."""
    monkeypatch.setattr(taking_tables, "TRIES", 2)
    with psycopg.connect(committed_db.address("DATABASE_URL")) as reader:
        read(reader, LAST)
        thread, wrong = laying()
        thread.join()
        read(reader, FIRST)
    [error] = wrong
    assert isinstance(error.__cause__, LockNotAvailable)
