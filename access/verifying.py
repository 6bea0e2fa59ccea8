"""Whether a code stands on a paper that was made here: the one thing that everybody may ask of a paper.

A model names the column with the codes of its papers (`ConfidentialModel.verified_by`). The answer is
yes or no and comes from a reviewed function; what paper it is learns only who sees its row.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

# PL/pgSQL asks for the columns when it is called: while a version is brought in they may be missing.
FUNCTION = """
create or replace function access.knows_code(wanted text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return access.acting_user() is not null and length(wanted) > 0 and (ANY_OF);
end $$
"""
ASKED = "exists (select 1 from public.TABLE t where t.COLUMN = wanted)"


def knows_code_sql(models: Iterable[type[Any]]) -> str:
    """The function, asking the tables of all models whose papers carry a code."""
    asked = [
        ASKED.replace("TABLE", model._meta.db_table).replace("COLUMN", model.verified_by)
        for model in models
        if model.verified_by
    ]
    return FUNCTION.replace("ANY_OF", " or ".join(asked) or "false")


def is_known(code: str) -> bool:
    """Whether a paper with this code was made here, as asked by the acting user."""
    with connection.cursor() as cursor:
        cursor.execute("select access.knows_code(%s)", [code])
        return bool(cursor.fetchone()[0])
