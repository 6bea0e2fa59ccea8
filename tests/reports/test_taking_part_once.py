"""E1: one person is one, through all plans that follow each other (domain.md 5.2, R30)."""

from typing import Any

from django.utils import timezone

from access.counting import WholeWard
from participation import services as services_of_hosts
from plans import services
from plans.models import Plan
from reports.indicators import BY_KEY, month_of
from tests.databases import Database
from tests.participation import situations as s
from tests.plans.situations import days, found, seen, words_of_the_plan
from tests.world import acting


def counted() -> Any:
    month = month_of(timezone.localdate().replace(day=1))
    targets = BY_KEY["E1"]
    return targets.measure.of(list(targets.rows(WholeWard(), month)))


def planned_anew(plan: Plan) -> Plan:
    """Decided by the ward, and nobody is on the way to a place in it yet."""
    with acting(s.COORDINATOR) as by:
        new = services.replan(plan=seen(plan), reason="続ける", by=by)
        facts = words_of_the_plan(subject="架空 花子さん")
        services.edit_content(plan=seen(new), facts=facts, by=by)
        services.note_agreement(plan=seen(new), agreed_on=days(0), how="written", by=by)
        services.submit_plan(
            plan=seen(new), held_on=days(0), place="見本会議室", others_masked=True, by=by
        )
    found(new, "adequate")
    with acting(s.COORDINATOR) as by:
        decision = {"decided_on": days(0), "number": "8文福第2号", "title": "福祉政策課長"}
        services.decide_plan(plan=seen(new), by=by, **decision)
    return new


def test_who_has_a_plan_and_its_follower_is_one_person(committed_db: Database) -> None:
    plan = s.an_active_plan()
    assert counted() == 1
    planned_anew(plan)
    assert counted() == 1


def test_whose_row_was_closed_before_the_next_plan_is_one_person(committed_db: Database) -> None:
    plan = s.an_active_plan()
    row = s.searching(plan)
    s.as_keeper(
        services_of_hosts.move_participation, participation=row, to="stopped", reason="やめた"
    )
    planned_anew(plan)
    assert counted() == 1
