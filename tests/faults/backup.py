"""The commands of deploy/backup.sh and deploy/restore.sh on the embedded servers, without the encryption."""

import os
import subprocess
from pathlib import Path
from typing import Any

from localenv import keys
from localenv.postgres import DATABASE, ROLES, SUPERUSER, Cluster, binaries
from localenv.state import PROJECT
from tests.databases import Database

AFTER_RESTORE = PROJECT / "deploy" / "after-restore.sql"
BACKUP, BACKUP_PASSWORD = "bunkyo_backup", "only-for-this-test"


def _run(
    cluster: Cluster,
    program: str,
    *arguments: str,
    user: str,
    database: str,
    **environment: str,
) -> None:
    """A PostgreSQL program as that user; its words when it fails."""
    password = BACKUP_PASSWORD if user == BACKUP else keys.password(cluster.state.secrets, user)
    result = subprocess.run(
        [str(binaries() / program), *arguments],
        env={
            "PATH": os.environ.get("PATH", ""),
            "PGHOST": str(cluster.state.sockets),
            "PGUSER": user,
            "PGPASSWORD": password,
            "PGDATABASE": database,
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def allow_backup(cluster: Cluster, database: str = DATABASE) -> None:
    """The role that reads everything, as roles.sql makes it where its password is given (S-83)."""
    _run(
        cluster,
        "psql",
        *("--no-psqlrc", "--quiet", f"--file={ROLES}"),
        user=SUPERUSER,
        database=database,
        BUNKYO_BACKUP_PASSWORD=BACKUP_PASSWORD,
    )


def dump(cluster: Cluster, to: Path, *, user: str = BACKUP, database: str = DATABASE) -> None:
    _run(
        cluster,
        "pg_dump",
        *("--format=custom", "--no-password", f"--file={to}"),
        user=user,
        database=database,
    )


def restore(cluster: Cluster, dumped: Path, *, database: str = DATABASE) -> None:
    """As deploy/restore.sh does: into a database made for it, in one transaction. Over one that is there it would
    not come back whole (pg_restore cannot drop the keys of a table's parts)."""
    for statement in (
        f'drop database if exists "{database}" with (force)',
        f'create database "{database}" template template0',
    ):
        _run(
            cluster,
            "psql",
            *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--command={statement}"),
            user=SUPERUSER,
            database="postgres",
        )
    allow_backup(cluster, database)
    _run(
        cluster,
        "pg_restore",
        *("-U", SUPERUSER, "-d", database, "--single-transaction", "--exit-on-error"),
        *("--clean", "--if-exists", str(dumped)),
        user=SUPERUSER,
        database=database,
    )


def settle(cluster: Cluster, *, database: str = DATABASE) -> None:
    """What deploy/restore.sh does before anybody is let in."""
    _run(
        cluster,
        "psql",
        *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={AFTER_RESTORE}"),
        user=SUPERUSER,
        database=database,
    )


TABLES = (
    "select format('%I.%I', schemaname, tablename) from pg_tables"
    " where schemaname not in ('pg_catalog', 'information_schema') order by 1"
)
# What stands around the rows: policies, privileges, triggers, functions, constraints, next numbers.
AROUND = {
    "policies": "select tablename, policyname, cmd, roles::text, qual, with_check from pg_policies",
    "forced": "select oid::regclass::text, relrowsecurity, relforcerowsecurity from pg_class"
    " where relkind = 'r' and relnamespace in ('public'::regnamespace, 'access'::regnamespace)",
    "privileges": "select table_schema, table_name, grantee, privilege_type"
    " from information_schema.table_privileges where table_schema in ('public', 'access')",
    "column privileges": "select table_name, column_name, grantee, privilege_type"
    " from information_schema.column_privileges where table_schema = 'public'",
    "functions": "select oid::regprocedure::text, prosecdef, proowner::regrole::text, md5(prosrc)"
    " from pg_proc where pronamespace in ('public'::regnamespace, 'access'::regnamespace)",
    "who may call": "select p.oid::regprocedure::text, case a.grantee when 0 then 'public' else a.grantee::regrole::text end, a.privilege_type from pg_proc p,"
    " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
    " where pronamespace in ('public'::regnamespace, 'access'::regnamespace)",
    "triggers": "select tgrelid::regclass::text, tgname, tgenabled::text, pg_get_triggerdef(oid)"
    " from pg_trigger where not tgisinternal",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " from pg_constraint where connamespace = 'public'::regnamespace",
    "indexes": "select indexdef from pg_indexes where schemaname in ('public', 'access')",
    "sequences": "select schemaname, sequencename, last_value from pg_sequences",
}


# What deploy/after-restore.sql settles; every other table is equal after a restore.
SETTLED = {
    *("public.usersessions_usersession", "public.django_session"),
    *("public.jobs_job", "public.alerts_digestmail"),
}


def checksums(database: Database) -> dict[str, Any]:
    """Of every table its number of rows and a checksum over all of them; and what stands around them."""
    found: dict[str, Any] = {}
    with database.superuser() as connection:
        for (table,) in connection.execute(TABLES).fetchall():
            found[str(table)] = connection.execute(
                "select count(*), md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), ''))"
                f" from {table} t"
            ).fetchone()
        for name, question in AROUND.items():
            rows = connection.execute(question).fetchall()
            found[name] = sorted(str(row) for row in rows)
    return found
