"""What is refused of visits and attempts, and that nothing is written then (domain.md 3.5)."""

import datetime
from typing import Any

import pytest

from access.errors import DomainError
from outreach import services
from outreach.models import Outreach, PlannedVisit, VisitAttempt
from tests.told_once import told_once

from . import situations as s

pytestmark = pytest.mark.django_db
TEN, ELEVEN = datetime.time(10), datetime.time(11)


@told_once
def a_planned_visit() -> tuple[Outreach, PlannedVisit]:
    outreach = s.approaching()
    return outreach, s.a_visit(outreach)


def act(visit: PlannedVisit, service: Any, **values: Any) -> Any:
    with s.acting(s.WORKER) as by:
        own = PlannedVisit.objects.visible_to(by).get(pk=visit.pk)
        return service(visit=own, by=by, **values)


def now(visit: PlannedVisit) -> PlannedVisit:
    with s.acting(s.WORKER) as by:
        return PlannedVisit.objects.visible_to(by).get(pk=visit.pk)


def attempts(outreach: Outreach) -> int:
    with s.acting(s.WORKER) as by:
        return int(VisitAttempt.objects.visible_to(by).filter(outreach=outreach).count())


def test_a_visit_is_called_off_with_a_reason_and_before_its_result_is_told() -> None:
    outreach, visit = a_planned_visit()
    with pytest.raises(DomainError, match="取りやめる理由"):
        act(visit, services.cancel_visit, reason=" ")
    assert now(visit).state == "planned"
    s.attempt(outreach, "absent", visit=visit)
    with pytest.raises(DomainError, match="もう終わっています"):
        act(visit, services.cancel_visit, reason="雪")
    assert (now(visit).state, now(visit).cancel_reason) == ("done", "")


def test_from_a_visit_that_was_called_off_nobody_comes_back_with_a_result() -> None:
    """Two at one visit: a colleague has called it off while she writes."""
    outreach, visit = a_planned_visit()
    act(visit, services.cancel_visit, reason="雪")
    with pytest.raises(DomainError, match="取りやめた予定"):
        act(visit, services.confirm_return)
    with pytest.raises(DomainError, match=r"取りやめになっています.*「結果を記録する」"):
        s.attempt(outreach, "absent", visit=visit)
    assert now(visit).returned_at is None
    assert attempts(outreach) == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts": None}, "出る時刻と帰着の予定の時刻"),
        ({"return_by": TEN}, "出る時刻より後"),
        ({"on": s.days(-1)}, "今日からの日付"),
    ],
)
def test_a_visit_is_not_moved_to_hours_that_cannot_be(changes: dict[str, Any], words: str) -> None:
    _, visit = a_planned_visit()
    values = {"on": s.days(1), "starts": TEN, "return_by": ELEVEN, "visitor": s.staff(s.WORKER)}
    facts = services.VisitFacts(**values | changes)
    with pytest.raises(DomainError, match=words):
        act(visit, services.set_hours, facts=facts)
    assert (now(visit).on, now(visit).starts) == (s.days(0), datetime.time(14))


def test_an_attempt_has_a_result_of_the_list() -> None:
    outreach = s.approaching()
    with pytest.raises(DomainError, match="結果を選んで"):
        s.attempt(outreach, "somehow")
    assert attempts(outreach) == 0


def test_a_correction_says_why() -> None:
    outreach = s.approaching()
    made = s.attempt(outreach, "absent")
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match="訂正の理由"):
        row = VisitAttempt.objects.visible_to(by).select_related("visit").get(pk=made.pk)
        facts = services.AttemptFacts(result="person", visitor=by, at=row.at)
        services.correct_attempt(attempt=row, facts=facts, reason="", by=by)
    assert attempts(outreach) == 1


def test_a_call_does_not_become_a_visit_before_the_outreach_may_go_to_the_door() -> None:
    """As a visit is not planned then (domain.md 3.5); the call may be moved to another day."""
    outreach = s.an_outreach()
    s.attempt(outreach, "absent", method="phone", next_on=s.days(3))
    with s.acting(s.WORKER) as by:
        visit = PlannedVisit.objects.visible_to(by).get(outreach=outreach)
    values = {"on": s.days(4), "visitor": s.staff(s.WORKER)}
    hours = {"starts": TEN, "return_by": ELEVEN}
    with pytest.raises(DomainError, match="訪ねる前に"):
        act(visit, services.set_hours, facts=services.VisitFacts(**values | hours))
    assert (now(visit).on, now(visit).method) == (s.days(3), "phone")
    act(visit, services.set_hours, facts=services.VisitFacts(**values, method="phone"))
    assert now(visit).on == s.days(4)
