"""Every indicator against the ward of 60 households that was counted by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from access.counting import WholeWard, counted_models
from organizations.models import Role
from reports.counting import Number, counted
from reports.indicators import BY_KEY, INDICATORS, Span, month_of, year_until
from reports.models import FigureCell
from tests.databases import Database

from . import ward_of_60 as hand
from .comparing import Clock
from .ward_of_60 import LAST, THIS, TODAY

MONTHS = [LAST, THIS]


@pytest.fixture(scope="module", autouse=True)
def on_the_day_that_was_told() -> Iterator[None]:
    """Midnight may have fallen since."""
    clock = Clock()
    clock.go_to(TODAY)
    with clock.going():
        yield


@pytest.fixture(scope="module")
def found(ward: Database) -> dict[Any, Number]:
    return counted(WholeWard(), MONTHS)


@pytest.mark.parametrize("key", BY_KEY)
def test_r34_the_role_for_counting_reads_ids_days_states_and_codes(
    ward: Database, key: str
) -> None:
    """It has no privilege on any other column, so that each count says what it is made of."""
    for span in (month_of(THIS), year_until(THIS)):
        BY_KEY[key].rows(WholeWard(), span)


def test_every_model_that_is_counted_is_known_and_has_its_columns(ward: Database) -> None:
    for model, columns in counted_models().items():
        assert set(columns) <= {field.column for field in model._meta.concrete_fields}, model
    assert Role.COORDINATOR in FigureCell.kept_by


def test_the_ward_as_counted_by_hand(found: dict[Any, Number]) -> None:
    by_program = {
        (month, key, breakdown, value): number.number
        for (month, scope, key, breakdown, value), number in found.items()
        if scope == "month"
    }
    wrong = {
        place: (number, by_program.get(place))
        for place, number in hand.EXPECTED.items()
        if by_program.get(place) != Decimal(number)
    }
    assert wrong == {}


def test_parts_add_up_to_the_whole(found: dict[Any, Number]) -> None:
    for (month, scope, key, breakdown, _), number in list(found.items()):
        if scope != "month" or not breakdown:
            continue
        assert number.number is not None
        parts = [
            one.number
            for (m, s, k, b, _), one in found.items()
            if (m, s, k, b) == (month, scope, key, breakdown)
        ]
        whole = found[month, "month", key, "", ""].number
        if BY_KEY[key].measure.adds_up:
            assert sum(parts) == whole, (key, breakdown)  # type: ignore[arg-type]
        else:
            pytest.fail(f"{key} is broken down and does not add up (R20)")


def test_every_indicator_counts_something_in_the_ward(found: dict[Any, Number]) -> None:
    silent = {
        one.key
        for one in INDICATORS
        if not any(found[month, "month", one.key, "", ""].base for month in MONTHS)
    }
    assert silent <= {"D4-planned", "C5", "B7"}, "B7 has its own test; no household came so far"


def test_b7_one_looked_at_in_time_and_one_forgotten(ward: Database) -> None:
    import datetime

    days = Span(TODAY - datetime.timedelta(days=1), TODAY)
    facts = BY_KEY["B7"].rows(WholeWard(), days)
    assert sorted(fact.amount for fact in facts) == [0, 1]
    assert BY_KEY["B7"].count(facts) == Decimal("50.0")
