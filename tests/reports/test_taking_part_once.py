"""E1, E2, E4: one person is one, through all plans that follow each other, and under all rows that were merged
(domain.md 5.2, R30)."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from access.counting import WholeWard
from access.seen_by import SeenBy
from cases import services as cases
from cases.models import Person
from cases.services import MemberFacts
from participation import services as services_of_hosts
from participation.models import Participation
from plans import services
from plans.models import Plan
from reports.indicators import BY_KEY, Span, month_of
from tests.alerts.situations import change
from tests.cases.situations import a_case
from tests.databases import Database
from tests.participation import situations as s
from tests.plans.situations import days, found, seen, words_of_the_plan
from tests.world import acting

from .slow import Ward, slow


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


def begins(plan: Plan, subject: str, person: Any = None) -> Participation:
    with acting(s.KEEPER) as by:
        return services_of_hosts.begin(
            plan=seen(plan, s.KEEPER),
            person_id=person or uuid.uuid4(),
            subject=subject,
            body=s.office(s.KEEPER).body,
            by=by,
        )


def counted_between(database: Database, first: datetime.date, last: datetime.date) -> Any:
    """For the ward, and the same by the slow computation; and for which bodies."""
    facts = list(BY_KEY["E1"].rows(WholeWard(), Span(first, last)))
    found = BY_KEY["E1"].measure.of(facts)
    assert slow(Ward(database), first, last, timezone.localdate())["E1"] == found
    return found, {str(fact.body) for fact in facts}


def test_r31_a_later_plan_for_two_leaves_the_months_before_it_as_they_were(
    committed_db: Database,
) -> None:
    """A plan in which nobody is on the way yet is one for one person, whoever is named after it."""
    plan = s.an_active_plan()
    new = planned_anew(plan)
    turn = days(-40)
    change(committed_db, plan, decided_on=days(-70), ended_on=turn)
    change(committed_db, new, decided_on=turn)
    before = counted_between(committed_db, days(-70), days(-41))
    assert before[0] == 1
    assert counted_between(committed_db, turn, days(0))[0] == 1
    for subject in ("架空 花子さん", "架空 太一さん"):
        begins(new, subject)
        assert counted_between(committed_db, days(-70), days(-41)) == before
    assert counted_between(committed_db, turn, days(0))[0] == 2
    # Who was the one of the former plan is one of both: nobody is a third.
    assert counted_between(committed_db, days(-70), days(0))[0] == 2


def at_the_garden(database: Database, row: Participation, garden: Any, since: int) -> None:
    """She has been there since a day."""
    change(database, row, state="searching")
    placement = s.proposed(row, garden)
    change(database, placement, state="started", started_on=days(since))


def numbers(database: Database, source: Any) -> list[Any]:
    """E1, E2 and E4 of the last hundred days; of the ward the same by the slow computation."""
    span = Span(days(-100), days(0))
    found = [BY_KEY[key].measure.of(BY_KEY[key].rows(source, span)) for key in ("E1", "E2", "E4")]
    if isinstance(source, WholeWard):
        again = slow(Ward(database), span.first, span.last, timezone.localdate())
        assert [again[key] for key in ("E1", "E2", "E4")] == found
    return found


def test_two_plans_of_one_who_was_entered_twice_are_of_one_person(committed_db: Database) -> None:
    """Each plan names another row of hers; the rows are merged, and what was written keeps its key."""
    consent = s.a_consent_to_tell(a_case(s.RECORDER))
    with acting(s.RECORDER) as by:
        hers = Person.objects.visible_to(by).get(
            compartment__case=consent.compartment.case, is_subject=True
        )
        rows = [
            cases.add_person(face=hers.compartment, facts=MemberFacts(name, relation="長女"), by=by)
            for name in ("架空 はな子", "架空 ハナ子")
        ]
    plans = [s.an_active_plan(consent) for _ in rows]
    garden = s.a_resource()
    for plan, row in zip(plans, rows, strict=True):
        at_the_garden(committed_db, begins(plan, "架空 花子さん", row.pk), garden, -95)
    assert numbers(committed_db, WholeWard()) == [2, 2, 2]
    with acting(s.RECORDER) as by:
        merges = [
            cases.merge_people(survivor=one, merged=other, reason="保険証で確かめた", by=by)
            for one, other in ((rows[0], rows[1]), (hers, rows[0]))
        ]
    # Two plans of hers that do not follow each other: she is one, and goes to the garden once.
    assert numbers(committed_db, WholeWard()) == [1, 1, 1]
    for name in (s.RECORDER, s.KEEPER):
        with acting(name) as by:
            assert numbers(committed_db, SeenBy(by)) == [1, 1, 1], name
    with acting(s.RECORDER) as by:
        cases.unmerge_people(merge=merges[1], reason="双子の姉だった", by=by)
        cases.unmerge_people(merge=merges[0], reason="双子の姉だった", by=by)
    assert numbers(committed_db, WholeWard()) == [2, 2, 2]
