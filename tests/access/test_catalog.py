"""What the database itself declares: every table stands behind its policy (S-08)."""

import pytest
from django.apps import apps
from django.db import connection

from access.anonymous_models import anonymous_models
from access.counted_models import kept_for_counting
from access.definers import DEFINER_FUNCTIONS
from access.models import SameCompartmentKey
from access.of_bodies import of_body_models
from access.open_registers import open_register_models
from access.policies import confidential_models, history_table, personal_models
from access.registers import register_models
from access.scheduled import scheduled_models
from access.tables import ACCESS_TABLES

pytestmark = pytest.mark.django_db


def rows(sql: str, *params: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()


def guarded_tables() -> list[str]:
    return sorted(
        [m._meta.db_table for m in confidential_models()]
        + [history_table(m) for m in confidential_models()]
        + [m._meta.db_table for m in [*personal_models(), *register_models()]]
        + [m._meta.db_table for m in [*anonymous_models(), *kept_for_counting()]]
        + [m._meta.db_table for m in of_body_models()]
        + [m._meta.db_table for m in open_register_models()]
        + [m.history.model._meta.db_table for m in open_register_models()]
        + [m._meta.db_table for m in scheduled_models()]
        + [table for table, *_ in ACCESS_TABLES]
    )


def test_s08_every_confidential_and_history_table_forces_row_security() -> None:
    found = dict(
        rows(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
    )
    assert len(guarded_tables()) > len(ACCESS_TABLES) + 2
    assert [t for t in guarded_tables() if not found[t]] == []


def test_s08_the_application_owns_nothing_and_bypasses_nothing() -> None:
    assert rows("select current_user") == [("bunkyo_app",)]
    assert rows("select count(*) from pg_class where relowner = current_user::regrole") == [(0,)]
    flags = rows(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
        " where rolname in ('bunkyo_app', 'bunkyo_jobs')"
    )
    assert flags == [(False, False, False, False)] * 2
    memberships = rows(
        "select roleid::regrole::text from pg_auth_members"
        " where member in ('bunkyo_app'::regrole, 'bunkyo_jobs'::regrole)"
    )
    assert memberships == []


def test_s08_definer_functions_are_the_reviewed_list() -> None:
    found = {
        name
        for (name,) in rows(
            "select p.proname from pg_proc p where p.prosecdef"
            " and p.pronamespace not in ('pg_catalog'::regnamespace)"
        )
    }
    assert found == DEFINER_FUNCTIONS


def test_s08_the_only_view_is_the_one_sentence() -> None:
    found = rows(
        "select relname from pg_class where relkind in ('v', 'm')"
        " and relnamespace in ('public'::regnamespace, 'access'::regnamespace)"
    )
    assert found == [("open_grant",)]


@pytest.mark.parametrize("operation", ["DELETE", "TRUNCATE"])
def test_the_application_deletes_no_confidential_row(operation: str) -> None:
    tables = [m._meta.db_table for m in confidential_models()]
    held = [t for t in tables if rows("select has_table_privilege(%s, %s)", t, operation)[0][0]]
    assert held == []


def test_s27_the_application_writes_no_history() -> None:
    tables = [history_table(m) for m in confidential_models()]
    held = [
        (t, op)
        for t in tables
        for op in ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if rows("select has_table_privilege(%s, %s)", t, op)[0][0]
    ]
    assert held == []


def test_s71_the_log_and_the_grants_cannot_be_changed_by_the_application() -> None:
    held = [
        (t, op)
        for t in ("access_accesslog", "access_usergrant", "access_groupgrant")
        for op in ("UPDATE", "DELETE", "TRUNCATE")
        if rows("select has_table_privilege(%s, %s)", t, op)[0][0]
    ]
    assert held == []
    assert rows("select has_table_privilege('access_accesslog', 'INSERT')") == [(False,)]


def test_s07_model_permissions_do_not_exist() -> None:
    tables = {t for (t,) in rows("select tablename from pg_tables where schemaname = 'public'")}
    assert not {t for t in tables if t.endswith(("staff_user_permissions", "staff_groups"))}
    for table in ("auth_group_permissions", "guardian_userobjectpermission"):
        for operation in ("SELECT", "INSERT", "UPDATE"):
            assert rows("select has_table_privilege(%s, %s)", table, operation) == [(False,)]


def test_s04_no_confidential_model_in_the_masters_pages() -> None:
    from django.contrib import admin

    registered = set(admin.site._registry)
    shut = (
        set(confidential_models())
        | set(personal_models())
        | set(apps.get_app_config("access").get_models())
    )
    assert registered
    assert registered & shut == set()


def test_s20_unique_rules_of_confidential_tables_stay_inside_a_compartment() -> None:
    """A unique index looks past row policies: without the compartment it tells what exists."""
    loose = rows(
        """
        select t.relname, i.indexrelid::regclass::text
        from pg_index i join pg_class t on t.oid = i.indrelid
        where i.indisunique and t.relname = any(%s)
          and not exists (
              select 1 from pg_attribute a
              where a.attrelid = t.oid and a.attnum = any(i.indkey)
                and a.attname in ('id', 'compartment_id', 'history_id', 'user_id', 'job_id'))
          and not exists (
              -- a key that itself lives in the compartment is as good
              select 1 from pg_constraint c
              where c.conrelid = t.oid and c.contype = 'f' and array_length(c.conkey, 1) = 2
                and c.conkey[1] = any(i.indkey))
        """,
        [m._meta.db_table for m in [*confidential_models(), *personal_models()]],
    )
    assert loose == []


def test_s09_every_key_inside_a_compartment_is_a_pair_in_the_database() -> None:
    """Keys look past row policies: one that did not carry the compartment would tell which ids exist, and let
    a row of one compartment hang on a row of another."""
    in_order = (
        "(select array_agg(a.attname::text order by k.at) from unnest(c.{key}) with ordinality k(n, at)"
        " join pg_attribute a on a.attrelid = c.{table} and a.attnum = k.n)"
    )
    pairs = rows(
        "select c.conrelid::regclass::text, c.confrelid::regclass::text,"
        f" {in_order.format(key='conkey', table='conrelid')},"
        f" {in_order.format(key='confkey', table='confrelid')}"
        " from pg_constraint c where c.contype = 'f'"
    )
    wanted = [
        (
            model._meta.db_table,
            field.related_model._meta.db_table,
            [field.column, "compartment_id"],
            ["id", "compartment_id"],
        )
        for model in confidential_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SameCompartmentKey)
    ]
    assert len(wanted) > 50
    assert [key for key in wanted if key not in pairs] == []
