"""Wall 3: row-level security for every confidential and history table, from one template.

`install` runs after each migration, as the owner of the tables, and may run any number of times.
A new table is closed until it has run: the application role gets its privileges here.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model

from .anonymous_models import anonymous_models, anonymous_sql
from .counted_models import kept_for_counting, kept_for_counting_sql
from .counting import counting_sql
from .definers import APP_MAY_CALL, IN_TRIGGERS
from .erasing import erase_rows_sql, erasing_sql, work_ends_sql
from .fixing import fixing_sql
from .logged_tables import logged_sql
from .of_bodies import of_body_models, of_body_sql
from .places import place_of_sql
from .registers import register_models, register_sql
from .scheduled import JOBS_COLUMNS, jobs_columns_sql, scheduled_models, scheduled_sql
from .search_index import fill_new, find_words_sql, index_sql, rebuild_when_changed
from .shielding import answer_sql, shield_sql, two_people_sql
from .statements import APP, EMERGENCY, GATE, JOBS, closed, constraint, open_in, policy, trigger
from .tables import ACCESS_TABLES, EMERGENCY_TABLES, INNER_TABLES, MASTER_MODELS
from .taking_tables import take_all
from .unusual_models import unusual_sql
from .verifying import knows_code_sql

SQL = Path(__file__).parent / "sql"
# Run as they stand, before those into which something is put.
PLAIN = (
    *("functions.sql", "narrowing.sql", "emergency.sql", "matching.sql", "counting.sql"),
    *("log.sql", "renewing.sql", "factors.sql"),
)
# Sent together: everybody waits while they are carried out, and most of the time was the way to the database.
AT_ONCE = 200


def confidential_models() -> list[type[Model]]:
    """Every concrete model whose rows live in a compartment."""
    from .models import ConfidentialModel

    return [m for m in apps.get_models() if issubclass(m, ConfidentialModel)]


def personal_models() -> list[type[Model]]:
    """Every concrete model whose rows belong to one member of staff."""
    from .models import PersonalModel

    return [m for m in apps.get_models() if issubclass(m, PersonalModel)]


def history_table(model: type[Any]) -> str:
    """Name of the history table of a confidential model."""
    return str(model.history.model._meta.db_table)


def confidential_sql(model: type[Any]) -> Iterator[str]:
    """The template: one sentence for reading, one for writing, for content and history."""
    table, history = model._meta.db_table, history_table(model)
    writes = open_in(table, ("write_compartment",))
    yield from closed(table)
    changes = "" if model.is_written_once else ", update"
    yield f"grant select, insert{changes} on public.{table} to {APP}"
    reading = model.readable_with + ((EMERGENCY,) if model.open_in_emergency else ())
    yield from policy(table, "reading", "select", open_in(table, reading))
    yield from policy(
        table,
        "adding",
        "insert",
        check="created_by_id = (select access.acting_user()) and "
        + open_in(table, model.added_with),
    )
    if model.is_written_once:
        yield f"drop policy if exists changing on public.{table}"
    else:
        yield from policy(table, "changing", "update", writes, writes)
    yield from closed(history)
    yield f"grant select on public.{history} to {APP}"
    yield from policy(history, "reading", "select", open_in(history, model.readable_with))
    yield f"grant insert on public.{history} to {GATE}"
    yield from trigger(table, "keep_compartment", "before update", "access.keep_compartment()")
    yield from trigger(
        table,
        "record_history",
        "after insert or update or delete",
        f"access.record_history('{history}')",
    )
    yield from jobs_columns_sql(table, model.jobs_role_columns)
    yield from composite_keys_sql(model)
    yield from shield_sql(model)
    yield from fixing_sql(model)
    yield from answer_sql(model)
    yield from index_sql(model)


def composite_keys_sql(model: type[Any]) -> Iterator[str]:
    """Keys inside a compartment carry the compartment, in both directions (S-09)."""
    from .models import SameCompartmentKey

    table = model._meta.db_table
    yield from constraint(table, f"{table}_in_compartment", "unique (id, compartment_id)")
    for field in model._meta.concrete_fields:
        if isinstance(field, SameCompartmentKey):
            parent = field.related_model._meta.db_table
            yield from constraint(parent, f"{parent}_in_compartment", "unique (id, compartment_id)")
            yield from constraint(
                table,
                f"{table}_{field.column}_same"[:63],
                f"foreign key ({field.column}, compartment_id)"
                f" references public.{parent} (id, compartment_id)",
                column=field.column,
            )


def personal_sql(model: type[Any]) -> Iterator[str]:
    """Rows of one's own; the role for scheduled work has what the model names (PersonalModel)."""
    table = model._meta.db_table
    mine = "user_id = (select access.acting_user())"
    yield from closed(table)
    yield f"grant select, insert, update, delete on public.{table} to {APP}"
    yield from policy(table, "own", "all", mine, mine)
    columns = {"select": model.jobs_role_columns, "update": model.jobs_role_updates}
    for operation, named in columns.items():
        if named:
            yield f"grant {operation} ({', '.join(named)}) on public.{table} to {JOBS}"
    thrown = model.jobs_role_deletes_where
    if thrown:
        yield f"grant delete on public.{table} to {JOBS}"
    for name, operation, is_named, clauses in (
        ("scheduled", "select", model.jobs_role_columns, "using (true)"),
        (
            "scheduled_change",
            "update",
            model.jobs_role_updates,
            f"using ({model.jobs_role_updates_where}) with check (true)",
        ),
        ("scheduled_end", "delete", thrown, f"using ({thrown})"),
    ):
        yield f"drop policy if exists {name} on public.{table}"
        if is_named:
            yield f"create policy {name} on public.{table} for {operation} to {JOBS} {clauses}"


def access_sql() -> Iterator[str]:
    """Case files, compartments, grants, restrictions and the log."""
    for table, operations, reading, adding in ACCESS_TABLES:
        yield from closed(table)
        yield f"grant {operations} on public.{table} to {APP}"
        yield from policy(table, "reading", "select", reading)
        yield from policy(table, "adding", "insert", check=adding)
    yield from two_people_sql()
    # Only the one who is asked answers, and once.
    asked = "user_id = (select access.acting_user()) and access.is_asked(id)"
    yield from policy(
        "access_returnnotice", "changing", "update", f"answer = '' and {asked}", asked
    )
    for table in ("access_usergrant", "access_groupgrant"):
        yield f"grant update (valid_from, valid_until) on public.{table} to {GATE}"
        yield from constraint(
            table,
            f"{table}_case_of_compartment",
            "foreign key (content_object_id, case_id)"
            " references public.access_compartment (id, case_id)",
        )
    yield from trigger("access_groupgrant", "keep_narrow", "before insert", "access.keep_narrow()")
    for table in ("access_usergrant", "access_groupgrant"):
        withdrawn = "access.keep_withdrawn()"
        yield from trigger(table, "keep_withdrawn", "before insert", withdrawn)
    yield from constraint(
        "access_returnnotice",
        "access_returnnotice_case_of_compartment",
        "foreign key (compartment_id, case_id) references public.access_compartment (id, case_id)",
    )
    for table, columns in JOBS_COLUMNS.items():
        yield from jobs_columns_sql(table, columns)
    yield from inner_sql()
    yield from unusual_sql()
    for table in EMERGENCY_TABLES:
        yield f"grant insert on public.{table} to {GATE}"
    yield f"grant update (ended_at) on public.access_emergencyopening to {GATE}"
    yield f"grant insert, update on public.access_listrenewal to {GATE}"
    yield from lost_factors_sql()
    yield f"revoke update on public.access_casefile from {GATE}"
    yield f"grant update (taken_back_at) on public.access_casefile to {GATE}"
    yield f"grant insert on public.access_accesslog to {GATE}"
    # The owner verifies the chain (verify_access_log); the log holds no content.
    yield "drop policy if exists verifying on public.access_accesslog"
    yield "create policy verifying on public.access_accesslog for select to bunkyo_owner using (true)"
    yield "drop policy if exists verifying on public.access_disposallist"
    yield "create policy verifying on public.access_disposallist for select to bunkyo_owner using (true)"


def lost_factors_sql() -> Iterator[str]:
    """What the gate writes when two take a second factor away (sql/factors.sql)."""
    columns = "password, directory_subject, factors_taken_at"
    yield f"grant insert, update on public.organizations_factorrequest to {GATE}"
    yield f"grant delete on public.mfa_authenticator to {GATE}"
    yield f"grant update ({columns}) on public.organizations_staff to {GATE}"


def inner_sql() -> Iterator[str]:
    """Tables without any privilege of the application; the gate writes them and the notices."""
    for table in INNER_TABLES:
        yield from closed(table)
        yield f"grant insert, delete on public.{table} to {GATE}"
        yield f"grant usage on sequence public.{table}_id_seq to {GATE}"
    yield f"grant insert on public.access_matchnotice to {GATE}"


def masters_sql() -> Iterator[str]:
    administers = "access.acting_holds_role('system_administrator')"
    for name in MASTER_MODELS:
        table = apps.get_model("organizations", name)._meta.db_table
        yield f"alter table public.{table} enable row level security"
        yield f"revoke all on public.{table} from {APP}, {JOBS}"
        yield f"grant select, insert, update on public.{table} to {APP}"
        yield from policy(table, "reading", "select", "true")
        yield from policy(table, "adding", "insert", check=administers)
        yield from policy(table, "changing", "update", administers, administers)
    yield f"revoke update on public.organizations_rolegroup from {APP}"
    # Numbered keys draw theirs without any privilege of who writes (identity columns): read, a sequence tells how many
    # rows there were (S-22).
    yield f"revoke all on all sequences in schema public from {APP}, {JOBS}"
    yield from trigger(
        "organizations_appointment",
        "check_appointment",
        "before insert or update",
        "access.check_appointment()",
    )
    for carrying in ("carry_narrowed", "carry_lists"):
        yield from trigger(
            "organizations_appointment", carrying, "after insert", f"access.{carrying}()"
        )


def technical_sql() -> Iterator[str]:
    """Accounts and sessions; permissions of Django and generic grants stay out of reach (S-07)."""
    for app in ("sessions", "account", "mfa", "usersessions"):
        for model in apps.get_app_config(app).get_models():
            table = model._meta.db_table
            yield f"grant select, insert, update, delete on public.{table} to {APP}"
    yield f"grant select, insert, update on public.organizations_staff to {APP}"
    yield from trigger(
        "organizations_staff", "check_staff", "before insert or update", "access.check_staff()"
    )
    # Second factors: one's own, or nobody acts yet because somebody is logging in.
    mine = "(select access.acting_user()) is null or user_id = (select access.acting_user())"
    yield "alter table public.mfa_authenticator enable row level security"
    yield from policy("mfa_authenticator", "own", "all", mine, mine)
    yield f"grant select, insert, update, delete on public.organizations_login_cache to {APP}"
    # Which version laid the tables: asked before a process starts (manage.py start).
    yield f"grant select on public.django_migrations to {APP}, {JOBS}"
    yield f"grant select, insert on public.auth_group to {APP}"
    yield f"grant select, insert on public.django_admin_log to {APP}"
    yield f"grant select on public.auth_permission, public.django_content_type to {APP}"


def install(using: str = "owner") -> None:
    """Bring functions, privileges, policies, triggers and composite keys to what is declared."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(f"revoke all on all tables in schema public from {APP}, {JOBS}")
        cursor.execute(f"grant usage on schema public to {GATE}")
        cursor.execute(f"grant select on all tables in schema public to {GATE}")
        cursor.execute(f"set local role {GATE}")
        for name in PLAIN:
            cursor.execute((SQL / name).read_text(encoding="utf-8"))
        cursor.execute(search := find_words_sql((SQL / "search.sql").read_text(encoding="utf-8")))
        cursor.execute((SQL / "unusual.sql").read_text(encoding="utf-8"))
        confidential = [m for m in confidential_models() if m._meta.db_table in present]
        cursor.execute(work_ends_sql(confidential))
        cursor.execute(erase_rows_sql(confidential))
        cursor.execute((SQL / "keeping.sql").read_text(encoding="utf-8"))
        cursor.execute(knows_code_sql(confidential_models()))
        cursor.execute(place_of_sql(confidential_models()))
        _install_key(cursor)
        cursor.execute("revoke all on all functions in schema access from public")
        for function in sorted(APP_MAY_CALL | IN_TRIGGERS):
            # nosemgrep: sql-of-strings - functions of a list in the source (definers.py)
            cursor.execute(f"grant execute on function access.{function} to {APP}")
        cursor.execute(
            "grant execute on function access.log_head, access.is_pledged, access.find_unusual,"
            " access.find_unneeded, access.log_hash_at, access.log_was_anchored, access.begin_anchor"
            f" to {JOBS}"
        )
        cursor.execute(f"grant execute on function access.acting_user to {JOBS}, bunkyo_owner")
        cursor.execute(f"grant execute on function access.subjects_of to {JOBS}")
        cursor.execute(
            "grant execute on function access.record_history, access.keep_compartment,"
            " access.carry_narrowed, access.check_appointment, access.check_staff, access.log_digest, access.acting_holds_role,"
            " access.carry_lists,"
            " access.may_grant, access.may_open, access.sign_own_name,"
            " access.answer_by_another, access.keep_shield, access.keep_fixed, access.index_words,"
            " access.keep_narrow, access.keep_withdrawn, access.hold_source, access.log_change"
            " to bunkyo_owner"
        )
        cursor.execute(f"grant select on access.open_grant to {APP}, bunkyo_owner")
        cursor.execute("reset role")
        statements = list(_all_statements(present))
        take_all(connection, cursor)
        for first in range(0, len(statements), AT_ONCE):
            # nosemgrep: sql-of-strings - statements that policies.py itself writes, many at once
            cursor.execute(";\n".join(statements[first : first + AT_ONCE]))
        cursor.execute(f"set local role {GATE}")
        rebuild_when_changed(cursor, search, confidential)
    fill_new(connection, search, confidential)


def _install_key(cursor: Any) -> None:
    from .context import padded_key

    inner, outer = padded_key()
    cursor.execute(
        "insert into access.context_key (id, inner_pad, outer_pad) values (1, %s, %s)"
        " on conflict (id) do update set inner_pad = excluded.inner_pad,"
        " outer_pad = excluded.outer_pad",
        [inner, outer],
    )


def _all_statements(present: set[str]) -> Iterator[str]:
    yield from technical_sql()
    yield from masters_sql()
    yield from access_sql()
    yield from logged_sql()
    # Imported late: the module's base keeps history as confidential rows do (models.py).
    from .open_registers import open_register_models, open_register_sql

    kinds: list[tuple[Iterable[type[Any]], Callable[[type[Any]], Iterator[str]]]] = [
        (confidential_models(), confidential_sql),
        (personal_models(), personal_sql),
        (register_models(), register_sql),
        (anonymous_models(), anonymous_sql),
        (kept_for_counting(), kept_for_counting_sql),
        (scheduled_models(), scheduled_sql),
        (of_body_models(), of_body_sql),
        (open_register_models(), open_register_sql),
    ]
    for models, statements in kinds:
        for model in models:
            if model._meta.db_table in present:
                yield from statements(model)
    yield from counting_sql(present)
    erased = [m for m in confidential_models() if m._meta.db_table in present]
    yield from erasing_sql(erased, present)


def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """After `migrate --database owner`."""
    needed = {"access_accesslog", "organizations_login_cache", "account_emailaddress"}
    present = set(connections[using].introspection.table_names())
    if needed <= present and settings.DATABASES[using].get("USER"):
        install(using)
