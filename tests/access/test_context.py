"""The signed acting context: forged, stolen, expired or missing, it names nobody (S-08)."""

import time
import uuid
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, models, transaction

from access.anonymous_models import anonymous_models
from access.context import acting_as, sign
from access.counted_models import kept_for_counting
from access.counting import counted_models, histories_counted
from access.models import CaseFile, Compartment, Disclosure
from access.of_bodies import of_body_models
from access.policies import confidential_models, history_table, personal_models
from access.scheduled import JOBS_COLUMNS, scheduled_models
from access.unusual_models import ReadingFigures
from bunkyo_support.environment import PLANNED_FROM
from organizations.models import Staff
from tests.access.situations import a_case_at, raw_count
from tests.world import staff

pytestmark = pytest.mark.django_db

INJECTIONS = [
    "select count(*) from {t} where true or set_config('app.acting', '{forged}', true) = 'x'",
    "select count(*) from {t}, (select set_config('app.acting', '{forged}', true)) as s",
    "with s as materialized (select set_config('app.acting', '{forged}', true))"
    " select count(*) from s, {t}",
    "select count(*) from {t} where id in (select id from {t}"
    " union select null where set_config('app.acting', '{forged}', true) is null)",
    "select count(*) from {t} where (select set_config('app.acting', '{forged}', true)) <> ''",
    "select count(*) from {t} where set_config('row_security', 'on', true) = 'on'",
]


def tables() -> list[str]:
    models = [*confidential_models(), *personal_models(), CaseFile, Compartment]
    return [m._meta.db_table for m in models] + [history_table(m) for m in confidential_models()]


def state(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.acting', %s, true)", [value])


def acting() -> object:
    with connection.cursor() as cursor:
        cursor.execute("select access.acting_user()")
        return cursor.fetchone()[0]


def pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_r1_nobody_stated_sees_no_row_of_any_table() -> None:
    a_case_at("soudan1")
    assert {t: raw_count(t) for t in tables() if raw_count(t)} == {}


def test_the_true_context_names_the_person() -> None:
    with acting_as(staff("soudan1")):
        assert acting() == staff("soudan1").pk


@pytest.mark.parametrize(
    "forge",
    [
        str,
        lambda uid: f"{uid}.{pid()}.{int(time.time()) + 100}.{'0' * 64}",
        lambda uid: sign(uid, pid() + 1),
        lambda uid: sign(uid, pid(), lifetime=-1),
        lambda uid: sign(uuid.uuid4(), pid()),
        lambda uid: sign(uid, pid()).replace(str(uid), str(staff("kanri1").pk)),
        lambda uid: "a.b.c",
        lambda uid: "....",
        lambda uid: "",
    ],
)
def test_s08_a_false_context_names_nobody(forge) -> None:  # type: ignore[no-untyped-def]
    a_case_at("soudan1")
    state(forge(staff("soudan1").pk))
    assert acting() is None
    assert raw_count("access_casefile") == 0


@pytest.mark.parametrize("statement", INJECTIONS)
def test_s08_an_injected_statement_returns_no_foreign_row(statement: str) -> None:
    a_case_at("soudan1")
    for _ in range(2):  # more than her own: who becomes somebody else counts more
        a_case_at("kurashi1")
    forged = f"{staff('kurashi1').pk}.{pid()}.{int(time.time()) + 100}.{'0' * 64}"
    for table in ("access_casefile", "access_disclosure", "access_historicaldisclosure"):
        with acting_as(staff("soudan1")), connection.cursor() as cursor:
            own = raw_count(table)
            cursor.execute(statement.format(t=table, forged=forged))
            assert cursor.fetchone()[0] <= own


def test_s08_a_reused_connection_names_nobody_afterwards() -> None:
    a_case_at("soudan1")
    with acting_as(staff("soudan1")):
        assert raw_count("access_casefile") == 1
    assert raw_count("access_casefile") == 0
    with pytest.raises(ZeroDivisionError), acting_as(staff("soudan1")):
        raise ZeroDivisionError
    assert raw_count("access_casefile") == 0


def test_s08_the_key_cannot_be_read_nor_the_policies_lifted() -> None:
    for statement in (
        "select * from access.context_key",
        "select access.context_mac('x')",
        "alter table access_casefile disable row level security",
        "drop policy reading on access_casefile",
        "alter table access_disclosure no force row level security",
        "set role bunkyo_gate",
        "set role bunkyo_owner",
        "set session authorization bunkyo_owner",
        "create or replace function access.acting_user() returns uuid language sql as 'select null::uuid'",
        "drop view access.open_grant",
    ):
        with (
            pytest.raises(Exception, match=r"permission denied|must be owner"),
            transaction.atomic(),
        ):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_s08_row_security_off_is_an_error_not_a_view() -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local row_security = off")
            cursor.execute("select count(*) from access_casefile")


def test_r16_a_person_no_longer_employed_is_nobody() -> None:
    with acting_as(staff("taishoku1")):
        assert acting() is None


def test_a_confidential_row_never_changes_its_compartment() -> None:
    """S-10: not by moving a row that one may write, either."""
    one = a_case_at("soudan1")
    other = a_case_at("soudan1")
    with acting_as(staff("soudan1")):
        row = Disclosure.objects.visible_to(staff("soudan1")).of_case(one.case).first()
        assert row is not None
        with pytest.raises(Exception, match="keeps its compartment"), transaction.atomic():
            Disclosure.objects.filter(pk=row.pk).update(compartment=other.record)


@pytest.mark.django_db(databases=["default", "jobs"])
def test_jobs_role_sees_no_content_column() -> None:
    readable = set()
    with connections["jobs"].cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.column_privileges"
            " where grantee = 'bunkyo_jobs' and privilege_type = 'SELECT'"
            " and table_schema = 'public'"
        )
        readable = set(cursor.fetchall())
    allowed = {
        (m._meta.db_table, column)
        for m in [*personal_models(), *confidential_models(), *of_body_models()]
        for column in m.jobs_role_columns
    }
    allowed |= {
        (m._meta.db_table, f.column) for m in scheduled_models() for f in m._meta.concrete_fields
    }
    allowed |= {(table, column) for table, columns in JOBS_COLUMNS.items() for column in columns}
    for model in anonymous_models():  # what it writes itself: figures of the ward
        if model.is_counted:
            table = model._meta.db_table
            allowed |= {(table, field.column) for field in model._meta.concrete_fields}
    allowed |= {
        (m._meta.db_table, column) for m, columns in counted_models().items() for column in columns
    }
    allowed |= {
        (m._meta.db_table, column)
        for m, columns in histories_counted().items()
        for column in columns
    }
    allowed |= {  # what it keeps between two counts
        (m._meta.db_table, field.column)
        for m in kept_for_counting()
        for field in m._meta.concrete_fields
    }
    allowed |= {  # when a reading is unusual (access.unusual)
        (ReadingFigures._meta.db_table, field.column)
        for field in ReadingFigures._meta.concrete_fields
    }
    # Which migrations have run: a process does not start over missing ones (bunkyo_support.schema).
    allowed |= {("django_migrations", column) for column in ("id", "app", "name", "applied")}
    assert readable == allowed
    said = {c for table, c in readable if table != "django_migrations"}
    assert not {c for c in said if c in {"text", "content", "value", "name"}}


def _says_something(field: Any) -> bool:
    """Whether people type into the column: what is no id, state, code or date."""
    typed = models.TextField | models.JSONField | models.BinaryField
    is_code = bool(field.choices) or (getattr(field, "max_length", None) or 0) <= 10
    return isinstance(field, typed) or (isinstance(field, models.CharField) and not is_code)


def test_jobs_role_reads_ids_states_and_dates_of_confidential_rows() -> None:
    for model in [*confidential_models(), *scheduled_models(), *of_body_models()]:
        named = set(getattr(model, "jobs_role_columns", ()))
        columns = {f.column: f for f in model._meta.concrete_fields}
        assert named <= columns.keys(), model
        assert [c for c in named if _says_something(columns[c])] == [], model


@pytest.mark.django_db(databases=["default", "jobs"])
def test_jobs_role_is_refused_every_other_column_of_confidential_rows() -> None:
    counted = counted_models()
    for model in confidential_models():
        known = {*model.jobs_role_columns, *counted.get(model, ())}
        for field in model._meta.concrete_fields:
            if field.column in known:
                continue
            with pytest.raises(ProgrammingError), transaction.atomic(using="jobs"):
                with connections["jobs"].cursor() as cursor:
                    cursor.execute(f'select "{field.column}" from {model._meta.db_table} limit 1')


def test_s40_what_is_asked_again_is_kept_as_planned_and_without_its_values() -> None:
    for number in range(PLANNED_FROM + 2):
        assert not Staff.objects.filter(username=f"架空の氏名{number}").exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "select statement from pg_prepared_statements where statement like '%staff%'"
        )
        kept = [text for (text,) in cursor.fetchall()]
    assert len(kept) >= 1
    assert not [text for text in kept if "架空" in text]


def test_s08_a_kept_plan_shows_each_reader_her_own() -> None:
    """One connection serves one person after the other: who acts is looked up at each asking, not when it is planned."""
    a_case_at("soudan1")
    for _ in range(PLANNED_FROM + 2):
        with acting_as(staff("soudan1")):
            assert raw_count("access_casefile") == 1
            assert CaseFile.objects.visible_to(staff("soudan1")).count() == 1
        with acting_as(staff("kurashi1")):
            assert raw_count("access_casefile") == 0
            assert CaseFile.objects.visible_to(staff("kurashi1")).count() == 0
        assert raw_count("access_casefile") == 0
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements")
        kept = [text for (text,) in cursor.fetchall() if "from access_casefile" in text]
    assert kept == ["select count(*) from access_casefile where true"]
