"""モニタリング・評価シート: what a result asks for, and how the plan follows (domain.md 4.10, R8, R9)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError, StaleError
from organizations.codes import CodeList
from plans import services
from plans.models import Goal, Plan, ProgressEntry
from plans.monitoring_models import Evaluation, EvaluationContent, GoalReview, open_evaluation
from plans.states import PlanState
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def facts(plan: Plan, result: str = "3", levels: tuple[int, int] = (3, 1), **changes: Any) -> Any:
    """A sheet with all that its result asks for."""
    with acting(s.COORDINATOR) as by:
        goals = s.goals_of(s.seen(plan), by)
    asked: dict[str, Any] = {
        "1": {"end_reason": "11", "lead_body": body_of(s.RECORDER), "remaining": "冬の買物"},
        "3": {"next_monitoring_on": s.days(180)},
        "4": {"look_again_on": s.days(30), "reason": "長い入院"},
    }.get(result, {})
    values = {
        "held_on": s.days(0),
        "method": "2",
        "result": result,
        "person_wish": "go_on",
        "changes": ["02"],
        "goals": [
            services.GoalFinding(goal.pk, degree="3", level=level)
            for goal, level in zip(goals, levels, strict=True)
        ],
    }
    return services.EvaluationFacts(**values | asked | changes)


def evaluate(plan: Plan, result: str = "3", **changes: Any) -> Evaluation:
    made: Evaluation = s.as_coordinator(
        plan, services.evaluate_plan, facts=facts(plan, result, **changes)
    )
    return made


def now(plan: Plan) -> Plan:
    with acting(s.COORDINATOR):
        return s.seen(plan)


def test_going_on_sends_the_plan_on_with_its_next_day() -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, "3")
    after = now(plan)
    assert (after.state, after.next_monitoring_on) == (PlanState.ACTIVE, s.days(180))
    assert sheet.settled_on == s.days(0)


@pytest.mark.parametrize("result", ["1", "2", "4"])
def test_other_results_wait_in_evaluation_for_their_step(result: str) -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, result)
    assert now(plan).state == PlanState.EVALUATING
    assert sheet.settled_on is None
    with acting(s.COORDINATOR) as by:
        assert open_evaluation(s.seen(plan), by) == sheet


def test_a_step_of_the_plan_settles_the_sheet() -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, "4")
    s.as_coordinator(
        plan, services.move_plan, to=PlanState.SUSPENDED, note="入院", look_again_on=s.days(30)
    )
    with acting(s.COORDINATOR) as by:
        assert open_evaluation(s.seen(plan), by) is None
        assert Evaluation.objects.visible_to(by).get(pk=sheet.pk).settled_on == s.days(0)


def test_an_open_sheet_is_written_anew_and_not_twice() -> None:
    plan = s.an_active_plan()
    first = evaluate(plan, "2")
    second = evaluate(plan, "1", levels=(5, 4), person_words="もう大丈夫")
    assert first.pk == second.pk
    with acting(s.COORDINATOR) as by:
        words = EvaluationContent.objects.visible_to(by).get(evaluation=second)
        assert words.person_words == "もう大丈夫"
        levels = GoalReview.objects.visible_to(by).filter(evaluation=second)
        assert [row.level for row in levels] == [5, 4]


def test_a_level_found_anew_is_told_as_progress_and_others_are_not() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 3)
    evaluate(plan, "3", levels=(3, 2))
    with acting(s.COORDINATOR) as by:
        assert [g.level for g in s.goals_of(s.seen(plan), by)] == [3, 2]
        entries = ProgressEntry.objects.visible_to(by).filter(plan_id=plan.pk)
        assert [(e.level, e.degree) for e in entries] == [(2, "3"), (3, "")]


def test_each_goal_remembers_where_it_stood_at_the_review_before() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "3", levels=(1, 1))
    s.tell_goal(plan, 4)
    second = evaluate(plan, "3", levels=(4, 1))
    with acting(s.COORDINATOR) as by:
        rows = GoalReview.objects.visible_to(by).filter(evaluation=second)
        assert [(row.level_before, row.level) for row in rows] == [(1, 4), (1, 1)]


@pytest.mark.parametrize(
    ("result", "lacking", "words"),
    [
        ("1", {"end_reason": ""}, "終結の理由"),
        ("1", {"lead_body": None}, "主担当機関"),
        ("3", {"next_monitoring_on": None}, "次のモニタリング"),
        ("3", {"next_monitoring_on": s.days(0)}, "今日より後"),
        ("4", {"look_again_on": None}, "次に見直す日"),
        ("4", {"reason": ""}, "理由"),
        ("2", {"held_on": s.days(1)}, "今日まで"),
        ("2", {"goals": []}, "目標"),
    ],
)
def test_a_sheet_that_lacks_what_its_result_asks_for_is_refused(
    result: str, lacking: dict[str, Any], words: str
) -> None:
    plan = s.an_active_plan()
    with pytest.raises(DomainError, match=words):
        evaluate(plan, result, **lacking)
    assert now(plan).state == PlanState.ACTIVE


def test_only_a_plan_that_is_carried_out_is_evaluated() -> None:
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="実施中"):
        evaluate(plan, "3")


def test_r6_only_the_coordinator_writes_a_sheet() -> None:
    plan = s.an_active_plan()
    sheet = facts(plan)
    with acting(s.PARTNER) as by, pytest.raises(DomainError, match="事務局"):
        services.evaluate_plan(plan=s.seen(plan, s.PARTNER), facts=sheet, by=by)


def test_without_consent_no_sheet_is_written() -> None:
    plan = s.an_active_plan()
    sheet = facts(plan)
    s.withdraw(plan)
    with pytest.raises(DomainError, match="同意"):
        s.as_coordinator(plan, services.evaluate_plan, facts=sheet)


def test_a_colleague_who_saved_meanwhile_is_not_overwritten() -> None:
    plan = s.an_active_plan()
    sheet = facts(plan)
    with pytest.raises(StaleError):
        s.as_coordinator(plan, services.evaluate_plan, facts=sheet, version=plan.version - 1)


def test_r8_closing_still_needs_the_conference() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "1")
    with pytest.raises(DomainError, match="結果が必要"):
        s.as_coordinator(plan, services.complete_plan, reason="11", lead_body=body_of(s.RECORDER))


def test_r8_the_conference_confirms_the_sheet_and_the_plan_ends_by_it() -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, "1")
    assert sheet.conference_on is None
    s.call(plan, "evaluation", "closure")
    s.found(plan, "close", "close")
    with acting(s.COORDINATOR) as by:
        own = s.seen(plan)
        open_sheet = open_evaluation(own, by)
        assert open_sheet is not None
        assert open_sheet.conference_on == s.days(0)
        services.complete_plan(plan=own, reason="11", lead_body=body_of(s.RECORDER), by=by)
        assert open_evaluation(own, by) is None
    assert now(plan).state == PlanState.COMPLETED


def test_r9_a_supervisor_reads_degrees_and_result_and_no_words() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "3", person_words="内緒")
    with acting("kanri1") as by:
        assert Evaluation.objects.visible_to(by).filter(plan_id=plan.pk).count() == 1
        assert GoalReview.objects.visible_to(by).count() == 2
        assert not EvaluationContent.objects.visible_to(by).exists()


def test_r5_outside_of_the_circle_nothing_of_a_sheet_is_there() -> None:
    plan = s.an_active_plan()
    evaluate(plan, "3")
    for username in ("csw1", "soudan2", "kansa1", "ishi1"):
        with acting(username) as by:
            for model in (Evaluation, EvaluationContent, GoalReview):
                assert not model.objects.visible_to(by).exists()


def test_the_database_keeps_one_open_sheet_a_plan() -> None:
    plan = s.an_active_plan()
    sheet = evaluate(plan, "2")
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(
            compartment=now(plan).compartment,
            created_by=by,
            plan=s.seen(plan),
            body=sheet.body,
            method="1",
            result="2",
        )


def test_a_task_or_goal_that_a_colleague_told_meanwhile_is_not_overwritten() -> None:
    plan = s.an_active_plan()
    with acting(s.RECORDER) as by:
        version = Goal.objects.visible_to(by).filter(plan_id=plan.pk)[0].version
    s.tell_goal(plan, 2, version=version)
    with pytest.raises(StaleError):
        s.tell_goal(plan, 1, by=s.PARTNER, version=version)


def test_months_of_monitoring_are_the_wards_list() -> None:
    months = CodeList.objects.get(code="CL-45").codes.values_list("value", flat=True)
    assert list(months) == ["3", "6", "12"]
