"""What is refused while a plan is drafted and its circle put together, and that nothing is written then
(R3, R5, R8, R9)."""

from typing import Any

import pytest

from access.errors import DomainError
from organizations.models import Appointment, Role
from organizations.services import appoint
from plans import services
from plans.models import CandidateResource, Plan, PlanBody, PlanTask
from tests.cases.situations import a_case, a_consent, body_of, office
from tests.world import acting, staff

from . import situations as s
from .test_people import change_person

pytestmark = pytest.mark.django_db


def now(plan: Plan) -> tuple[str, int, int]:
    with acting(s.COORDINATOR):
        row = s.seen(plan)
        return row.state, row.version, row.edition


def rows(model: Any, plan: Plan) -> int:
    with acting(s.COORDINATOR) as by:
        return int(model.objects.visible_to(by).filter(plan=plan).count())


def refused(plan: Plan, service: Any, words: str, **values: Any) -> None:
    before = now(plan)
    with pytest.raises(DomainError, match=words):
        s.as_coordinator(plan, service, **values)
    assert now(plan) == before


def test_r3_who_is_named_at_another_body_does_not_plan_for_a_secretariat_that_is_not() -> None:
    """She serves two bodies: by the one she reads the consent, at the other she would plan."""
    case = a_case(s.RECORDER)
    consent = a_consent(case, named=(s.PARTNER,))
    with acting("system1"):
        appoint(staff=staff(s.PARTNER), body=body_of(s.COORDINATOR), role=Role.COORDINATOR)
    with acting(s.PARTNER) as by:
        held = Appointment.objects.current().with_body().filter(staff=by)
        new = held.get(role_group__role=Role.COORDINATOR)
        with pytest.raises(DomainError, match=f"「{new.body}」が入っていません"):
            services.draft_plan(case=case, consent_id=consent.pk, office=new, subject="", by=by)
        assert not Plan.objects.visible_to(by).of_case(case).exists()


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ((0, -1, None), "計画期間の終わり"),
        ((0, 30, 31), "次のモニタリング"),
    ],
)
def test_the_days_of_a_plan_follow_each_other(
    dates: tuple[int, int, int | None], words: str
) -> None:
    names = ("period_from", "period_until", "next_monitoring_on")
    days = {n: None if d is None else s.days(d) for n, d in zip(names, dates, strict=True)}
    facts = s.words_of_the_plan(**days)
    refused(s.a_plan_with_its_circle(), services.edit_content, words, facts=facts)


def test_r5_a_body_outside_of_the_circle_is_given_no_task() -> None:
    plan = s.a_plan_with_its_circle()
    task = services.TaskFacts(body_of("csw1"), "見守り")
    refused(plan, services.edit_tasks, "参加機関です。先に参加機関に加えて", rows=[task])
    assert rows(PlanTask, plan) == 0


def test_candidates_are_of_a_plan_for_participation() -> None:
    plan = s.a_bare_plan()
    row = services.CandidateFacts("架空の庭")
    refused(plan, services.edit_candidates, "参加支援プランに書きます", rows=[row])
    assert rows(CandidateResource, plan) == 0


def test_r5_somebody_joins_once_and_somebody_does() -> None:
    plan = s.a_plan_with_its_circle()
    before = rows(PlanBody, plan)
    for joining in ([], [office(s.PARTNER)]):
        refused(plan, services.add_bodies, "加える機関と担当者", staff_in_charge=joining)
    assert rows(PlanBody, plan) == before


def test_r5_a_body_that_is_not_in_the_plan_does_not_leave_it() -> None:
    plan = s.a_plan_with_its_circle()
    refused(plan, services.remove_body, "いまプランに参加していません", body=body_of("csw1"))


def test_r8_a_plan_is_not_renewed_on_the_consent_that_it_rests_on() -> None:
    plan = s.a_bare_plan()
    refused(plan, services.renew_consent, "すでにこの同意", consent_id=plan.consent_id)


def test_r5_in_a_plan_that_was_given_up_nobody_takes_over() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(plan, services.move_plan, to="cancelled", note="転居した")
    before = now(plan)
    with pytest.raises(DomainError, match="終わったプランの担当者"):
        change_person(plan, s.RECORDER, "soudan2", reason="異動")
    assert now(plan) == before
    assert s.counts(plan, "soudan2") == (0, 0, 0)


def test_r9_a_supervisor_says_her_word_before_the_conference() -> None:
    plan = s.a_submitted_plan()
    with (
        acting("kanri1") as by,
        pytest.raises(DomainError, match=r"「会議に付議中」.*確認できません"),
    ):
        own = s.seen(plan, "kanri1")
        services.review_plan(
            plan=own, body=body_of(s.RECORDER), edition=own.edition, verdict="approved", by=by
        )
    with acting(s.COORDINATOR) as by:
        assert services.latest_reviews([s.seen(plan)], by) == {}
