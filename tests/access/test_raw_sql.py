"""Raw SQL as the application role, for every table of the catalog: what wall 3 alone gives to nobody, to
a forged context, and to everybody of the matrix (S-08, S-10; R1, R3, R4, R12, R16, R17)."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction

from access.anonymous_models import anonymous_models
from access.context import acting_as, sign
from access.of_bodies import of_body_models
from access.open_registers import open_register_models
from access.policies import confidential_models, history_table
from access.registers import register_models
from access.scheduled import scheduled_models

from .catalog import (
    AT_SIGN_IN,
    MASTERS,
    OPEN_TO_EVERYBODY,
    Table,
    counts,
    guarded,
    statement,
    tables,
)
from .matrix import COLUMNS, MATRIX
from .people import persona
from .secret_world import OUTSIDERS, World

# Registers, figures and what bodies keep of themselves, about nobody in need and of no case: tests of their own say who reads them.
OF_NO_CASE = {
    model._meta.db_table
    for model in [
        *(*register_models(), *open_register_models(), *anonymous_models(), *of_body_models())
    ]
} | {model.history.model._meta.db_table for model in open_register_models()}

# Alerts about a body and no case are read by whoever holds an office there.
TOLD_TO_BODIES = {model._meta.db_table for model in scheduled_models()}
# Everybody who works with cases begins a file of her own: a number and a day.
ONES_OWN_TO_ADD = {"access_casefile"}

# What is her work to write, or her own notice to answer.
HERS_TO_WRITE: dict[str, set[str]] = {
    "access_readingfinding": {"auditor"},
    "access_readingfigures": {"auditor"},
    "access_incident": {"auditor"},
    "access_incidentnote": {"auditor"},
    "access_emergencyreview": {"auditor"},
    "access_returnnotice": {"consent_over", "consent_withdrawn"},
}

# What somebody without a part in the case finds all the same, with the reason. Keys, days and codes; no
# word of content stands in any of these tables.
HER_OWN_GRANTS = "which compartments were ever opened to her or her role: ids, of use for nothing"
ASKED_FOR_PAPERS = "she read under a consent that is over and is asked to give papers back (R08)"
LOOKS_INTO_IT = "the log, flags and openings are an auditor's work: number, day, kind (R10, S-73)"
OF_AN_ACCOUNT = "a colleague's lost second factor: who asks, answers or looks into it (S-55, docs/decisions/1004)"
# Their offices have ended, or begin later: what was opened to a role that they do not hold is not theirs (R16).
WITHOUT_AN_OFFICE = {"left", "retired", "not_yet"}
KNOWN_TO: dict[str, dict[str, str]] = {
    "access_usergrant": dict.fromkeys(OUTSIDERS, HER_OWN_GRANTS),
    "access_groupgrant": dict.fromkeys(set(OUTSIDERS) - WITHOUT_AN_OFFICE, HER_OWN_GRANTS),
    "access_returnnotice": dict.fromkeys(("consent_over", "consent_withdrawn"), ASKED_FOR_PAPERS),
    "access_accesslog": {"auditor": LOOKS_INTO_IT},
    "access_disposallist": {"auditor": LOOKS_INTO_IT},
    "access_disposalitem": {"auditor": LOOKS_INTO_IT},
    "access_readingflag": {"auditor": LOOKS_INTO_IT},
    "access_readingfinding": {"auditor": LOOKS_INTO_IT},
    "access_readingfigures": {"auditor": LOOKS_INTO_IT},
    "access_incident": {"auditor": LOOKS_INTO_IT},
    "access_incidentnote": {"auditor": LOOKS_INTO_IT},
    "access_emergencyopening": {"auditor": LOOKS_INTO_IT},
    "access_emergencyreview": {"auditor": LOOKS_INTO_IT},
    "organizations_factorrequest": dict.fromkeys(
        ("administrator", "auditor", "member_superior"), OF_AN_ACCOUNT
    ),
}


@contextmanager
def asked_as(name: str | None) -> Iterator[Any]:
    """A transaction for a persona, or for nobody; nothing of it stays."""
    user = persona(name) if name else None
    with transaction.atomic():
        if user is None:
            yield None
        else:
            with acting_as(user):
                yield user
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rows(world: World) -> dict[str, dict[str, Any]]:
    """One row of each table that has any, of the secret case where it can be told, as a superuser of the
    database reads it."""
    found = {}
    with world.database.superuser() as raw:
        for table in tables():
            where = ""
            if "compartment_id" in table.columns:
                where = (
                    "where t.compartment_id in (select c.id from public.access_compartment c"
                    f" where c.case_id = '{world.made['case'].pk}')"
                )
            elif "case_id" in table.columns:
                where = f"where t.case_id = '{world.made['case'].pk}'"
            row = raw.execute(
                f"select row_to_json(t)::text from public.{table.name} t {where} limit 1"
            ).fetchone()
            if row:
                found[table.name] = json.loads(str(row[0]))
    return found


# --- what there is -------------------------------------------------------------------------


def test_every_table_is_guarded_closed_or_open_for_a_reason(world: World) -> None:
    """A new table is in these tests by itself: it is guarded, or somebody writes why not."""
    known = {t.name for t in tables()}
    assert set(OPEN_TO_EVERYBODY) | MASTERS <= known
    loose = [t.name for t in tables() if t.may_select and not t.is_open and not t.is_guarded]
    assert set(loose) - AT_SIGN_IN == set()
    of_a_case = {"compartment_id", "case_id"}
    assert [t.name for t in tables() if t.is_open and of_a_case & set(t.columns)] == []
    assert len(guarded()) > 2 * len(confidential_models())
    closed = [t for t in tables() if not t.may_select]
    assert [t.name for t in closed if t.may_insert or t.may_delete or t.changeable] == []


def test_the_secret_case_has_a_row_of_every_confidential_table(
    world: World, rows: dict[str, dict[str, Any]]
) -> None:
    wanted = {m._meta.db_table for m in confidential_models()}
    wanted |= {history_table(m) for m in confidential_models()}
    assert wanted - set(rows) == set()


# --- reading -------------------------------------------------------------------------------


def all_of_them() -> list[tuple[Table, str]]:
    return [(table, "true") for table in guarded() if table.name not in AT_SIGN_IN]


def test_r1_nobody_stated_finds_no_row_of_any_table(world: World) -> None:
    with asked_as(None):
        assert counts(all_of_them()) == {}


STRANGER = uuid.uuid4()
FORGED: dict[str, Callable[[Any, int], str]] = {
    "a bare id": lambda uid, pid: str(uid),
    "no signature": lambda uid, pid: f"{uid}.{pid}.{int(time.time()) + 100}.{'0' * 64}",
    "another process": lambda uid, pid: sign(uid, pid + 1),
    "out of date": lambda uid, pid: sign(uid, pid, lifetime=-1),
    "signed for another": lambda uid, pid: sign(STRANGER, pid).replace(str(STRANGER), str(uid)),
    "nobody who exists": lambda uid, pid: sign(STRANGER, pid),
}


@pytest.mark.parametrize("way", FORGED)
def test_s08_a_forged_context_finds_no_row_of_any_table(way: str, world: World) -> None:
    """In the name of who sees most of the case."""
    user = persona("caseworker_a")
    with asked_as(None), connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        value = FORGED[way](user.pk, cursor.fetchone()[0])
        cursor.execute("select set_config('app.acting', %s, true)", [value])
        assert counts(all_of_them()) == {}


def test_the_true_context_finds_rows(world: World) -> None:
    """The same question, rightly signed: it is not the question that is blind."""
    with asked_as("caseworker_a"):
        assert len(counts(all_of_them())) > 100


def _without_her_own(table: Table, user: Any) -> str:
    """Rows of one's own (drafts, jobs, what was declared) are no case's, nor is what is told to a body."""
    if table.name in TOLD_TO_BODIES:
        return "compartment_id is not null"
    if "user_id" in table.columns and "case_id" not in table.columns:
        return f"user_id <> '{user.pk}'"
    return "true"


@pytest.mark.parametrize("name", OUTSIDERS)
def test_who_has_no_part_in_the_case_finds_no_row_of_any_table(name: str, world: World) -> None:
    """Colleagues and superiors of members, ended appointments, withdrawn and expired consents, who is
    restricted, who administers, audits or is a superuser: zero rows, each table."""
    with asked_as(name) as user:
        asked = [
            (table, _without_her_own(table, user))
            for table, _ in all_of_them()
            if table.name not in OF_NO_CASE and name not in KNOWN_TO.get(table.name, {})
        ]
        assert len(asked) > 200
        at_sign_in = [t for t in tables() if t.name in AT_SIGN_IN and user.is_active]
        asked += [(table, _without_her_own(table, user)) for table in at_sign_in]
        assert counts(asked) == {}


def confidential_tables() -> dict[str, Any]:
    """Models by table, and by the table of their history."""
    found = {m._meta.db_table: m for m in confidential_models()}
    return found | {history_table(m): m for m in confidential_models()}


@pytest.mark.parametrize("name", [n for n in MATRIX if n not in OUTSIDERS])
def test_who_has_a_part_finds_rows_of_her_compartments_only(name: str, world: World) -> None:
    seen = 0
    with asked_as(name):
        for table, model in confidential_tables().items():
            with connection.cursor() as cursor:
                cursor.execute(f"select distinct compartment_id from public.{table}")
                found = [row[0] for row in cursor.fetchall()]
            beyond = [c for c in found if not world.may_see_row(name, model, c)]
            assert beyond == [], table
            seen += len(found)
    assert seen > 0


@pytest.mark.parametrize("name", MATRIX)
def test_r11_what_tells_how_to_find_a_protected_person_is_there_for_her_list_only(
    name: str, world: World
) -> None:
    """Rows that a protection withholds, and their versions: nobody off the list finds one, whatever else she
    may read of the household."""
    is_listed = MATRIX[name][1].split()[COLUMNS.index("protected")] != "-"
    with world.database.superuser() as raw:
        query = "select person_id::text from public.access_protection where ended_at is null"
        protected = [row[0] for row in raw.execute(query).fetchall()]
    assert protected
    shielded = [m for m in confidential_models() if m.shielded_by]
    assert shielded
    seen = 0
    with asked_as(name), connection.cursor() as cursor:
        for model in shielded:
            for table in (model._meta.db_table, history_table(model)):
                cursor.execute(
                    f"select count(*) from public.{table} where {model.shielded_by}::text = any(%s)",
                    [protected],
                )
                seen += cursor.fetchone()[0]
    assert (seen > 0) == is_listed


# --- writing -------------------------------------------------------------------------------

# No right, no row by the policies; or a trigger was first: what is fixed stays as it is (fixing.py).
REFUSALS = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.RaiseException,
    psycopg.errors.CheckViolation,
)


def is_refused(sql: str, *parameters: Any) -> bool:
    """Whether the database refuses a statement, or finds nothing to do it to."""
    try:
        with transaction.atomic():
            return statement(sql, *parameters) == 0
    except Error as refused:
        assert isinstance(refused.__cause__, REFUSALS), refused
        return True


def _copy(table: Table, row: dict[str, Any], me: Any) -> tuple[str, str]:
    """A statement that adds the row once more, in her own name, with a key of its own."""
    more = dict(row)
    if table.key and isinstance(row.get(table.key), str) and table.key.endswith("id"):
        more[table.key] = str(uuid.uuid4())
    for column in ("created_by_id", "granted_by_id", "requested_by_id", "decided_by_id"):
        if column in more:
            more[column] = str(me.pk)
    named = ", ".join(f'"{column}"' for column in table.columns)
    sql = (
        f"insert into public.{table.name} ({named})"
        f" select {named} from json_populate_record(null::public.{table.name}, %s::json)"
    )
    return sql, json.dumps(more)


def writable(table: Table) -> bool:
    return not table.is_open and table.name not in OF_NO_CASE | AT_SIGN_IN


@pytest.mark.parametrize("name", OUTSIDERS)
def test_s10_who_has_no_part_in_the_case_changes_and_adds_no_row(
    name: str, world: World, rows: dict[str, dict[str, Any]]
) -> None:
    done = []
    with asked_as(name) as user:
        for table in tables():
            row = rows.get(table.name)
            if row is None or not writable(table):
                continue
            if name in HERS_TO_WRITE.get(table.name, set()):
                continue
            if "case_id" not in row and row.get("user_id") == str(user.pk):
                continue  # a row of her own: a draft, a job
            where = f'"{table.key}"::text = %s'
            key = str(row[table.key])
            column = next((c for c in table.changeable if c != table.key), "")
            if column and not is_refused(
                f'update public.{table.name} set "{column}" = "{column}" where {where}', key
            ):
                done.append((table.name, "update"))
            if not is_refused(f"delete from public.{table.name} where {where}", key):
                done.append((table.name, "delete"))
            if table.name not in ONES_OWN_TO_ADD and not is_refused(*_copy(table, row, user)):
                done.append((table.name, "insert"))
    assert done == []


@pytest.mark.parametrize("name", [n for n in MATRIX if n not in OUTSIDERS])
def test_s10_who_has_a_part_adds_no_row_where_she_does_not_write(
    name: str, world: World, rows: dict[str, dict[str, Any]]
) -> None:
    """Every confidential table: a row of a compartment that she does not read is not added by her."""
    done, tried = [], 0
    models = confidential_tables()
    with asked_as(name) as user:
        for table in tables():
            model, row = models.get(table.name), rows.get(table.name)
            if model is None or row is None:
                continue
            if world.may_see_row(name, model, uuid.UUID(row["compartment_id"])):
                continue
            tried += 1
            if not is_refused(*_copy(table, row, user)):
                done.append(table.name)
    assert done == []
    assert tried > 0
