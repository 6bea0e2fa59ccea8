"""The index of words and its door in SQL (sql/search.sql); part of policies.py.

The rule by which names are found stands in `documents.text`; its tables are written into the SQL
function here, so that nothing that is stored can be normalised in another way than what is asked.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from documents import text

from .search import PARTS
from .shielding import SHIELDED, SHIELDED_CASES
from .statements import trigger

DOOR = "-- The door."  # in search.sql: from here on the index is asked, and not written
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
    """Bring the index to what is declared now, with the rule of names and its tables of variants.

    So a change of the rule needs no migration of data; nothing is found by an older rule. When it or a declaration
    changes, all is written anew, which takes many minutes in a large ward; of a model that is searched for the first
    time its own rows only. How it is asked (all from `DOOR` on) changes nothing in it.
    """
    written = template[: template.index(DOOR)]
    searched = [(m._meta.db_table, specification(m)) for m in models if m.searched]
    wanted = {_digest(f"{written}{one}"): one for one in searched}
    cursor.execute("select digest from access.search_rule")
    known = {digest for (digest,) in cursor.fetchall()}
    # An installation that was made before a model said `only` has one digest for all its tables.
    before = [one for one in searched if "only" not in one[1]]
    if known == {_digest(f"{written.replace(ONLY, '')}{before}")}:
        known = {digest for digest, one in wanted.items() if one in before}
    if known == wanted.keys():
        return
    cursor.execute("set local statement_timeout = 0")
    if not known or not known <= wanted.keys():
        known = set()
        cursor.execute("truncate access.search_entry")
    for digest, (table, spec) in wanted.items():
        if digest not in known:
            _fill(cursor, table, spec)
    cursor.execute("delete from access.search_rule")
    cursor.execute("insert into access.search_rule select unnest(%s::text[])", [list(wanted)])


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()


def _fill(cursor: Any, table: str, spec: dict[str, Any]) -> None:
    """Entries of every row of a table that has none yet."""
    fill = FILL + (NOT_REPLACED.replace("COLUMN", spec["replaces"]) if spec["replaces"] else "")
    cursor.execute(fill.replace("TABLE", table), [json.dumps(spec)])
