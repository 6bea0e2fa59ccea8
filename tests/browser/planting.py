"""A script in every text that people type: what stands there already goes on standing, and markup follows it (S-58).

What is written into a case is planted in the secret world in the words of a token; what is no case (the masters, the
registers, what was said to staff) in each text of each row. As somebody whom nothing binds, with all triggers silent:
what is fixed for ever and each former version hold it as well.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from access.policies import confidential_models
from tests.access.canary import plantable
from tests.databases import Database

# Out of an attribute and into an element that no page has, past marks that cannot be seen and turn the line around.
SHORT = "\"'\u200f\u200b><x-y>"
SCRIPTS = "<img src=x onerror=window.__xss=1><svg onload=window.__xss=1>"
# Out of the elements whose content is no markup as well.
LONG = f"{SHORT}</textarea></title></script><script>window.__xss=1</script>{SCRIPTS}"
WORDS = tuple(sorted((SHORT, SHORT + SCRIPTS, LONG), key=len, reverse=True))

# Apps in which people type something besides the cases.
APPS = ("organizations", "access", "cases", "meetings", "participation", "community", "keeping")
# Written by the program: codes, keys, what is compared, chained or encrypted.
BY_THE_PROGRAM = {"AccessLog", "CaseImport", "ListExport", "ResourceExport", "ResourceImport"}
CODES = {
    *("code", "value", "key", "kind", "option", "menu", "monitoring_months", "password"),
    *("case_number", "figure", "channel", "object_kind", "digest", "until_hash"),
    *("name_key", "search_key"),
}


def plant_scripts(database: Database) -> int:
    """How many texts have one now."""
    with database.superuser() as raw:
        raw.execute("set session_replication_role = replica")
        return sum(_plant(raw, table, field) for table, field in _columns())


def _columns() -> Iterator[tuple[str, Any]]:
    confidential: dict[Any, Any] = {m: m.history.model for m in confidential_models()}  # type: ignore[attr-defined]
    for model in set(apps.get_models()) - set(confidential.values()):
        if model in confidential:
            typed = {f.name for f in plantable(model) if not isinstance(f, models.BinaryField)}
            for one in (model, confidential[model]):
                yield from ((one._meta.db_table, f) for f in plantable(one) if f.name in typed)
        elif model._meta.app_label in APPS and model.__name__ not in BY_THE_PROGRAM:
            typed = {f.name for f in plantable(model) if _is_text(f)} - CODES
            yield from ((model._meta.db_table, f) for f in plantable(model) if f.name in typed)


def _is_text(field: Any) -> bool:
    return not isinstance(field, models.JSONField | models.BinaryField)


def _plant(raw: Any, table: str, field: Any) -> int:
    if not _is_text(field):
        return _plant_in_json(raw, table, field.column)
    room = field.max_length or 10_000
    words = next(one for one in WORDS if len(one) + 10 <= room or one == SHORT)
    done = raw.execute(
        f"update public.{table} set {field.column} = left({field.column}, %s) || %s"
        f" where {field.column} <> ''",
        [room - len(words), words],
    )
    return int(done.rowcount)


def _plant_in_json(raw: Any, table: str, column: str) -> int:
    """Texts in it that have a token; the others are codes."""
    found = raw.execute(
        f"select ctid::text, {column}::text from public.{table} where {column}::text like '%CNRY%'"
    ).fetchall()
    for row, text in found:
        raw.execute(
            f"update public.{table} set {column} = %s::jsonb where ctid = %s::tid",
            [json.dumps(_in(json.loads(text))), row],
        )
    return len(found)


def _in(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in(inner) for inner in value]
    return value + LONG if isinstance(value, str) and "CNRY" in value else value
