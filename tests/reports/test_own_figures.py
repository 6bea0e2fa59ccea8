"""Figures of one's own bodies: asked from the rows of the bodies and in few statements, and the same as what the
whole sight comes to when it is counted for these bodies."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.seen_by import SeenBy
from organizations.models import Appointment
from reports.figures import OwnFigures, Shown
from reports.indicators import INDICATORS, Indicator, month_of, year_until
from reports.indicators.base import Fact
from tests.databases import Database
from tests.world import acting

from .ward_of_60 import CENTRE, DESK, LAST, SECRETARIAT, THIS

SUPERVISOR = "kanri1"
READERS = (CENTRE, DESK, SUPERVISOR, SECRETARIAT)


def own(user: Any) -> OwnFigures:
    held = Appointment.objects.current().filter(staff=user).select_related("role_group__body")
    offices = [one.role_group for one in held]
    return OwnFigures(user, [one.role for one in offices], [one.body for one in offices])


def told(facts: list[Fact]) -> list[str]:
    return sorted(repr((*fact[:-1], sorted(fact.codes.items()))) for fact in facts)


@pytest.mark.parametrize("username", READERS)
def test_r9_rows_of_the_bodies_alone_are_those_of_the_whole_sight_for_these_bodies(
    ward: Database, username: str
) -> None:
    found = 0
    with acting(username) as user:
        figures = own(user)
        bodies = [body.pk for body in figures.bodies]
        for span in (month_of(THIS), year_until(THIS), month_of(LAST)):
            for one in INDICATORS:
                here = figures.facts(one, span)
                assert told(here) == told(one.rows(SeenBy(user), span, bodies)), one.key
                found += len(here)
    assert found > 50, "there is something to compare"


def test_a_dash_has_no_unit() -> None:
    assert [Shown(None).has_unit, Shown(None, is_recounted=True).has_unit] == [False, False]
    assert [Shown(Decimal(0)).has_unit, Shown(None, is_hidden=True).has_unit] == [True, True]


@pytest.mark.parametrize("username", READERS)
def test_what_is_asked_at_once_comes_to_the_same_numbers(ward: Database, username: str) -> None:
    with acting(username) as user:
        kept = own(user)._numbers(THIS)
        alone = own(user)
        for one in alone.indicators:
            line = alone.line(one, THIS)
            numbers = [line.month.number, line.year.number]
            assert kept[f"{THIS:%Y-%m} {one.key}"] == [
                None if number is None else str(number) for number in numbers
            ], one.key


def asked_for(user: Any, wanted: list[Indicator]) -> int:
    figures = own(user)
    figures.__dict__["indicators"] = wanted
    with CaptureQueriesContext(connection) as queries:
        figures._numbers(THIS)
    return len(queries)


def test_all_numbers_of_a_body_cost_hardly_more_statements_than_a_few(ward: Database) -> None:
    with acting(SUPERVISOR) as user:
        listed = own(user).indicators
        assert len(listed) > 20
        assert asked_for(user, listed) <= 24
