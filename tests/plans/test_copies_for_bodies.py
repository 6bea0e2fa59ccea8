"""控え for the bodies: a copy of its own for each, with its number, code and row of the ledger (R21)."""

import re
from typing import Any

import pytest

from access.errors import DomainError
from access.models import Disclosure, OutputHold
from documents.selfcheck import printed_number
from jobs import work
from jobs.models import Job, JobResult
from plans import batch_paper, papers, services
from plans.batch_models import PlanBatch
from plans.models import Plan, PlanPrint
from tests.cases.situations import body_of
from tests.databases import Database
from tests.documents.papers_read import structure
from tests.world import acting, login

from . import situations as s
from .test_paper_structure import in_order, text_of
from .test_papers import ask, gathered


def copies(plan: Plan, by: str = s.COORDINATOR) -> list[PlanPrint]:
    with acting(by) as user:
        rows = PlanPrint.objects.visible_to(user).filter(plan=plan)
        return list(rows.select_related("receiver").order_by("copy_number"))


def handed_out(plan: Plan) -> list[tuple[str, str]]:
    with acting(s.COORDINATOR) as by:
        rows = Disclosure.objects.visible_to(by).filter(
            compartment=plan.compartment, channel="print"
        )
        return sorted((row.recipients, row.legal_basis.code) for row in rows)


def result_of(job: Job, by: str = s.COORDINATOR) -> bytes:
    with acting(by) as user:
        assert Job.objects.visible_to(user).get(pk=job.pk).state == "done"
        return bytes(JobResult.objects.visible_to(user).get(job_id=job.pk).content)


def test_r21_each_body_gets_a_copy_of_its_own_in_one_file(committed_db: Database) -> None:
    plan = s.an_active_plan()
    _, job = ask(plan, "bodies")
    names = [str(body_of(name)) for name in (s.RECORDER, s.PARTNER)]
    made = copies(plan)
    assert [copy.recipients for copy in made] == names
    assert [copy.copy_number for copy in made] == [1, 2]
    assert len({copy.code for copy in made}) == 2
    assert handed_out(plan) == [], "asked for is not made (S-91)"
    work.run(job.pk)
    assert handed_out(plan) == sorted((name, "CONSENT") for name in names)
    pdf = result_of(job)
    found = structure(pdf, papers=2)
    assert found.faults == []
    assert found.title.endswith("第5版（参加機関ごと）")
    first, second = text_of(pdf).split("支援プラン兼利用申込書印刷")[1:]
    one, two = names
    for text, own, other in ((first, one, two), (second, two, one)):
        assert f"渡し先{own}".replace(" ", "") in text
        assert f"渡し先{other}".replace(" ", "") not in text
    in_order(text_of(pdf), "写し1", names[0], "写し2", names[1])


def test_of_one_body_the_copy_is_made_alone_and_ones_own_gets_none(committed_db: Database) -> None:
    plan = s.an_active_plan()
    copy, job = ask(plan, "bodies", by=s.PARTNER)
    assert copy.receiver == body_of(s.RECORDER)
    work.run(job.pk)
    assert structure(result_of(job, s.PARTNER)).faults == []
    assert handed_out(plan) == [(str(body_of(s.RECORDER)), "CONSENT")]


@pytest.mark.django_db
def test_the_bodies_are_chosen_on_the_page(client: Any) -> None:
    plan = s.an_active_plan()
    login(client, s.COORDINATOR)
    address = f"/plans/{plan.pk}/print/"
    page = client.get(address).content.decode()
    assert page.count('name="receivers"') == 2
    sent = {"paper": "progress", "made_for": "bodies"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "渡す参加機関を選んでください" in answer.content.decode()
    sent["receivers"] = str(body_of(s.COORDINATOR).pk)  # the secretariat is in no circle
    assert client.post(address, sent).status_code == 422
    sent["receivers"] = str(body_of(s.PARTNER).pk)
    assert client.post(address, sent).status_code == 303
    (copy,) = copies(plan)
    assert (copy.receiver, copy.paper) == (body_of(s.PARTNER), "progress")


@pytest.mark.django_db
def test_r5_nobody_outside_the_circle_is_named_as_receiver() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="プランの参加機関です"):
        services.request_print(
            plan=s.seen(plan),
            made_for="bodies",
            body=body_of(s.COORDINATOR),
            receivers=[body_of("csw1")],
            by=by,
        )


def test_r5_a_body_that_has_left_meanwhile_gets_no_copy(committed_db: Database) -> None:
    plan = s.a_written_plan()
    _, job = ask(plan, "bodies")
    with acting(s.COORDINATOR) as by:
        first, second = s.tasks_of(s.seen(plan), by)
    kept = services.TaskFacts(first.body, first.content, id=first.pk)
    gone = services.TaskFacts(second.body, second.content, id=second.pk, ended=True)
    s.as_coordinator(plan, services.edit_tasks, rows=[kept, gone])
    s.as_coordinator(plan, services.remove_body, body=body_of(s.PARTNER))
    work.run(job.pk)
    with acting(s.COORDINATOR) as by:
        assert Job.objects.visible_to(by).get(pk=job.pk).state == "refused"
    assert handed_out(plan) == []


def test_r5_after_withdrawal_no_copy_of_the_file_is_made(committed_db: Database) -> None:
    plan = s.an_active_plan()
    _, job = ask(plan, "bodies")
    s.withdraw(plan)
    work.run(job.pk)
    with acting(s.COORDINATOR) as by:
        assert Job.objects.visible_to(by).get(pk=job.pk).state == "refused"
    assert handed_out(plan) == []


@pytest.mark.django_db
def test_s91_the_gate_knows_every_copy_of_the_file() -> None:
    plan = s.an_active_plan()
    ask(plan, "bodies")
    with acting(s.COORDINATOR) as by:
        batch = PlanBatch.objects.visible_to(by).get()
        found = batch_paper.may(by, batch.pk)
        assert found is not None
        output = batch_paper.gate(by, found, "")
    assert output.use == OutputHold.Use.OTHERS
    assert output.cases == (plan.compartment.case_id,)
    assert len(output.further) == 1


@pytest.mark.django_db
def test_the_way_back_leads_to_the_plan_and_nobody_else_finds_the_batch(client: Any) -> None:
    plan = s.an_active_plan()
    ask(plan, "bodies")
    with acting(s.COORDINATOR) as by:
        address = f"/plans/batches/{PlanBatch.objects.visible_to(by).get().pk}/"
    login(client, s.COORDINATOR)
    assert client.get(address)["Location"] == f"/plans/{plan.pk}/"
    login(client, s.PARTNER)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_fixed_version_goes_to_each_body_too() -> None:
    plan = s.a_plan_found("adequate")
    with acting(s.COORDINATOR) as by:
        fixed = s.seen(plan).fixed.visible_to(by).get()
        services.request_print(
            plan=s.seen(plan),
            made_for="bodies",
            body=body_of(s.COORDINATOR),
            fixed=fixed,
            by=by,
        )
    for copy in copies(plan):
        html = gathered(copy).html
        assert re.search(rf"渡し先</th><td[^>]*>{copy.recipients}</td>", html)
        assert papers.NUMBER.search(printed_number(html))
