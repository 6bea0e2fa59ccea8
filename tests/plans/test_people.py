"""Who is in charge at a body of the circle changes, and the body stays (R5, R9, R21)."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from access import grants
from access.errors import DomainError
from access.explain import explain
from access.models import Disclosure
from cases.models import Consent
from cases.services import end_of
from plans import services
from plans.models import Plan, PlanBody
from plans.services.changing import consent_of
from tests.cases.situations import body_of, office
from tests.world import acting, login

from . import situations as s

pytestmark = pytest.mark.django_db

NOTHING = (0, 0, 0)


def in_circle(plan: Plan, username: str, by: str = s.COORDINATOR) -> PlanBody:
    with acting(by) as user:
        rows = PlanBody.objects.visible_to(user).filter(plan=plan, ended_at__isnull=True)
        found: PlanBody = rows.select_related("plan__compartment__case", "appointment", "body").get(
            appointment__staff__username=username
        )
        return found


def change_person(plan: Plan, who: str, to: str | None, reason: str = "") -> None:
    row = in_circle(plan, who)
    with acting(s.COORDINATOR) as by:
        successor = office(to) if to else None
        services.change_person(row=row, successor=successor, reason=reason, by=by)


def test_r5_another_person_in_charge_sees_the_plan_and_the_former_one_no_more() -> None:
    plan = s.an_active_plan()
    before = s.counts(plan, "kanri1")
    change_person(plan, s.RECORDER, "soudan2", reason="担当が替わった")
    assert s.counts(plan, s.RECORDER) == NOTHING
    assert s.counts(plan, "soudan2") == (1, 1, 2)
    assert s.counts(plan, "kanri1") == before
    assert s.counts(plan, s.PARTNER)[0] == 1, "other bodies stay as they were"
    with acting("soudan2") as by:
        ends = {basis.until for basis in explain(by, plan.compartment) if basis.rule == "R5"}
    with acting(s.COORDINATOR) as by:
        consent = Consent.objects.visible_to(by).get(pk=plan.consent_id)
        assert ends == {end_of(consent.valid_until_on)}
        tasks = s.tasks_of(s.seen(plan), by)
        assert body_of(s.RECORDER) in {task.body for task in tasks}, "roles are the body's"
        ledger = Disclosure.objects.visible_to(by).filter(compartment=plan.compartment)
        assert ledger.filter(channel="plan").count() == 2


def test_r5_r17_with_the_consent_the_successor_loses_the_plan_too() -> None:
    plan = s.an_active_plan()
    change_person(plan, s.RECORDER, "soudan2", reason="異動")
    assert s.counts(plan, "soudan2")[0] == 1
    s.withdraw(plan)
    assert s.counts(plan, "soudan2") == NOTHING


def test_r5_one_of_two_leaves_alone_and_the_last_one_does_not() -> None:
    plan = s.an_active_plan()
    with pytest.raises(DomainError, match="この人だけです"):
        change_person(plan, s.RECORDER, None, reason="異動")
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office("soudan2")], reason="増員")
    change_person(plan, s.RECORDER, None, reason="異動")
    assert s.counts(plan, s.RECORDER) == NOTHING
    assert s.counts(plan, "soudan2")[0] == 1


def test_r5_the_successor_is_of_the_same_body_and_works_with_people() -> None:
    plan = s.an_active_plan()
    with pytest.raises(DomainError, match="同じ機関"):
        change_person(plan, s.RECORDER, "csw1", reason="異動")
    with pytest.raises(DomainError, match="選び直して"):
        change_person(plan, s.RECORDER, "kanri1", reason="異動")
    with pytest.raises(DomainError, match="すでに"):
        change_person(plan, s.RECORDER, s.RECORDER, reason="異動")
    with pytest.raises(DomainError, match="理由"):
        change_person(plan, s.RECORDER, "soudan2")
    assert s.counts(plan, s.RECORDER)[0] == 1


def test_r5_only_the_coordinator_changes_who_is_in_charge() -> None:
    plan = s.an_active_plan()
    row = in_circle(plan, s.RECORDER)
    gone, others = "いまプランの担当者ではありません", "事務局の担当者です"
    for username, words in (
        (s.RECORDER, others),
        (s.PARTNER, others),
        ("kanri1", others),
        ("csw1", gone),  # she does not see who is in it
    ):
        with acting(username) as by, pytest.raises(DomainError, match=words):
            services.change_person(row=row, successor=office("soudan2"), by=by, reason="異動")
        with acting(username):
            if username in ("kanri1", "csw1"):
                assert not grants.leave_circle_alone(
                    plan=plan.compartment,
                    appointment=row.appointment,
                    source=consent_of(plan),
                )
    assert s.counts(plan, s.RECORDER)[0] == 1
    assert s.counts(plan, "soudan2") == NOTHING


def test_r5_the_page_for_another_person_in_charge() -> None:
    plan = s.an_active_plan()
    row = in_circle(plan, s.RECORDER)
    client = Client()
    login(client, s.COORDINATOR)
    address = reverse("plans:person", args=[row.pk])
    assert address in client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    page = client.get(address).content.decode()
    assert office("soudan2").staff.name in page
    assert "替わりを置かない" not in page, "she is the only one of her body"
    with acting(s.COORDINATOR):
        sent = {
            "successor": str(office("soudan2").pk),
            "version": s.seen(plan).version,
            "form_key": str(uuid.uuid4()),
        }
    assert client.post(address, sent).status_code == 422, "decided: not without a reason"
    assert client.post(address, sent | {"reason": "担当が替わった"}).status_code == 303
    assert s.counts(plan, s.RECORDER) == NOTHING
    assert s.counts(plan, "soudan2")[0] == 1
    other = Client()
    login(other, s.PARTNER)
    assert other.get(reverse("plans:person", args=[row.pk])).status_code == 404
