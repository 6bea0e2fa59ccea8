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


def test_the_end_has_a_page_of_its_own_and_nobody_is_linked_before_there_is_a_relation() -> None:
    outreach = s.approaching()
    with pytest.raises(DomainError, match="「終結する」の画面から"):
        s.do(outreach, services.move_on, to="closed", words="転居した。")
    with pytest.raises(DomainError, match="その段階にできません"):
        s.do(outreach, services.link_outreach, linked_to="見本の居場所")
    with s.acting(s.WORKER):
        left = s.seen(outreach)
    assert (left.state, left.linked_to) == ("approaching", "")
