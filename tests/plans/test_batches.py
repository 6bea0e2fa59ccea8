"""Many plans in one file: made one by one, and after a killed worker only what is missing (F-07, F-22)."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from documents.pdf import render_pdf
from jobs import registry, work
from jobs import services as job_services
from jobs.models import Job, JobPart, JobResult
from jobs.registry import Result
from plans import batch_paper, papers, services
from plans.batch_models import PlanBatch
from plans.models import Plan, PlanPrint
from tests.cases.situations import body_of
from tests.databases import Database
from tests.documents.papers_read import structure
from tests.world import acting, login

from . import situations as s
from .test_paper_structure import in_order, text_of


def a_batch(*plans: Plan, by: str = s.COORDINATOR, paper: str = "plan") -> tuple[PlanBatch, Job]:
    with acting(by) as user:
        own = [s.seen(plan, by) for plan in plans]
        return services.request_batch(plans=own, paper=paper, by=user)


def rows(model: Any, job: Job, by: str = s.COORDINATOR) -> list[Any]:
    with acting(by) as user:
        return list(model.objects.visible_to(user).filter(job=job.pk))


def as_it_is(job: Job) -> Job:
    with acting(s.COORDINATOR) as user:
        found: Job = Job.objects.visible_to(user).get(pk=job.pk)
        return found


def test_plans_come_in_one_tagged_file_each_with_its_own_number(committed_db: Database) -> None:
    plans = [s.a_written_plan() for _ in range(3)]
    _, job = a_batch(*plans)
    work.run(job.pk)
    assert (as_it_is(job).state, as_it_is(job).done, as_it_is(job).total) == ("done", 3, 3)
    (kept,) = rows(JobResult, job)
    assert rows(JobPart, job) == []
    found = structure(bytes(kept.content), papers=3)
    assert found.faults == []
    assert found.title == "支援プラン（まとめて印刷）"
    numbers = [f"文書番号{plan.compartment.case.number}" for plan in plans]
    in_order(text_of(bytes(kept.content)), *numbers)
    assert kept.file_name == "support-plans.pdf"


def test_f07_a_killed_worker_s_parts_are_not_made_again(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [s.a_written_plan() for _ in range(3)]
    _, job = a_batch(*plans)
    made: list[str] = []
    whole = papers.make

    def dies_at_the_third(paper: papers.Paper) -> Result:
        if len(made) == 2:
            raise KeyboardInterrupt  # as the process ends: nothing behind it runs
        made.append(paper.number)
        return whole(paper)

    monkeypatch.setattr(papers, "make", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        work.run(job.pk)
    assert as_it_is(job).state == "running"
    assert len(rows(JobPart, job)) == 2
    with acting("kurashi1") as other:
        assert not JobPart.objects.visible_to(other).exists()

    def goes_on(paper: papers.Paper) -> Result:
        made.append(paper.number)
        return whole(paper)

    monkeypatch.setattr(papers, "make", goes_on)
    work.run(job.pk)
    assert (as_it_is(job).state, as_it_is(job).attempts) == ("done", 2)
    assert made == [plan.compartment.case.number for plan in plans], "each was laid out once"
    assert rows(JobPart, job) == []


def test_f22_one_mixed_up_paper_ends_the_batch(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [s.a_written_plan() for _ in range(2)]
    _, job = a_batch(*plans)
    number = plans[0].compartment.case.number
    same = Result(render_pdf(f"<h1>{number}", title="題"), "application/pdf", "x.pdf")
    monkeypatch.setattr(papers, "make", lambda paper: same)
    work.run(job.pk)
    assert (as_it_is(job).state, as_it_is(job).error_code) == ("failed", "other-case")
    assert rows(JobPart, job) == []


def test_s42_results_and_parts_go_when_their_time_is_over(committed_db: Database) -> None:
    _, job = a_batch(s.a_written_plan())
    work.run(job.pk)
    with acting(s.COORDINATOR) as user:
        row = Job.objects.visible_to(user).get(pk=job.pk)
        JobPart(user=user, job=row, digest="left", content=b"x").save(force_insert=True)
        Job.objects.visible_to(user).filter(pk=job.pk).update(
            expires_at=timezone.now() - datetime.timedelta(seconds=1)
        )
    job_services.throw_away_expired()
    assert rows(JobPart, job) == []
    assert rows(JobResult, job) == []


def test_s06_a_batch_with_a_plan_out_of_sight_is_not_made(committed_db: Database) -> None:
    plans = [s.an_active_plan() for _ in range(2)]
    batch, job = a_batch(*plans, by=s.PARTNER)
    s.withdraw(plans[0])
    work.run(job.pk)
    with acting(s.PARTNER) as user:
        assert Job.objects.visible_to(user).get(pk=job.pk).state == "refused"
        assert batch_paper.may(user, batch.pk) is None


@pytest.mark.django_db
def test_s06_nobody_sees_the_batch_of_another() -> None:
    batch, _ = a_batch(s.an_active_plan())
    for username in (s.PARTNER, s.RECORDER, s.OTHER_COORDINATOR):
        with acting(username) as user:
            assert batch_paper.may(user, batch.pk) is None


@pytest.mark.django_db
def test_r1_papers_of_one_minute_are_told_apart_by_what_their_owner_still_sees(client: Any) -> None:
    """Case, edition and copy stand in the list of what was made; of what closed to her since, the kind alone."""
    plans = [s.an_active_plan() for _ in range(2)]
    with acting(s.PARTNER) as user:
        body = body_of(s.PARTNER)
        for plan in plans:
            own = s.seen(plan, s.PARTNER)
            services.request_print(plan=own, made_for="self", body=body, by=user)
    a_batch(*plans, by=s.PARTNER)
    login(client, s.PARTNER)

    def listed() -> str:
        page = client.get(reverse("jobs:list")).content.decode()
        assert page.count('class="lead"') == 3
        return str(page)

    page, words = listed(), [rf"{p.compartment.case.number}　[^<　]+　第\d+版　写し" for p in plans]
    assert [len(re.findall(f"{one}1<", page)) for one in words] == [1, 1]
    assert len(re.findall(f"{words[0]}2　ほか1部<", page)) == 1
    s.withdraw(plans[0])
    page = listed()
    assert plans[0].compartment.case.number not in page
    assert [len(re.findall(one, page)) for one in words] == [0, 1]


@pytest.mark.django_db
def test_one_copy_alone_is_told_as_no_more_than_itself() -> None:
    plan = s.an_active_plan()
    batch, _ = a_batch(plan)
    with acting(s.COORDINATOR) as user:
        words = batch_paper.told(user, [batch.pk])[batch.pk]
    assert words.startswith(plan.compartment.case.number)
    assert words.endswith("写し1")


@pytest.mark.django_db
def test_plans_are_chosen_on_the_page_and_what_is_hidden_is_not_offered(client: Any) -> None:
    plan, other = s.an_active_plan(), s.a_written_plan()
    login(client, s.PARTNER)
    page = client.get("/plans/print/").content.decode()
    assert plan.compartment.case.number in page
    assert client.post("/plans/print/", {"paper": "plan"}).status_code == 422
    login(client, "csw1")
    assert plan.compartment.case.number not in client.get("/plans/print/").content.decode()
    sent = {"paper": "plan", "plans": [str(plan.pk)]}
    assert client.post("/plans/print/", sent).status_code == 422
    login(client, s.COORDINATOR)
    sent = {"paper": "progress", "plans": [str(other.pk), str(plan.pk)]}
    answer = client.post("/plans/print/", sent)
    assert answer.status_code == 303
    assert re.fullmatch(r"/jobs/[0-9a-f-]+/", answer["Location"])
    with acting(s.COORDINATOR) as user:
        batch = PlanBatch.objects.visible_to(user).get()
        copies = PlanPrint.objects.visible_to(user).filter(pk__in=batch.copy_ids)
        assert {copy.plan_id for copy in copies} == {plan.pk, other.pk}
        assert {copy.paper for copy in copies} == {"progress"}


@pytest.mark.django_db
def test_too_many_at_once_are_refused() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="50件まで"):
        services.request_batch(plans=[s.seen(plan)] * 51, paper="plan", by=by)


def test_the_kind_is_registered() -> None:
    assert registry.kind_of("plan_batch_pdf") is batch_paper.PLAN_BATCH_PDF
