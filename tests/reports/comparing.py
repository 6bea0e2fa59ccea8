"""What stands in the figures of the ward, and what should: for tests of counting."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.utils import timezone

from access.counting import WholeWard, Written, written_since
from reports import counting
from reports.counted_models import KEPT
from reports.counting import count_figures, counted, months_counted
from reports.indicators import INDICATORS, Day, month_of, year_until
from reports.models import FigureCell
from tests.databases import Database

Cells = dict[Any, Any]


def cells() -> Cells:
    rows = FigureCell.objects.scheduled()
    return {
        (row.month, row.scope, row.indicator, row.breakdown, row.code): (row.number, row.base)
        for row in rows
    }


def whole() -> Cells:
    """Of all rows at once, without anything that was kept."""
    found = counted(WholeWard(), months_counted(timezone.localdate()))
    return {key: (number.number, number.base) for key, number in found.items()}


def one_by_one() -> Cells:
    """Month by month and year by year, each number from facts that were asked for it alone."""
    found: Cells = {}
    for indicator in INDICATORS:
        for month in months_counted(timezone.localdate()):
            facts = indicator.rows(WholeWard(), month_of(month))
            found[month, "month", indicator.key, "", ""] = indicator.count(facts), len(facts)
            for by in indicator.breakdowns:
                for value, number in indicator.parts(facts, by).items():
                    found[month, "month", indicator.key, by.key, value] = number, 0
            if indicator.day is not Day.LAST:
                facts = indicator.rows(WholeWard(), year_until(month))
            found[month, "year", indicator.key, "", ""] = indicator.count(facts), len(facts)
    return found


def wrong() -> Cells:
    """Cells that are not what the whole ward counts: those that stand there, and what they should be."""
    found, expected = cells(), whole()
    keys = found.keys() | expected.keys()
    return {
        key: (found.get(key), expected.get(key))
        for key in keys
        if found.get(key) != expected.get(key)
    }


def places_with(case: Any) -> list[Any]:
    """In which tables of counting a case stands."""
    tables = [rows() for kept in KEPT for rows in (kept.shares, kept.units)]
    return [rows.model for rows in tables if rows.filter(case=case).exists()]


class Clock:
    """The clock of the application, some days ahead of that of the database, which writes the histories."""

    def __init__(self) -> None:
        self.ahead = self._ahead_then = datetime.timedelta(0)

    def go_to(self, day: datetime.date) -> None:
        """That day, whatever day it is: midnight may have fallen since the ward was told."""
        self.ahead = day - timezone.localdate(datetime.datetime.now(datetime.UTC))

    def count(self) -> bool:
        """What was written since the last count is told by the other clock."""
        found = count_figures()
        self.counted()
        return found

    def counted(self) -> None:
        """The last count was by the clock as it is now."""
        self._ahead_then = self.ahead

    @contextmanager
    def going(self) -> Iterator[None]:
        now = timezone.now

        def later() -> datetime.datetime:
            return now() + self.ahead

        def since(moment: datetime.datetime) -> Written:
            return written_since(moment - self._ahead_then)

        with (
            mock.patch.object(timezone, "now", later),
            mock.patch.object(counting, "written_since", since),
        ):
            yield


def erase(ward: Database, case: Any) -> None:
    """As disposal does: every row in the compartments of a case, its ties and its versions, without a trace."""
    with ward.superuser() as opened:
        opened.execute("set session_replication_role = replica")
        tables = opened.execute(
            "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
            " and a.attname in ('compartment_id', 'other_compartment_id')"
        ).fetchall()
        for table, column in tables:
            opened.execute(
                f"delete from {table} where {column} in"
                " (select id from access_compartment where case_id = %s)",
                [case],
            )
        opened.execute("delete from access_compartment where case_id = %s", [case])
        opened.execute("delete from access_casefile where id = %s", [case])


def change(ward: Database, statements: list[str]) -> None:
    """Statements as any change: the triggers of history write what they wrote."""
    with ward.superuser() as opened:
        opened.execute("set session_replication_role = origin")
        for statement in statements:
            with opened.transaction():
                opened.execute(statement)
