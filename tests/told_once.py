"""Situations that several tests of a process begin with are told once and kept.

Most tests begin with a situation (`an_active_plan()`): thirty services for a plan, more than what the test itself
does. The second test that asks for the same one tells it in a database of its own, a copy of the template, and
commits; whoever asks afterwards goes on there, in a transaction that is rolled back as always. It is the same
story, told by the same services, as of the same day; what differs is that a moment lies between it and the test, as
between two people's clicks.

It is kept only where nothing else can be meant: the test is in its one transaction, outside of any block, and has
written nothing yet but such situations; their arguments are plain values, or rows of what was told before. Everything
else is told as it always was.
"""

import datetime
import functools
import itertools
import pickle
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

import pytest
from django.core import mail
from django.db import connections, models
from django.utils import timezone

from tests import databases
from tests.databases import Database
from tests.stack import in_worker

P = ParamSpec("P")
T = TypeVar("T")

Key = tuple[Any, ...]

MOST = 8  # kept at a time by a process: tests of a module stand together
PLAIN = (str, int, bool, datetime.date, type(None))
# Tests that look at the database past Django's connection, or bring one of their own; and those for which
# something is put in the place of something else, by which a situation might become another.
AWAY = {
    *("committed_db", "fresh_database", "superuser_connection", "start_stack", "world"),
    *("monkeypatch", "settings"),
}


class Kept:
    """A situation in a database of its own, and what telling it gave back."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.answer = b""  # pickled, with the rows that were given and may have changed
        self._raw: Any = None

    @property
    def connection(self) -> Any:
        """Of psycopg; between two tests it is idle."""
        if self._raw is None or self._raw.closed:
            other = connections["default"].copy()  # made ready as Django makes its own
            other.settings_dict["NAME"] = self.database.name
            other.connect()
            self._raw = other.connection
        return self._raw

    def leave(self) -> None:
        """A database with connections cannot be copied."""
        if self._raw is not None:
            self._raw.close()


class Keeper:
    """The situations that this process keeps."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.asked: Counter[Key] = Counter()
        self.is_told_plainly: set[Key] = set()
        self.is_open = False  # for the test that runs
        self.is_telling = False
        self.own: Any = None  # the connection that the test began with
        self.place: Key = ()  # what has been told where the test is now
        self.left: list[Kept] = []  # what could not be kept
        self.numbers = itertools.count(1)

    def tell(self, named: Key, situation: Callable[[], Any], rows: list[models.Model]) -> Any:
        """What the situation gives back, wherever the test is now."""
        key = (*self.place, named)
        if not self._may():
            return situation()
        if key in self.kept:
            self.kept.move_to_end(key)
            self._go_on(self.kept[key], key)
            return self._again(key, rows)
        self.asked[key] += 1
        if self.asked[key] == 1 or key in self.is_told_plainly:
            with self._telling():
                return situation()
        return self._keep(key, situation, rows)

    def _may(self) -> bool:
        connection = connections["default"]
        if not self.is_open or self.is_telling or connection.savepoint_ids:
            return False
        if self.place and self.place not in self.kept:
            return False
        if not connection.in_atomic_block or connection.run_on_commit or connection.needs_rollback:
            return False
        if mail.outbox or connection.execute_wrappers or connection.force_debug_cursor:
            return False
        with connection.cursor() as cursor:  # nothing has been written since
            cursor.execute("select pg_current_xact_id_if_assigned() is null")
            return bool(cursor.fetchone()[0])

    def _again(self, key: Key, rows: list[models.Model]) -> Any:
        """The answer as it was given; what telling changed in the rows that it was given is changed in these."""
        answer, told = pickle.loads(self.kept[key].answer)  # noqa: S301 - written by this process
        for row, as_told in zip(rows, told, strict=True):
            vars(row).clear()
            vars(row).update(vars(as_told))
            if answer is as_told:
                answer = row
        return answer

    @contextmanager
    def _telling(self) -> Iterator[None]:
        self.is_telling = True
        try:
            yield
        finally:
            self.is_telling = False

    def _keep(self, key: Key, situation: Callable[[], Any], rows: list[models.Model]) -> Any:
        """Tell it in a database of its own. What would happen after a commit (a ring, a mail) cannot be kept:
        then it stays with this test, and is told plainly from now on."""
        before = self.kept.get(self.place)
        if before:
            before.leave()
        source = before.database.name if before else databases.TEMPLATE
        name = f"bunkyo_{in_worker()}_told_{next(self.numbers)}"
        made = Kept(databases.create(name, template=source))
        self._go_on(made, key)
        self.left.append(made)
        with self._telling():
            answer = situation()
        connection = connections["default"]
        if connection.run_on_commit or mail.outbox:
            self.is_told_plainly.add(key)
            return answer
        connection.check_constraints()
        made.connection.commit()
        # What the database enters in the log of reading as a transaction ends (S-69) would be there in these tests
        # and in no other: theirs do not end.
        with made.database.superuser() as outside:
            outside.execute("delete from access_accesslog where action in ('grant', 'master')")
        made.answer = pickle.dumps((answer, rows))
        while len(self.kept) >= MOST:
            self._throw_away(self.kept.popitem(last=False)[1])
        self.left.remove(made)
        self.kept[key] = made
        return answer

    def _go_on(self, kept: Kept, place: Key) -> None:
        connection = connections["default"]
        self.own = self.own or connection.connection
        if not connection.connection.closed:
            connection.connection.rollback()  # it has only read; one that rests would be ended
        raw = kept.connection
        raw.autocommit = False  # its transaction begins with its first statement
        connection.connection = raw
        self.place = place

    def back(self) -> None:
        """After a test: its own connection again, where nothing has happened."""
        self.is_open = False
        self.place = ()
        if self.own is None:
            return
        connection, own, self.own = connections["default"], self.own, None
        connection.connection = own
        own.autocommit = True
        while self.left:
            self._throw_away(self.left.pop())

    def _throw_away(self, old: Kept) -> None:
        old.leave()
        databases.drop(old.database)

    def end(self) -> None:
        while self.kept:
            self._throw_away(self.kept.popitem()[1])


KEEPER = Keeper()


def told_once(situation: Callable[P, T]) -> Callable[P, T]:
    """For a situation that tests begin with, or go on with before they do anything themselves."""

    @functools.wraps(situation)
    def tell(*args: P.args, **kwargs: P.kwargs) -> T:
        rows: list[models.Model] = []
        try:
            named = _named((*args, *sorted(kwargs.items())), rows)
        except Unknown:
            return situation(*args, **kwargs)
        key = (situation.__module__, situation.__qualname__, named, timezone.localdate())
        answer: T = KEEPER.tell(key, functools.partial(situation, *args, **kwargs), rows)
        return answer

    return tell


class Unknown(Exception):
    """What an argument is cannot be told from its value."""


def _named(value: object, rows: list[models.Model]) -> object:
    """The value by which an argument is known again; rows of the database are put into the list."""
    if isinstance(value, (tuple, list)):
        return (type(value).__name__, *(_named(one, rows) for one in value))
    if isinstance(value, models.Model):
        rows.append(value)
        fields = [f.attname for f in value._meta.concrete_fields]
        return (value._meta.label, *(repr(vars(value).get(name)) for name in fields))
    if isinstance(value, PLAIN):
        return (type(value).__name__, value)
    raise Unknown


def _wanted(item: pytest.Item) -> set[str]:
    """The fixtures that the test, or a fixture of ours, asks for."""
    told = item._fixtureinfo  # type: ignore[attr-defined]
    defined = [found[-1] for found in told.name2fixturedefs.values()]
    ours = [d for d in defined if not d.func.__module__.startswith(("_pytest", "pytest_django"))]
    return {
        *told.argnames,
        *(name for d in ours for name in d.argnames),
        *(d.argname for d in ours),
    }


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open for a test in one transaction that looks at nothing else."""
    marker = item.get_closest_marker("django_db")
    KEEPER.is_open = bool(marker and not marker.kwargs) and not _wanted(item) & AWAY


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    try:
        yield
    finally:
        KEEPER.back()


def pytest_sessionfinish() -> None:
    KEEPER.end()
