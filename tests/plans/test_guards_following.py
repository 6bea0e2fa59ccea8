"""What is refused of a plan that is carried out, of its papers and its fixed versions, and that nothing is
written then (R5, R8, R9, R21)."""

from typing import Any

import pytest

from access.errors import DomainError
from meetings.models import PlanConference
from plans import services
from plans.batch_models import PlanBatch
from plans.models import FixedPlan, Goal, Plan, PlanPrint, ProgressEntry
from plans.services.findings import found_of
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_guards_drafting import now, refused, rows

pytestmark = pytest.mark.django_db
SUPERVISOR = "kanri1"  # of a body in the plan: she sees its progress (R9)


@pytest.mark.parametrize("what", ["goal", "nothing"])
def test_progress_says_how_far_something_has_come(what: str) -> None:
    plan = s.an_active_plan()
    with acting(s.RECORDER) as by, pytest.raises(DomainError, match="進み具合を選んで"):
        own = s.seen(plan, s.RECORDER)
        goal = Goal.objects.visible_to(by).filter(plan=own)[0] if what == "goal" else None
        body = body_of(s.RECORDER)
        services.enter_progress(plan=own, goal=goal, body=body, text="来週また行く。", by=by)
    assert rows(ProgressEntry, plan) == 0


@pytest.mark.parametrize("to", ["completed", "decided", "submitted", "reaching_out"])
def test_a_plan_comes_by_hand_to_no_state_that_has_a_way_of_its_own(to: str) -> None:
    refused(s.an_active_plan(), services.move_plan, "次の状態を選び直して", to=to, note="理由")


def test_an_end_has_a_reason() -> None:
    plan = s.a_plan_that_may_end()
    values = {"reason": "", "lead_body": body_of(s.RECORDER)}
    refused(plan, services.complete_plan, "終結の理由を選んで", **values)


def test_r8_the_ward_confirms_by_somebody_who_holds_a_post() -> None:
    plan = s.a_plan_that_may_end()
    with acting(s.COORDINATOR) as by:
        item = found_of(s.seen(plan), by)
    values = {"item": item, "confirmed_on": s.days(0), "title": " "}
    refused(plan, services.carry_out, "確認した人の職名", **values)


def fixed(plan: Plan) -> tuple[Any, int]:
    """The conference of the plan, and how many versions of it are kept."""
    with acting(s.COORDINATOR) as by:
        (conference,) = PlanConference.objects.visible_to(by).filter(
            compartment=s.seen(plan).compartment_id
        )
    return conference.pk, rows(FixedPlan, plan)


@pytest.mark.parametrize(
    ("username", "words"),
    [(s.RECORDER, "残せるのは、事務局の担当者"), (s.COORDINATOR, "もう残してあります")],
)
def test_a_version_is_kept_once_and_by_the_secretariat(username: str, words: str) -> None:
    plan = s.a_plan_found("adequate")
    conference_id, before = fixed(plan)
    with acting(username) as by, pytest.raises(DomainError, match=words):
        own = s.seen(plan, username)
        services.keep_as_it_stood(plan=own, conference_id=conference_id, by=by)
    assert fixed(plan)[1] == before == 1


def test_r9_r21_a_supervisor_prints_neither_plans_nor_the_papers_of_a_conference() -> None:
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
    with acting(SUPERVISOR) as by:
        own = s.seen(plan, SUPERVISOR)
        with pytest.raises(DomainError, match=f"{own.compartment.case.number}のプランは印刷"):
            services.request_batch(plans=[own], paper="plan", by=by)
        with pytest.raises(DomainError, match="資料は印刷できません"):
            services.request_packet(plan=own, conference=planned, by=by)
        assert not PlanBatch.objects.visible_to(by).exists()
    assert rows(PlanPrint, plan) == 0


def test_r21_copies_for_bodies_wait_until_there_is_one() -> None:
    plan = s.a_bare_plan()
    values = {"made_for": "bodies", "body": body_of(s.COORDINATOR)}
    refused(plan, services.request_print, "渡す参加機関がまだありません", **values)
    assert rows(PlanPrint, plan) == 0


def test_r8_the_sheet_of_an_evaluation_is_written_by_the_secretariat() -> None:
    """Who is in charge at a body of the circle reads the plan, and tells what she found as progress."""
    plan = s.an_active_plan()
    before = now(plan)
    with acting(s.RECORDER) as by:
        own = s.seen(plan, s.RECORDER)
        goals = [services.GoalFinding(g.pk, degree="3", level=3) for g in s.goals_of(own, by)]
        facts = services.EvaluationFacts(
            s.days(0), "2", "3", goals, "go_on", next_monitoring_on=s.days(180)
        )
        with pytest.raises(DomainError, match="事務局の担当者です"):
            services.evaluate_plan(plan=own, facts=facts, by=by)
    assert now(plan) == before
