"""Several questions in one statement: a page of many parts asks the database once, not forty times.

Each question stays what it is: a queryset that began with `visible_to` (S-03), compiled by Django as it
would be alone, in a sub-select of its own. The row policies of its tables hold there as anywhere (wall 3).
Rows come back as records in the binary format, which carries the type of every column, and Django
makes of them what it would have made of its own (docs/decisions/0140).
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from psycopg.adapt import Loader
from psycopg.pq import Format

from .querysets import SOMEBODY
from .shared_sets import Sentence, sets_stated_once, with_names

# `row_number` keeps the order that each question asks for: a union promises none.
_PART = "select NUMBER, row_number() over (), t from (QUESTION) t"


@dataclass(frozen=True)
class Rows:
    """A question in SQL, answered by tuples. Written in this package only (S-57). `sets`: those that it
    names, to be stated once before all questions of the statement."""

    sql: str
    parameters: tuple[Any, ...] = ()
    sets: tuple[tuple[str, Sentence], ...] = ()


Asked = QuerySet[Any] | Rows


def ask_together(questions: Sequence[Asked], *, using: str = "default") -> list[list[Any]]:
    """The answers to these questions, in their order, in one statement (none if there is nothing to ask)."""
    sql, parameters, places = _written_together(questions, using)
    return _answers(questions, sql, parameters, places, using)


def ask_of(
    user: Any, questions: Callable[[Any], Sequence[Asked]], *, using: str = "default"
) -> list[list[Any]]:
    """The answers to questions about a person, for pages that all ask them: their statement is written once
    in a process, for SOMEBODY, and only the person differs. `questions` is a function of a module; what it
    asks depends on nothing but the person (times are those of the database)."""
    asked, sql, parameters, places = _written_for_somebody(questions, using)
    own = [user.pk if value == SOMEBODY else value for value in parameters]
    return _answers(asked, sql, own, places, using)


# nosemgrep: kept-between-requests - statements for nobody, without a person in them
@functools.cache
def _written_for_somebody(
    questions: Callable[[Any], Sequence[Asked]], using: str
) -> tuple[Sequence[Asked], str, list[Any], list[int]]:
    asked = questions(get_user_model()(pk=SOMEBODY))
    return asked, *_written_together(asked, using)


def _written_together(questions: Sequence[Asked], using: str) -> tuple[str, list[Any], list[int]]:
    """The statement, its values, and under which number the answer to each question comes: what two parts of a
    page ask alike is asked once."""
    parts: list[str] = []
    parameters: list[Any] = []
    places: list[int] = []
    known: dict[tuple[str, str], int] = {}
    with sets_stated_once() as sets:
        for number, question in enumerate(questions):
            try:
                sql, own = _statement(question, using)
            except EmptyResultSet:
                places.append(number)
                continue  # `none()`: answered without asking
            places.append(known.setdefault((sql, repr(own)), number))
            if places[number] != number:
                continue
            parts.append(_PART.replace("NUMBER", str(number)).replace("QUESTION", sql))
            parameters += own
    if not parts:
        return (
            "",
            [],
            places,
        )  # though a question may have named a set before it turned out to ask for nothing
    before, given = sets.before()
    return before + " union all ".join(parts), [*given, *parameters], places


def _answers(
    questions: Sequence[Asked],
    sql: str,
    parameters: Sequence[Any],
    places: Sequence[int],
    using: str,
) -> list[list[Any]]:
    rows: list[list[tuple[Any, ...]]] = [[] for _ in questions]
    for number, _, row in sorted(_fetch(sql, parameters, using), key=_place):
        rows[number].append(row)
    return [
        _answer(question, rows[place]) for question, place in zip(questions, places, strict=True)
    ]


def _place(row: tuple[Any, ...]) -> tuple[int, int]:
    return row[0], row[1]


def _statement(question: Asked, using: str) -> tuple[str, Sequence[Any]]:
    if isinstance(question, Rows):
        return with_names(question.sql, question.sets), question.parameters
    made: tuple[str, Sequence[Any]] = question.query.get_compiler(using).as_sql()
    return made


def _fetch(sql: str, parameters: Sequence[Any], using: str) -> list[tuple[Any, ...]]:
    if not sql:
        return []
    with connections[using].cursor() as cursor:
        plain: Any = cursor.cursor
        plain.format = Format.BINARY
        # As Django reads them in the text format: its fields parse JSON themselves.
        plain.adapters.register_loader("jsonb", _JsonbLoader)
        plain.adapters.register_loader("json", _TextLoader)
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class _TextLoader(Loader):
    format = Format.BINARY

    def load(self, data: Any) -> str:
        return bytes(data).decode()


class _JsonbLoader(_TextLoader):
    """The text of a value behind one byte with the version of the format."""

    def load(self, data: Any) -> str:
        return bytes(data)[1:].decode()


def _answer(question: Asked, rows: list[tuple[Any, ...]]) -> list[Any]:
    if isinstance(question, Rows):
        return rows
    answered: Any = question.all()
    # As `Query.chain` changes what a query does; a new one would forget that values are tuples.
    answered.query.__class__ = _AnsweredQuery
    answered.query.rows = rows
    return list(answered)


class _AnsweredQuery(Query):
    """A query whose rows are here already."""

    rows: Sequence[tuple[Any, ...]] = ()

    def get_compiler(
        self, using: str | None = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        return _Reader(self, connection or connections[using or "default"], using, elide_empty)


class _Reader(SQLCompiler):
    """Hands the rows on to whatever makes objects or values of them."""

    query: _AnsweredQuery

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        self.setup_query()
        return [[row[: self.col_count] for row in self.query.rows]]
