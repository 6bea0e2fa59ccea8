"""Where something lies: the compartment of a row, for what is kept about it beside it (drafts).

Answers about what is open to the acting user and about nothing else, so that what she does not see answers like
what does not exist (R14).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, DateTimeField, Func, Q

# PL/pgSQL asks for the tables when it is called: while a version is brought in they may be missing.
FUNCTION = """
create or replace function access.place_of(sought uuid)
returns table (compartment_id uuid, case_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
#variable_conflict use_column
begin
    return query
    select p.place, null::uuid from (ANY_OF) p
    where exists (select 1 from access.open_grant o where o.compartment_id = p.place)
    union all
    select null::uuid, f.id from public.access_casefile f
    where f.id = sought and exists (select 1 from access.open_grant o where o.case_id = f.id)
    limit 1;
end $$
"""
# Asked only where nothing was found that is open. What never was hers answers like what does not exist (R14).
SHUT = """
create or replace function access.is_shut(sought uuid[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    mine constant bigint[] := array(
        select a.role_group_id from public.organizations_appointment a
        where a.staff_id = access.acting_user());
begin
    return exists (
        select 1 from (ANY_OF) p
        where exists (select 1 from public.access_usergrant g
                      where g.content_object_id = p.place and g.user_id = access.acting_user())
           or exists (select 1 from public.access_groupgrant g
                      where g.content_object_id = p.place and g.group_id = any(mine)))
        or exists (select 1 from public.access_usergrant g
                   where g.case_id = any(sought) and g.user_id = access.acting_user())
        or exists (select 1 from public.access_groupgrant g
                   where g.case_id = any(sought) and g.group_id = any(mine));
end $$
"""
ROW = "select t.compartment_id as place from public.TABLE t where t.id = sought"


@dataclass(frozen=True)
class Place:
    """A compartment; or a case, of what is about the case as a whole; or neither."""

    compartment_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None


def place_of_sql(models: Iterable[type[Any]]) -> str:
    """The functions, asking the tables of all confidential models."""
    asked = ["select c.id as place from public.access_compartment c where c.id = sought"]
    asked += [ROW.replace("TABLE", model._meta.db_table) for model in models]
    rows = " union all ".join(asked)
    any_of = rows.replace("= sought", "= any(sought)")
    return f"{FUNCTION.replace('ANY_OF', rows)};{SHUT.replace('ANY_OF', any_of)}"


def place_of(pk: uuid.UUID) -> Place:
    """Where the row, the compartment or the case with this id lies, as far as it is open to the acting user now."""
    with connection.cursor() as cursor:
        cursor.execute("select compartment_id, case_id from access.place_of(%s)", [pk])
        found = cursor.fetchone()
    return Place(*found) if found else Place()


def is_shut(keys: list[uuid.UUID]) -> bool:
    """Whether one of these, of which none is open to the acting user now, was once opened to her: a row, a compartment
    or a case."""
    with connection.cursor() as cursor:
        cursor.execute("select access.is_shut(%s)", [keys])
        return bool(cursor.fetchone()[0])


class Sees(Func):
    """Asked of each row: the places of one's own drafts are few, what a secretariat sees is a hundred thousand."""

    output_field = BooleanField()


def still_open() -> Q:
    """Q for rows that carry a place (`compartment_id`, `case_id`): it is open to the acting user at this moment (R12,
    R16, R17). What has no place is about nothing that could be closed.

    Asked of the database alone: from which cases she is kept out she does not see herself, so what her own rows are
    about cannot be asked as wall 1 does.
    """
    compartment = Sees("compartment_id", function="access.sees_compartment")
    case = Sees("case_id", function="access.sees_case")
    return (Q(compartment_id=None) | Q(compartment)) & (Q(case_id=None) | Q(case))


class WithheldSince(Func):
    """Since when how to find somebody there is withheld from the acting user (R11); of rows that carry a place."""

    function = "access.withheld_since"
    output_field = DateTimeField()

    def __init__(self) -> None:
        super().__init__("compartment_id", "case_id")
