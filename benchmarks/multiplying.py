"""The synthetic ward: the sample ward, made by the services, multiplied in the database.

Each case of the sample ward is a pattern; a copy of it is every row that lies in its compartments, with
keys of its own, in other bodies with other staff, at another time. So copies stand as the product leaves
a case: compartments, grants, history, index of words, constraints. What a pattern says stays, but for names.
Then notes are written until there are as many as asked for.

As superuser, in one go: row policies and triggers would ask for each of some ten million rows what was
asked for its pattern. `checked=True` leaves foreign keys on, for the test that rows pass them.
Left out: log of reading, jobs, mails, drafts, openings, alerts (made by their run), marks of R15; phone
numbers and addresses of all copies are alike.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg

from documents.text import search_key

from . import words

SQL = Path(__file__).parent / "multiply.sql"
SLOTS, SMALL_SLOTS, SMALL = 40, 10, 2000
TEXTS, NAMES = 20_000, 4_000
LONG_CASE = 500
# Tables of access itself that belong to a case, beside all that have a compartment.
OF_CASES = ("access_casefile", "access_compartment", "access_usergrant", "access_groupgrant", "access_restriction")  # fmt: skip
LEFT_OUT = ("access_accesslog", "alerts_alert", "access_returnnotice")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Size:
    """How much is made, the sample ward included."""

    cases: int = 200_000
    notes: int = 2_000_000
    meetings: int = 20_000
    staff: int = 2_000

    @classmethod
    def of(cls, cases: int) -> "Size":
        """In the proportions of the ward; never less than the sample ward needs."""
        return cls(cases, cases * 10, max(cases // 10, 20), max(cases // 100, 200))


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    rule: str  # keep, swap, group, moved, text, serial


class Multiplier:
    """Makes one ward out of a database with the sample ward."""

    def __init__(
        self,
        connection: "psycopg.Connection[Row]",
        size: Size,
        *,
        checked: bool = False,
        say: Callable[[str], None] = print,
    ) -> None:
        self.connection, self.size, self.checked, self.say = connection, size, checked, say

    def ask(self, query: str, *values: Any) -> list[Row]:
        cursor = self.connection.execute(query, values or None)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []

    def make(self) -> None:
        self.ask("set maintenance_work_mem = '768MB'")
        self.ask("set work_mem = '256MB'")
        self.ask("set synchronous_commit = off")
        if not self.checked:
            self.ask("set session_replication_role = replica")
        tables = self._tables()
        if self.checked:
            for table in [*tables, "access_matchmark"]:
                self.ask(f"alter table {table} disable trigger user")
        self._prepare(tables)
        indexes = self._drop_indexes(tables)
        for table in tables:
            self._copy(table)
        self._run("after_copying")
        self._write_notes()
        self.say("indexes")
        for definition in indexes:
            self.ask(definition)
        if self.checked:
            for table in [*tables, "access_matchmark"]:
                self.ask(f"alter table {table} enable trigger user")
        self.ask("set session_replication_role = origin")
        self.ask("drop schema bench cascade")
        self.say("vacuum")
        self.ask("vacuum analyze")

    # --- what is copied ------------------------------------------------------------------------
    def _tables(self) -> list[str]:
        """Tables of cases, parents first where it matters to foreign keys (all are deferred)."""
        found = self.ask(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind = 'r' and exists ("
            "  select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'compartment_id'"
            "  and not a.attisdropped) order by 1"
        )
        rest = [name for (name,) in found if name not in (*LEFT_OUT, *OF_CASES)]
        return [*self._parents_first([*OF_CASES, *rest]), "access.search_entry"]

    def _parents_first(self, tables: list[str]) -> list[str]:
        """In an order in which no row needs one that is not there yet."""
        needs: dict[str, set[str]] = {name: set() for name in tables}
        for child, parent in self.ask(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
            " where contype = 'f' and conrelid <> confrelid"
        ):
            if child in needs and parent in needs:
                needs[child].add(parent)
        return list(TopologicalSorter(needs).static_order())

    def _prepare(self, tables: list[str]) -> None:
        """Who is where in which copy, and which case is a copy of which."""
        self.ask("drop schema if exists bench cascade")
        self.ask("create schema bench")
        self._run("people")
        size = self.size
        slots = SMALL_SLOTS if size.cases <= SMALL else SLOTS
        self.ask("select bench.make_people(%s, %s)", slots, size.staff)
        ids = " union all ".join(
            f"select id from {table}" for table in tables if table != "access.search_entry"
        )
        self.ask(f"create table bench.moved as select distinct id from ({ids}) s")
        self.ask("alter table bench.moved add primary key (id)")
        kept = self.ask(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " and a.attname = 'id' and a.atttypid = 'uuid'::regtype"
            " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
        )
        others = [name for (name,) in kept if name not in tables]
        self.ask(
            "create table bench.kept as "
            + " union ".join(f"select id from {table}" for table in others)
        )
        self.say(f"patterns: {self.ask('select count(*) from access_casefile')[0][0]}")
        self._run("patterns")
        self.ask(
            "select bench.make_copies(%s, %s, %s, %s, %s)",
            size.cases, size.meetings, SMALL, SMALL_SLOTS, SLOTS,
        )  # fmt: skip
        with self.connection.cursor().copy(
            "copy bench.name (place, name, kana, key) from stdin"
        ) as copy:
            for place, (name, kana) in enumerate(words.names(NAMES)):
                copy.write_row((place, name, kana, f"{search_key(name)} {search_key(kana)}"))
        with self.connection.cursor().copy("copy bench.text (place, text) from stdin") as copy:
            for place, text in enumerate(words.notes(TEXTS)):
                copy.write_row((place, text))
        self._run("words")

    def _drop_indexes(self, tables: list[str]) -> list[str]:
        """Plain indexes are built at the end; those that keep a rule stay."""
        found = self.ask(
            # Of a table in parts: on these as well.
            "select i.indexrelid::regclass::text,"
            " replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')"
            " from pg_index i where i.indrelid = any (%s::regclass[]) and not i.indisunique"
            " and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)",
            list(tables),
        )
        for name, _ in found:
            self.ask(f"drop index {name}")
        return [definition for _, definition in found]

    # --- copying --------------------------------------------------------------------------------
    def _copy(self, table: str) -> None:
        count = self.ask(f"select count(*) from {table}")[0][0]
        if not count:
            return
        columns = self._columns(table)
        joins: list[str] = []
        exprs = [self._expression(table, column, joins) for column in columns]
        names = ", ".join(f'"{column.name}"' for column in columns)
        place = {
            "access_casefile": "t.id",
            "access_compartment": "t.case_id",
        }.get(table)
        if place is None:
            has_case = any(c.name == "case_id" and c.kind == "uuid" for c in columns)
            place = "t.case_id" if has_case and table.startswith("access") else "pc.case_id"
        if place == "pc.case_id":
            joins.insert(0, "join bench.place pc on pc.id = t.compartment_id")
        query = (
            f"insert into {table} ({names}) select {', '.join(exprs)} from {table} t "
            + " ".join(j for j in joins if j.startswith("join"))
            + f" join bench.copy c on c.pattern = {place} "
            + " ".join(j for j in joins if not j.startswith("join"))
        )
        made = self.connection.execute(query).rowcount  # type: ignore[arg-type]
        self.say(f"{table}: {made}")

    def _columns(self, table: str) -> list[Column]:
        unique = {
            name
            for (name,) in self.ask(
                "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid"
                " and a.attnum = i.indkey[0] where i.indrelid = %s::regclass and i.indisunique"
                " and i.indnatts = 1",
                table,
            )
        }
        found = self.ask(
            "select a.attname, t.typname from pg_attribute a join pg_type t on t.oid = a.atttypid"
            " where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped"
            " and a.attgenerated = '' and a.attidentity = '' order by a.attnum",
            table,
        )
        return [Column(n, k, self._rule(table, n, k, n in unique)) for n, k in found]

    def _rule(self, table: str, name: str, kind: str, is_unique: bool) -> str:
        if kind == "uuid":
            return self._rule_of_key(table, name)
        if kind in ("varchar", "text", "bpchar") and is_unique:
            return "text"
        if name == "group_id" and kind == "int4":
            return "group"
        return "keep" if kind not in ("date", "timestamptz") else "time"

    def _rule_of_key(self, table: str, name: str) -> str:
        for rule, where in (
            ("swap", "select 1 from bench.swap s where s.old = t.{n}"),
            ("moved", "select 1 from bench.moved s where s.id = t.{n}"),
            ("keep", "select 1 from bench.kept s where s.id = t.{n}"),
        ):
            inner = where.format(n=f'"{name}"')
            if self.ask(f"select 1 from {table} t where exists ({inner}) limit 1"):
                return rule
        return "moved"

    def _expression(self, table: str, column: Column, joins: list[str]) -> str:
        name = f't."{column.name}"'
        if table == "access_casefile" and column.name in ("serial", "fiscal_year"):
            return f"c.{column.name}"
        if table == "access_casefile" and column.name == "opened_on":
            return "c.opened_on"
        words_of_person = ("cases_person", "cases_historicalperson")
        if table in words_of_person and column.name in ("name", "kana", "search_key"):
            return self._name(column.name)
        if table == "access.search_entry" and column.name in ("key", "grams"):
            kind = "case t.part when 'name' then nm.name_{0} when 'kana' then nm.kana_{0} else t.{0} end"
            joins.append(
                "left join bench.name nm on t.part in ('name', 'kana')"
                " and nm.place = bench.place_of(t.row_id, c.n)"
            ) if column.name == "key" else None
            return kind.format(column.name)
        if column.rule == "swap":
            alias = f"s{len(joins)}"
            joins.append(
                f"left join bench.swap {alias} on {alias}.old = {name} and {alias}.slot = c.slot"
            )
            return f"coalesce({alias}.new, {name})"
        if column.rule == "group":
            alias = f"s{len(joins)}"
            joins.append(
                f"left join bench.swap_group {alias} on {alias}.old = {name} and {alias}.slot = c.slot"
            )
            return f"coalesce({alias}.new, {name})"
        if column.rule == "moved":
            return f"bench.moved({name}, c.n)"
        if column.rule == "text":
            return f"case when {name} = '' then '' else left(md5({name} || c.n) || md5(c.n || {name}), length({name})) end"
        if column.rule == "time":
            return (
                f"({name} - c.days)"
                if column.kind == "date"
                else f"({name} - c.days * interval '1 day')"
            )
        return name

    @staticmethod
    def _name(column: str) -> str:
        wanted = "key" if column == "search_key" else column
        return (
            f"case when t.name = '' then t.{column} else (select nm.{wanted} from bench.name nm"
            " where nm.place = bench.place_of(t.id, c.n)) end"
        )

    # --- notes ----------------------------------------------------------------------------------
    def _write_notes(self) -> None:
        """Notes in the records of the copies until there are as many as asked for; one case gets 500."""
        self._run("note_places")
        there = self.ask("select count(*) from cases_note")[0][0]
        wanted = self.size.notes - there
        self.ask("select bench.make_note_places(%s, %s)", wanted, LONG_CASE)
        self._run("notes")
        self.say(f"notes written: {wanted}")

    def _run(self, part: str) -> None:
        """One part of multiply.sql."""
        text = SQL.read_text(encoding="utf-8").split(f"-- part: {part}\n")[1].split("-- part: ")[0]
        self.connection.execute(text)  # type: ignore[arg-type]


def mark() -> str:
    """Changes when what makes the ward changes: its files, and the shape of the tables."""
    folder = Path(__file__).parent
    project = folder.parent
    digest = hashlib.sha256()
    shape = [*project.glob("*/migrations/*.py"), *project.glob("access/sql/search.sql")]
    for path in sorted(
        [*shape, *(folder / n for n in ("multiplying.py", "multiply.sql", "words.py", "past.py"))]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]
