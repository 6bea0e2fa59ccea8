"""B7 (domain.md 5: looked at in time, of those due): a day that passed without a sheet stays in the figure, though
the plan goes on, pauses or is followed by another."""

import datetime
from typing import Any

import pytest

from access.seen_by import SeenBy
from plans import services
from plans.models import Plan
from plans.services.changing import change
from plans.states import PlanState
from reports.indicators import BY_KEY
from reports.indicators.base import Span
from tests.cases.situations import body_of
from tests.plans.situations import (
    COORDINATOR,
    RECORDER,
    an_active_plan,
    as_coordinator,
    days,
    seen,
    sheet,
    withdraw,
)
from tests.world import acting

pytestmark = pytest.mark.django_db

YESTERDAY = -1


def a_plan_due(day: datetime.date) -> Plan:
    """In support, with a day on which it is to be looked at."""
    plan = an_active_plan()
    with acting(COORDINATOR) as by:
        change(seen(plan), by=by, version=None, next_monitoring_on=day)
    return plan


def looked_at(plan: Plan, day: datetime.date) -> list[Any]:
    """What B7 says of a day: 1 for in time, 0 for not."""
    with acting(COORDINATOR) as by:
        return [fact.amount for fact in BY_KEY["B7"].rows(SeenBy(by), Span(day, day))]


def pause(plan: Plan) -> None:
    as_coordinator(
        plan,
        services.move_plan,
        to=PlanState.SUSPENDED,
        note="入院した",
        look_again_on=days(30),
    )


def test_a_day_that_was_over_when_the_plan_paused_stays_missed() -> None:
    plan = a_plan_due(days(YESTERDAY))
    assert looked_at(plan, days(YESTERDAY)) == [0]
    pause(plan)
    assert looked_at(plan, days(YESTERDAY)) == [0]
    as_coordinator(
        plan, services.move_plan, to=PlanState.ACTIVE, next_monitoring_on=days(40), note="退院した"
    )
    assert looked_at(plan, days(YESTERDAY)) == [0]


def test_a_day_to_come_is_none_when_the_plan_pauses() -> None:
    plan = a_plan_due(days(10))
    pause(plan)
    assert looked_at(plan, days(10)) == []


def test_another_day_that_is_set_without_a_sheet_does_not_take_the_missed_one_away() -> None:
    plan = a_plan_due(days(YESTERDAY))
    as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    as_coordinator(plan, services.move_plan, to=PlanState.ACTIVE, next_monitoring_on=days(60))
    assert looked_at(plan, days(YESTERDAY)) == [0]


def test_a_late_sheet_is_counted_once_for_the_day_that_was_due() -> None:
    plan = a_plan_due(days(YESTERDAY))
    as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    sheet(plan, "3", next_monitoring_on=days(60))
    with acting(COORDINATOR):
        assert seen(plan).state == PlanState.ACTIVE
    assert looked_at(plan, days(YESTERDAY)) == [0]


def test_r08_what_ended_without_consent_could_not_be_looked_at() -> None:
    plan = a_plan_due(days(YESTERDAY))
    withdraw(plan)
    as_coordinator(plan, services.complete_plan, reason="21", lead_body=body_of(RECORDER))
    assert looked_at(plan, days(YESTERDAY)) == []
