"""Sets of ids in statements, and how a statement of several questions states each of them once.

A question says for itself in which compartments its rows must lie (wall 1). Thirty of them in one statement
(access.together) would look for the same grants thirty times and, worse, be planned as often: sixty of the
seventy-three milliseconds of the page of a case. Written within `sets_stated_once`, a set is a name, and its sentence
stands once before all the questions. What a question asks stays the same, and so do the policies of its tables.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import F, Func
from django.db.models.expressions import Expression

from .context import array_of

Sentence = tuple[str, tuple[Any, ...]]
FROM_SET = "select id from NAME"


class StatedOnce:
    """The sets of one statement: names by what they say."""

    # A set that one question asks PostgreSQL takes into it, as if it had been written there.
    ROWS, ARRAY = "NAME(id) as (SENTENCE)", "NAME as materialized (select array(SENTENCE) as ids)"

    def __init__(self, prefix: str = "ids") -> None:
        self.prefix = prefix
        self._names: dict[tuple[str, Sentence], str] = {}

    def name(self, form: str, sentence: Sentence) -> str:
        return self._names.setdefault((form, sentence), f"{self.prefix}_{len(self._names)}")

    @property
    def named(self) -> list[tuple[str, Sentence]]:
        """Form and sentence of each, in the order of their numbers."""
        return list(self._names)

    def before(self) -> Sentence:
        """`with …` and its values, or nothing."""
        if not self._names:
            return "", ()
        stated = ", ".join(
            form.replace("NAME", name).replace("SENTENCE", sql)
            for (form, (sql, _)), name in self._names.items()
        )
        return f"with {stated} ", tuple(v for _, (_, own) in self._names for v in own)


_stated: ContextVar[StatedOnce | None] = ContextVar("stated_once", default=None)


# Names in a text that is kept for other statements: there each set gets the name that it has in them.
KEPT = "kept"


@contextmanager
def sets_stated_once(prefix: str = "ids") -> Iterator[StatedOnce]:
    """Statements written in this block name their sets; whoever joins them to one puts `before` before it."""
    token = _stated.set(sets := StatedOnce(prefix))
    try:
        yield sets
    finally:
        _stated.reset(token)


def with_names(sql: str, kept: Sequence[tuple[str, Sentence]]) -> str:
    """A text written with names of its own (`KEPT`), in which its sets are named as in this block."""
    sets = _stated.get()
    if sets is None:
        raise ValueError("a text that names sets is joined to a statement")
    names = [sets.name(form, sentence) for form, sentence in kept]
    return re.sub(rf"\b{KEPT}_(\d+)\b", lambda found: names[int(found[1])], sql)


class Statement(Expression):
    """A finished SELECT of one column with its parameters, to stand behind `IN`."""

    def __init__(self, sql: str, parameters: tuple[Any, ...]) -> None:
        super().__init__(output_field=models.UUIDField())
        self.sentence: Sentence = (sql, parameters)

    def as_sql(self, compiler: Any, connection: Any) -> Sentence:
        stated = _stated.get()
        if stated is None:
            return self.sentence
        return FROM_SET.replace("NAME", stated.name(StatedOnce.ROWS, self.sentence)), ()


def among(keys: Iterable[uuid.UUID]) -> Statement | list[uuid.UUID]:
    """Many known keys, to stand behind `__in`: one parameter, where a list is one for each of them (the
    database takes 65,535). Of none nothing is asked."""
    known = list(keys)
    return Statement("select unnest(%s::uuid[])", (array_of(known),)) if known else known


class AnyOf(Func):
    """Whether a column is one of the few ids that a SELECT finds.

    The ids are made first, and are a condition of the index of the column. Behind `IN` they would be a
    filter of which the planner believes that it lets half of the table through; it reads the whole table
    then, for the rows of five cases.
    """

    output_field = models.BooleanField()

    def __init__(self, field: str, sql: str, parameters: tuple[Any, ...]) -> None:
        super().__init__(F(field))
        self.sentence: Sentence = (sql, parameters)

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> Sentence:
        column, before = compiler.compile(self.source_expressions[0])
        array, parameters = self.array()
        return f"{column} = ANY({array})", (*before, *parameters)

    def array(self) -> Sentence:
        sql, parameters = self.sentence
        stated = _stated.get()
        if stated is None:
            return f"ARRAY({sql})", parameters
        return f"(TABLE {stated.name(StatedOnce.ARRAY, self.sentence)})::uuid[]", ()


class OneOf(AnyOf):
    """Whether a column is one of these keys. The planner knows how many they are: it looks a few up in a large
    table, and reads a small one whole, which `among` does not tell it. The statement is the same for any number of
    them, so that a connection keeps its plan; behind `IN` each number of keys is a statement of its own."""

    def __init__(self, field: str, keys: Iterable[uuid.UUID]) -> None:
        super().__init__(field, "%s::uuid[]", (array_of(keys),))

    def array(self) -> Sentence:
        return self.sentence
