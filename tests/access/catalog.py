"""The tables of the database, as its catalog knows them, and what each of them is.

A table is guarded by row policies, closed to the application, or open for a reason that stands here.
There is no fourth kind: a new table is guarded, or fails the suite until somebody has written why not.
"""

import functools
from dataclasses import dataclass
from typing import Any

from django.db import connection

# Not about anybody in need, and read by everybody who is signed in or signing in.
OPEN_TO_EVERYBODY = {
    "account_emailaddress": "allauth's; empty, sign-in goes by name",
    "account_emailconfirmation": "allauth's; empty",
    "auth_group": "names of the roles at bodies",
    "auth_permission": "Django's list of permissions, which open nothing (S-07)",
    "django_admin_log": "changes to masters",
    "django_content_type": "Django's list of models",
    "django_migrations": "which migrations have run",
    "django_session": "sessions, of which the key is random and the content without personal data",
    "organizations_login_cache": "failed attempts to sign in",
    "organizations_staff": "accounts: who works here",
    "usersessions_usersession": "terminals at which somebody is signed in; shown to herself",
}
# Masters: row policies let everybody read and only administrators write (R10).
MASTERS = {
    "access_retentionclass",
    "organizations_appointment",
    "organizations_area",
    "organizations_body",
    "organizations_bodysettings",
    "organizations_code",
    "organizations_codelist",
    "organizations_counter",
    "organizations_legalbasis",
    "organizations_localname",
    "organizations_notewords",
    "organizations_rolegroup",
    "organizations_standingtext",
}
# Second factors: one's own; while nobody acts yet, somebody is signing in.
AT_SIGN_IN = {"mfa_authenticator"}

TABLES = """
    select c.relname, c.relrowsecurity and c.relforcerowsecurity,
           has_table_privilege('bunkyo_app', c.oid, 'select'),
           has_table_privilege('bunkyo_app', c.oid, 'insert'),
           has_table_privilege('bunkyo_app', c.oid, 'delete'),
           array(select a.attname::text from pg_attribute a
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                   and a.attgenerated = '' and a.attidentity <> 'a' order by a.attnum),
           array(select a.attname::text from pg_attribute a
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                   and a.attgenerated = ''
                   and has_column_privilege('bunkyo_app', c.oid, a.attnum, 'update')),
           coalesce((select a.attname::text from pg_index i
                     join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                     where i.indrelid = c.oid and i.indisprimary), '')
    from pg_class c
    where c.relkind in ('r', 'p', 'f', 'm') and c.relnamespace = 'public'::regnamespace
    order by c.relname
"""


@dataclass(frozen=True)
class Table:
    """What the catalog says of one table, and what the application may do with it."""

    name: str
    is_guarded: bool
    may_select: bool
    may_insert: bool
    may_delete: bool
    columns: tuple[str, ...]
    changeable: tuple[str, ...]
    key: str

    @property
    def is_open(self) -> bool:
        return self.name in OPEN_TO_EVERYBODY or self.name in MASTERS

    def counted(self, more: str = "true") -> str:
        return f"select '{self.name}', count(*) from public.{self.name} where {more}"


@functools.cache
def tables() -> tuple[Table, ...]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return tuple(
            Table(name, guarded, reads, adds, deletes, tuple(columns), tuple(changes), key)
            for name, guarded, reads, adds, deletes, columns, changes, key in cursor.fetchall()
        )


def guarded() -> list[Table]:
    """Tables whose rows the policies hand out one by one."""
    return [t for t in tables() if t.may_select and not t.is_open]


def counts(asked: list[tuple[Table, str]]) -> dict[str, int]:
    """How many rows of each table there are for whoever acts, in one question; without those that have
    none."""
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(table.counted(more) for table, more in asked))
        return {name: number for name, number in cursor.fetchall() if number}


def statement(sql: str, *parameters: Any) -> int:
    """Run it; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return int(cursor.rowcount)
