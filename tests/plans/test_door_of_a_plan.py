"""Who opens a plan to others, and closes it (R5, R6, R9)."""

import pytest
from django.db import connection

from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_circle import NOTHING

pytestmark = pytest.mark.django_db


def test_r6_a_body_of_the_circle_does_not_close_the_plan_to_who_keeps_it() -> None:
    """It writes in the plan; whose grants it closes are those of its own roles."""
    plan = s.a_written_plan()
    question = "select access.close_body_grants(%s, %s)"
    with acting(s.PARTNER), connection.cursor() as cursor:
        cursor.execute(question, [plan.compartment_id, body_of(s.COORDINATOR).pk])
        assert cursor.fetchone() == (0,)
    assert s.counts(plan, s.COORDINATOR)[:2] == (1, 1)
    with acting(s.PARTNER), connection.cursor() as cursor:
        cursor.execute(question, [plan.compartment_id, body_of(s.PARTNER).pk])
        assert cursor.fetchone() == (1,)  # of her supervisors
    assert s.counts(plan, "kanri2") == NOTHING
