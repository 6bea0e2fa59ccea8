"""What is refused of a visit by the first of several guards: it says its own words."""

import pytest

from access.errors import DomainError
from outreach import services

from . import situations as s
from .test_guards_visits import ELEVEN, TEN, a_planned_visit, act, now

pytestmark = pytest.mark.django_db


def test_a_visit_that_is_over_is_not_moved() -> None:
    outreach, visit = a_planned_visit()
    s.attempt(outreach, "absent", visit=visit)
    facts = services.VisitFacts(
        on=s.days(1), starts=TEN, return_by=ELEVEN, visitor=s.staff(s.WORKER)
    )
    with pytest.raises(DomainError, match="この予定は、もう終わっています"):
        act(visit, services.set_hours, facts=facts)
    assert (now(visit).state, now(visit).on) == ("done", s.days(0))
