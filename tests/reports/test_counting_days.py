"""A new day, month or fiscal year counts no case again: what a case adds does not depend on the day."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from access.counting import PartOfWard, all_cases
from documents.wareki import fiscal_year
from reports import counting
from reports.counting import IN_CASES, count_figures, months_counted
from reports.indicators import INDICATORS, Measure, Span
from reports.indicators.base import EVER, OneByOne, OnLastDay
from reports.models import FigureCell
from reports.shares import NOBODY, Shares, shares_of
from tests.databases import Database

from .comparing import Clock, cells, change, one_by_one, wrong
from .ward_of_60 import TODAY

DAYS = (0, 1, 2, 31, 92, 200)
BY_THEIR_DAYS = (
    # Deadlines that pass, and days to come: of each some rows are due between today and a month from now. What ends
    # does so after today, be it a single row: ids are other ones in each run.
    "update plans_plan set next_monitoring_on = date '{today}' + mod(abs(hashtext(id::text)), 30)"
    " where kind = 'multi'",
    "update participation_placement set started_on = date '{today}' - 95"
    " + mod(abs(hashtext(id::text)), 30) where started_on is not null",
    "update cases_referral set sent_at = timestamptz '{today} 12:00+09' - interval '31 days'"
    " + mod(abs(hashtext(id::text)), 31) * interval '1 day', reported_at = null"
    " where mod(abs(hashtext(id::text)), 2) = 0",
    "update cases_caserecord set state = 'closed',"
    " closed_on = date '{today}' + 1 + mod(abs(hashtext(id::text)), 29)"
    " where state <> 'suspended' and mod(abs(hashtext(id::text)), 3) = 0",
    "update outreach_outreach set closed_on = date '{today}' + 1 + mod(abs(hashtext(id::text)), 29)"
    " where closed_on is not null",
    "update cases_intake set received_on = date '{today}' + mod(abs(hashtext(id::text)), 30)"
    " where mod(abs(hashtext(id::text)), 7) = 0",
    "update plans_plan set ended_on = date '{today}' + mod(abs(hashtext(id::text)), 30)"
    " where ended_on is not null",
)


@pytest.fixture(autouse=True)
def nothing_is_written_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here every transaction has ended when it is counted."""
    monkeypatch.setattr(counting, "LONGEST_TRANSACTION", datetime.timedelta(0))


def whole_numbers(month: datetime.date) -> dict[str, Any]:
    rows = FigureCell.objects.scheduled().filter(month=month, scope="month", breakdown="")
    return dict(rows.values_list("indicator", "number"))


def test_what_a_case_adds_is_the_same_on_every_day(ward: Database) -> None:
    change(ward, [one.format(today=TODAY) for one in BY_THEIR_DAYS])
    clock, months = Clock(), months_counted(TODAY)
    found: list[Shares] = []
    with clock.going():
        for days in DAYS:
            clock.go_to(TODAY + datetime.timedelta(days=days))
            assert timezone.localdate() == TODAY + datetime.timedelta(days=days)
            found.append(shares_of(PartOfWard(all_cases()), months, IN_CASES))
    assert len(found[0]) > 50
    assert all(one == found[0] for one in found)


def test_a_turn_of_the_day_counts_no_case(ward: Database) -> None:
    """But what lies in none: few rows, of places, gatherings and resources."""
    change(ward, [one.format(today=TODAY) for one in BY_THEIR_DAYS])
    clock, seen = Clock(), []
    with clock.going():
        clock.count()
        before = whole_numbers(TODAY.replace(day=1))
        for _ in range(35):
            clock.ahead += datetime.timedelta(days=1)
            with mock.patch.object(counting, "PartOfWard", wraps=PartOfWard) as part:
                clock.count()
            assert [list(call.args[0]) for call in part.call_args_list] == [[NOBODY]]
            seen.append(whole_numbers(timezone.localdate().replace(day=1)))
        assert wrong() == {}
        assert cells() == one_by_one()
    # Days that pass change numbers although nothing is written.
    for key in ("A4-open", "B7", "E4", "K1", "K2"):
        assert len({one[key] for one in [before, *seen]}) > 1, key
    count_figures(whole=True)


def test_a_fiscal_year_opens_and_another_one_is_counted_no_more(ward: Database) -> None:
    count_figures(whole=True)
    clock, year = Clock(), fiscal_year(TODAY)
    with clock.going():
        clock.count()
        clock.go_to(datetime.date(year + 1, 4, 1))
        with mock.patch.object(counting, "PartOfWard", wraps=PartOfWard) as part:
            clock.count()
        assert [list(call.args[0]) for call in part.call_args_list] == [[NOBODY]]
        assert wrong() == {}
        months = set(FigureCell.objects.scheduled().values_list("month", flat=True))
        assert min(months) == datetime.date(year, 4, 1)
        assert max(months) == datetime.date(year + 1, 4, 1)
    count_figures(whole=True)


def test_a_day_is_turned_once(ward: Database) -> None:
    clock = Clock()
    with clock.going():
        clock.count()
        clock.ahead = datetime.timedelta(days=1)
        assert clock.count() is True
        assert clock.count() is False
    count_figures(whole=True)


def test_what_stands_is_counted_as_rows_or_once_and_of_one_case(ward: Database) -> None:
    """So that it adds up from day to day (shares._add_stays); what counts from a later day on does so on
    its own day, or is not counted once (shares._add_units)."""
    standing = [one for one in INDICATORS if isinstance(one.facts, OnLastDay)]
    assert {one.key for one in standing} == {"A4-open", "B4", "E1", "K1", "K2"}
    for one in standing:
        assert one.is_of_a_body
        assert not one.is_shared
        assert one.measure in (Measure.EACH, Measure.ONCE)
    for one in INDICATORS:
        if isinstance(one.facts, OneByOne):
            assert not one.is_of_a_body, "of cases no share is asked for each day anew"
    change(ward, [one.format(today=TODAY) for one in BY_THEIR_DAYS])
    for one in IN_CASES:
        if not isinstance(one.facts, OnLastDay):
            facts = list(one.facts(PartOfWard(all_cases()), Span(months_counted(TODAY)[0], EVER)))
            late = [fact for fact in facts if fact.counts_from not in (None, fact.on)]
            assert not late or one.measure is not Measure.ONCE, one.key
