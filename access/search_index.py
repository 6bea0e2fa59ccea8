"""The index of words and its door in SQL (sql/search.sql); part of policies.py.

The rule by which names are found stands in `documents.text`; its tables are written into the SQL
function here, so that nothing that is stored can be normalised in another way than what is asked.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from documents import text

from .search import PARTS
from .shielding import SHIELDED, SHIELDED_CASES
from .statements import GATE, trigger

DOOR = "-- The door."  # in search.sql: from here on the index is asked, and not written
# A day begins in Tokyo: told otherwise by the session, an intake of today came before the notes of this morning.
IN_TOKYO = " set timezone = 'Asia/Tokyo'"
READABLE_WITH = ("read_compartment", "write_compartment")
UNSHIELDED = f"(e.shielded_person is null or e.shielded_person not in ({SHIELDED}))"
VISITOR_TOLD = f"(e.part <> 'visitor' or e.case_id not in ({SHIELDED_CASES}))"
# A condition of `entries_of` that only models with `only` feel.
ONLY = (
    "\n      and (spec->'only'->part.key is null or spec->'only'->part.key->'values'"
    " @> (line->(spec->'only'->part.key->>'column')))"
)

# Templates; what is put into them are names from the models.
FILL = (
    "insert into access.search_entry select e.* from public.TABLE t"
    " cross join lateral access.entries_of(to_jsonb(t), %s::jsonb) e"
)
FILL_SOME = (
    "with few as materialized (select t.* from public.TABLE tREPLACED and t.id > %s order by t.id limit %s),"
    " filled as (insert into access.search_entry select e.* from few t"
    " cross join lateral access.entries_of(to_jsonb(t), %s::jsonb) e on conflict do nothing)"
    " select id from few order by id desc limit 1"
)
FIRST, AT_ONCE = uuid.UUID(int=0), 500
NOT_REPLACED = " where not exists (select 1 from public.TABLE l where l.COLUMN = t.id)"


def find_words_sql(template: str) -> str:
    """search.sql with the rule of names, and with what the row policies ask (R11 stands once, in
    `SHIELDED`; R12 and R17 in the view `open_grant`)."""
    v_sounds = sorted(text.V_AS_B.items(), key=lambda pair: -len(pair[0]))
    filled = {
        "IGNORED": _literal(f"[{''.join(_escapes(_ranges(_ignored())))}]"),
        "KATAKANA": _literal("".join(map(chr, text.TO_HIRAGANA))),
        "HIRAGANA": _literal("".join(map(chr, text.TO_HIRAGANA.values()))),
        "V_CLASS": _literal(f"[{''.join(k for k in text.V_AS_B if len(k) == 1)}]"),
        "V_SOUNDS": _array(sound for sound, _ in v_sounds),
        "B_SOUNDS": _array(sound for _, sound in v_sounds),
        "VARIANT_CLASS": _literal(f"[{''.join(map(chr, text.VARIANTS))}]"),
        "VARIANTS": _literal("".join(map(chr, text.VARIANTS))),
        "PLAIN": _literal("".join(text.VARIANTS.values())),
        "READABLE": ", ".join(map(_literal, READABLE_WITH)),
        "UNSHIELDED": UNSHIELDED,
        "VISITOR_TOLD": VISITOR_TOLD,
        "ONLY": ONLY,
    }
    for name, value in filled.items():
        template = template.replace(f"<{name}>", value)
    return template


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _array(values: Iterable[str]) -> str:
    return f"array[{', '.join(map(_literal, values))}]"


def _ignored() -> Iterator[int]:
    """Characters that do not count; neither NUL nor surrogates can stand in a text of PostgreSQL."""
    surrogates = range(0xD800, 0xE000)
    return (c for c in range(1, 0x110000) if c not in surrogates and text.is_ignored(chr(c)))


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for code in codes:
        if code == last + 1 and first >= 0:
            last = code
            continue
        if first >= 0:
            yield first, last
        first = last = code
    if first >= 0:
        yield first, last


def _escapes(ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    """A bracket expression of PostgreSQL, in escapes: some of these characters are not to be seen."""
    for first, last in ranges:
        yield rf"\U{first:08X}" + (rf"-\U{last:08X}" if last > first else "")


def specification(model: type[Any]) -> dict[str, Any]:
    """What the trigger must know of a searched model."""
    searched = model.searched
    if unknown := set(searched.parts) - set(PARTS):
        raise ValueError(f"{model.__name__}: {unknown} are no parts of a search")
    if model.readable_with != READABLE_WITH:
        raise ValueError(f"{model.__name__} is read with other permissions than search asks for")
    only = {part: {"column": c, "values": list(v)} for part, (c, v) in searched.only.items()}
    return {
        "parts": {part: list(columns) for part, columns in searched.parts.items()},
        "moment": searched.moment,
        "ended": searched.ended,
        "replaces": searched.replaces,
        "shield": model.shielded_by,
    } | ({"only": only} if only else {})


def index_sql(model: type[Any]) -> Iterator[str]:
    """The trigger that keeps the index: neither `update()` nor raw SQL can forget it."""
    table = model._meta.db_table
    if model.searched is None:
        yield f"drop trigger if exists index_words on public.{table}"
        return
    function = f"access.index_words({_literal(json.dumps(specification(model)))})"
    yield from trigger(table, "index_words", "after insert or update or delete", function)


def rebuild_when_changed(cursor: Any, template: str, models: Iterable[type[Any]]) -> None:
    """Write the index anew when the rule of names, its tables of variants or a declaration has changed.

    So a change of the rule needs no migration of data; nothing is found by an older rule. In a large ward it takes
    many minutes, during which searches and saves wait. Of a model that is searched for the first time
    `fill_new` writes the rows afterwards. How it is asked (all from `DOOR` on) changes nothing in the index.
    """
    wanted, known = _wanted(template, models), _known(cursor)
    # An installation that was made before a model said `only` has one digest for all its tables.
    before = {digest: one for digest, one in wanted.items() if "only" not in one[1]}
    written = _written(template).replace(ONLY, "")
    if known == {_digest(f"{written}{list(before.values())}")}:
        _keep(cursor, before)
    elif not known or not known <= wanted.keys():
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("truncate access.search_entry")
        for table, spec in wanted.values():
            replaced = NOT_REPLACED.replace("COLUMN", spec["replaces"]) if spec["replaces"] else ""
            # nosemgrep: sql-of-strings - names of tables and columns of the models
            cursor.execute((FILL + replaced).replace("TABLE", table), [json.dumps(spec)])
        _keep(cursor, wanted)


def fill_new(connection: Any, template: str, models: Iterable[type[Any]]) -> None:
    """Entries of the rows of a model that is searched for the first time, some at once, each time in a transaction
    of its own: after that of the policies, which locks every table. Whoever searches finds what is there
    already. Broken off, the next `migrate` does it again; what a trigger has written stays."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"set local role {GATE}")
        known = _known(cursor)
        cursor.execute("reset role")
    for digest, (table, spec) in _wanted(template, models).items():
        last = None if digest in known else FIRST
        while last is not None:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                last = fill_some(cursor, table, spec, last)
                if last is None:
                    cursor.execute(f"set local role {GATE}")
                    cursor.execute("insert into access.search_rule values (%s)", [digest])
                    cursor.execute("reset role")


def fill_some(cursor: Any, table: str, spec: dict[str, Any], after: uuid.UUID) -> uuid.UUID | None:
    """Entries of the next rows of a table; the last of them. Who changes a row of it waits so long: read before her
    change and written after it, an entry would tell what counts no more, as of a family that is a neighbour now."""
    # nosemgrep: sql-of-strings - names of tables of the models
    cursor.execute(f"lock table public.{table} in share row exclusive mode")
    cursor.execute(f"set local role {GATE}")
    replaced = (
        NOT_REPLACED.replace("COLUMN", spec["replaces"]) if spec["replaces"] else " where true"
    )
    text = FILL_SOME.replace("REPLACED", replaced).replace("TABLE", table)
    # nosemgrep: sql-of-strings - names of tables and columns of the models
    cursor.execute(text, [after, AT_ONCE, json.dumps(spec)])
    found = cursor.fetchone()
    cursor.execute("reset role")
    return found[0] if found else None


def _written(template: str) -> str:
    """How entries are made. What was written before a day began in Tokyo is let stand: it is not worth the wait."""
    return template[: template.index(DOOR)].replace(IN_TOKYO, "")


def _wanted(template: str, models: Iterable[type[Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each searched table with its declaration, by the digest of both and of how entries are made."""
    written = _written(template)
    searched = [(m._meta.db_table, specification(m)) for m in models if m.searched]
    return {_digest(f"{written}{one}"): one for one in searched}


def _known(cursor: Any) -> set[str]:
    cursor.execute("select digest from access.search_rule")
    return {digest for (digest,) in cursor.fetchall()}


def _keep(cursor: Any, digests: Iterable[str]) -> None:
    cursor.execute("delete from access.search_rule")
    cursor.execute("insert into access.search_rule select unnest(%s::text[])", [list(digests)])


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()
