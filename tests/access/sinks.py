"""What a request leaves behind, and where a token must never lie: sessions, the cache, jobs, the log, every
table that is not itself confidential (S-35, S-36, S-69)."""

import functools
import re
from typing import Any

from django.contrib.sessions.models import Session

from access.policies import confidential_models, history_table

from .canary import tokens_in
from .catalog import tables


@functools.cache
def open_tables() -> tuple[str, ...]:
    """Tables in which no content of a case lies: all but the confidential ones and their versions."""
    content = {m._meta.db_table for m in confidential_models()}
    content |= {history_table(m) for m in confidential_models()}
    return tuple(t.name for t in tables() if t.name not in content)


def tables_with_tokens(database: Any) -> dict[str, set[str]]:
    """As a superuser of the database reads them."""
    found = {}
    with database.superuser() as raw:
        for name in open_tables():
            rows = raw.execute(
                f"select string_agg(t::text, ' ') from public.{name} t where t::text ilike '%cnry%'"
            ).fetchone()
            if rows[0]:
                found[name] = tokens_in(str(rows[0]))
        for data, key in raw.execute("select session_data, session_key from django_session"):
            kept = str(Session(session_key=key, session_data=data).get_decoded())
            if re.search("cnry", kept, re.IGNORECASE):
                found["django_session"] = tokens_in(kept)
    return found
