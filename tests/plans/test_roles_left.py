"""Roles of a body that another consent does not name: it leaves at once (R5), and what it had to do is not forgotten."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from plans import services
from plans.models import Plan, PlanTask
from plans.states import PlanState
from tests.cases.pages import text_of
from tests.cases.situations import a_consent, body_of
from tests.world import acting

from . import situations as s
from .test_pages import browser, fields_of, send

pytestmark = pytest.mark.django_db
RENT, LEFT = "家賃の支払いに付き添う", "プランに参加していない機関の役割があります"


def a_plan_with_rent_to_pay() -> Plan:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        known = {task.body_id: task.pk for task in s.tasks_of(plan, by)}
    body = body_of(s.PARTNER)
    row = services.TaskFacts(body, RENT, due_on=s.days(2), id=known[body.pk])
    s.as_coordinator(plan, services.edit_tasks, rows=[row])
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    return plan


def role(plan: Plan) -> PlanTask:
    with acting(s.COORDINATOR) as by:
        found: PlanTask = PlanTask.objects.visible_to(by).get(plan_id=plan.pk, content=RENT)
        return found


def renewed(plan: Plan) -> str:
    """The consent was withdrawn and given anew, without the partner; what the page after the step says."""
    s.withdraw(plan)
    consent = a_consent(plan.compartment.case, named=(s.COORDINATOR,))
    client = browser(s.COORDINATOR)
    answer = send(client, "consent", plan, consent=str(consent.pk), reason="受け直した")
    assert answer.status_code == 303
    return text_of(client.get(answer["Location"]))


def test_r8_a_plan_is_not_brought_before_the_conference_with_roles_of_who_has_left() -> None:
    plan = a_plan_with_rent_to_pay()
    said = renewed(plan)
    assert LEFT in said
    assert "ほかの機関に移すか、取りやめてください" in said
    with pytest.raises(DomainError, match=f"{LEFT}.*{RENT}"):
        s.submit(plan)
    row = services.TaskFacts(body_of(s.COORDINATOR), RENT, id=role(plan).pk)
    s.as_coordinator(plan, services.edit_tasks, rows=[row])
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    s.submit(plan)
    with acting(s.COORDINATOR):
        assert s.seen(plan).state == PlanState.SUBMITTED


def test_the_secretariat_is_asked_about_roles_of_who_has_left_while_the_plan_is_carried_out() -> (
    None
):
    plan = a_plan_with_rent_to_pay()
    s.submit(plan)
    s.found(plan, "adequate")
    decided = {"decided_on": s.days(0), "number": "1", "title": "課長"}
    s.as_coordinator(plan, services.decide_plan, **decided)
    s.as_coordinator(plan, services.start_plan)
    where = reverse("plans:task_progress", args=[role(plan).pk])
    client = browser(s.COORDINATOR)
    assert where not in client.get(reverse("home")).content.decode()
    said = renewed(plan)
    assert LEFT in said
    assert "再プランで移せます" in said
    assert where in client.get(reverse("home")).content.decode()
    for other in (s.RECORDER, s.PARTNER):
        assert where not in browser(other).get(reverse("home")).content.decode()
    sent = fields_of(client.get(where).content.decode()) | {
        "state": "stopped",
        "text": "家族が払うことになった",
    }
    assert client.post(where, sent).status_code == 303
    assert role(plan).state == "stopped"


def test_a_consent_that_names_everybody_leaves_nothing_to_settle() -> None:
    plan = a_plan_with_rent_to_pay()
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case
    wider = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    s.as_coordinator(plan, services.renew_consent, consent_id=wider.pk)
    with acting(s.COORDINATOR) as by:
        assert services.missing_for_submission(plan=s.seen(plan), by=by) == []


def test_r5_a_leading_body_that_left_with_the_consent_leads_no_next_plan() -> None:
    """It sees nothing of the plan, whose consent does not name it."""
    plan = a_plan_with_rent_to_pay()
    facts = s.words_of_the_plan(lead_body=body_of(s.PARTNER))
    s.as_coordinator(plan, services.edit_content, facts=facts)
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    with acting(s.COORDINATOR) as by:
        assert services.missing_for_submission(plan=s.seen(plan), by=by) == []
    renewed(plan)
    gap = "主担当機関がプランに参加していません"
    with acting(s.COORDINATOR) as by:
        assert gap in "".join(services.missing_for_submission(plan=s.seen(plan), by=by))
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan())
    with acting(s.COORDINATOR) as by:
        assert gap not in "".join(services.missing_for_submission(plan=s.seen(plan), by=by))


def test_r5_a_plan_that_goes_on_without_its_leading_body_hands_it_on_to_no_other() -> None:
    plan = a_plan_with_rent_to_pay()
    facts = s.words_of_the_plan(lead_body=body_of(s.PARTNER))
    s.as_coordinator(plan, services.edit_content, facts=facts)
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    s.submit(plan)
    s.found(plan, "adequate")
    decided = {"decided_on": s.days(0), "number": "1", "title": "課長"}
    s.as_coordinator(plan, services.decide_plan, **decided)
    s.as_coordinator(plan, services.start_plan)
    renewed(plan)
    following = s.as_coordinator(plan, services.replan, reason="受け直した")
    with acting(s.COORDINATOR):
        assert s.seen(following).lead_body is None
