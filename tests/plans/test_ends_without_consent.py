"""A plan whose consent is gone is ended, paused or withdrawn, and nothing else is offered (domain.md 2.1 R08 d)."""

from typing import Any

import pytest

from access.errors import DomainError
from plans import services
from plans.models import Plan
from plans.moves_offered import moves_offered
from plans.states import PlanState
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_pages import browser, get, send

pytestmark = pytest.mark.django_db


def now(plan: Plan) -> Plan:
    with acting(s.COORDINATOR):
        return s.seen(plan)


def offered(plan: Plan) -> set[str]:
    with acting(s.COORDINATOR) as by:
        return {str(to) for to, _ in moves_offered(s.seen(plan), by)}


def test_r08d_without_consent_nothing_is_offered_that_is_refused() -> None:
    plan = s.an_active_plan()
    assert offered(plan) == {"evaluating", "replanned", "suspended"}
    s.withdraw(plan)
    assert offered(plan) == {"completed", "suspended"}
    client = browser(s.COORDINATOR)
    page = get(client, "move", plan)
    assert 'value="evaluating"' not in page
    assert 'value="replanned"' not in page


def test_r08d_a_plan_that_is_carried_out_ends_at_once_as_the_person_wishes() -> None:
    plan = s.an_active_plan()
    s.withdraw(plan)
    client = browser(s.COORDINATOR)
    sent = {"to": "completed", "end_reason": "21", "lead_body": str(body_of(s.RECORDER).pk)}
    assert send(client, "move", plan, **sent, note="本人の希望").status_code == 303
    after = now(plan)
    assert (after.state, after.end_reason) == (PlanState.COMPLETED, "21")


def test_r08d_a_paused_plan_without_consent_is_not_taken_up_again() -> None:
    plan = s.an_active_plan()
    s.sheet(plan, "4")
    pause: dict[str, Any] = {"to": PlanState.SUSPENDED, "look_again_on": s.days(30), "note": "入院"}
    s.as_coordinator(plan, services.move_plan, **pause)
    s.withdraw(plan)
    assert offered(plan) == {"completed"}


def test_r8_with_consent_a_plan_that_is_carried_out_ends_on_its_sheet_and_conference_alone() -> (
    None
):
    plan = s.an_active_plan()
    with pytest.raises(DomainError, match="会議を開き"):
        s.as_coordinator(plan, services.complete_plan, reason="21", lead_body=body_of(s.RECORDER))
    s.call(plan, "closure")
    s.found(plan, "close")
    with pytest.raises(DomainError, match="評価シートが必要"):
        s.as_coordinator(plan, services.complete_plan, reason="21", lead_body=body_of(s.RECORDER))
