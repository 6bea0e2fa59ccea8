"""What the server itself would tell the application of rows that it does not show: numbers drawn, rows counted
(S-22, S-24)."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from tests.databases import Database

ROLES = ("default", "jobs")


def answer(alias: str, sql: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def is_refused(alias: str, sql: str) -> bool:
    try:
        with transaction.atomic(using=alias):
            answer(alias, sql)
    except ProgrammingError as error:
        assert "permission denied" in str(error), sql
        return True
    return False


@pytest.mark.parametrize("alias", ROLES)
def test_s22_no_sequence_is_read_or_drawn_from(alias: str, committed_db: Database) -> None:
    named = "select c.oid::regclass::text from pg_class c where c.relkind = 'S'"
    sequences = [name for (name,) in answer(alias, named)]
    assert len(sequences) > 5
    for name in sequences:
        for question in (f"nextval('{name}')", f"currval('{name}')", f"setval('{name}', 1)"):
            assert is_refused(alias, f"select {question}"), question
        assert is_refused(alias, f"select last_value from {name}"), name
    assert answer(alias, "select count(last_value) from pg_sequences") == [(0,)]


def test_s22_numbered_keys_are_drawn_all_the_same(committed_db: Database) -> None:
    """The application adds rows to each table with a numbered key that it may add to, and names no number."""
    numbered = answer(
        "default",
        "select c.oid::regclass::text from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " where a.attidentity <> '' and c.relnamespace = 'public'::regnamespace"
        " and has_table_privilege(c.oid, 'insert')",
    )
    assert len(numbered) > 5
    by_itself = answer(
        "default",
        "select a.attrelid::regclass::text from pg_attribute a join pg_attrdef d"
        " on d.adrelid = a.attrelid and d.adnum = a.attnum"
        " where pg_get_expr(d.adbin, d.adrelid) like 'nextval%'",
    )
    assert by_itself == [], "a default that draws needs the privilege on its sequence"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into auth_group (name) values ('架空の組') returning id")
        assert cursor.fetchone()[0] > 0
        transaction.set_rollback(True)


# Of the process that asks, of its own work, and of the server as a whole: they count no rows of a table.
OF_THE_SERVER = "^pg_stat_get_(backend|activity|progress|wal|replication|subscription|slru|archiver|io|snapshot)"


@pytest.mark.parametrize("alias", ROLES)
def test_s24_nothing_that_the_server_counts_of_tables_is_told(
    alias: str, committed_db: Database
) -> None:
    views = answer(
        alias,
        "select c.relname from pg_class c where c.relnamespace = 'pg_catalog'::regnamespace"
        " and c.relkind = 'v' and c.relname ~ '^pg_stat(io)?_(xact_)?(all|user|sys|database$)'",
    )
    assert len(views) > 15
    for (view,) in views:
        assert is_refused(alias, f"select * from {view} limit 1"), view
    told = answer(
        alias,
        "select p.oid::regprocedure::text from pg_proc p where p.proname ~ '^pg_stat_(get|have)_'"
        f" and p.proname !~ '{OF_THE_SERVER}' and has_function_privilege(p.oid, 'execute')",
    )
    assert told == []
    table = "'public.cases_note'::regclass"
    for counter in ("live_tuples", "tuples_inserted", "xact_tuples_updated", "numscans"):
        assert is_refused(alias, f"select pg_stat_get_{counter}({table})"), counter


@pytest.mark.parametrize("alias", ROLES)
def test_s24_no_statement_of_another_role_and_no_value_of_a_guarded_table_is_told(
    alias: str, committed_db: Database
) -> None:
    """Samples of values are kept of each table for planning; nobody bound by row policies is shown them."""
    with committed_db.superuser() as raw:
        raw.execute("analyze public.organizations_staff, public.access_casefile")
        others = answer(
            alias,
            "select count(*) from pg_stat_activity where usename <> current_user"
            " and query not in ('', '<insufficient privilege>')",
        )
    assert others == [(0,)]
    guarded = (
        "select count(*) from pg_stats s join pg_class c on c.oid = format('%I.%I', s.schemaname,"
        " s.tablename)::regclass where c.relrowsecurity"
    )
    assert answer(alias, guarded) == [(0,)]
