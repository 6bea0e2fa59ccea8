"""The worker reads a finished paper again: this case's number and no other, or it is thrown away (F-22)."""

import dataclasses
from typing import Any

import pytest

from documents.pdf import render_pdf
from jobs import registry, work
from jobs.models import Job, JobResult
from jobs.registry import Result
from plans import papers, services
from tests.databases import Database
from tests.world import acting, login

from . import situations as s
from .test_papers import ask


def outcome(job: Job) -> tuple[str, str, int]:
    with acting(s.COORDINATOR) as by:
        row = Job.objects.visible_to(by).get(pk=job.pk)
        return row.state, row.error_code, JobResult.objects.visible_to(by).filter(job=row).count()


def test_f22_a_paper_of_its_case_is_kept(committed_db: Database) -> None:
    _, job = ask(s.a_written_plan())
    work.run(job.pk)
    assert outcome(job) == ("done", "", 1)


def test_f22_a_planted_number_of_another_case_ends_the_job(
    committed_db: Database, client: Any
) -> None:
    """What a caseworker typed herself counts as well: a copy would tie two households together."""
    plan = s.a_written_plan()
    s.as_coordinator(
        plan,
        services.edit_content,
        facts=s.words_of_the_plan(direction="前の相談（Ｒ１－０００００）を参照。"),
    )
    _, job = ask(plan)
    work.run(job.pk)
    assert outcome(job) == ("failed", "other-case", 0)
    login(client, s.COORDINATOR)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "ほかのケースの番号が入っていました" in page
    assert "渡さずに捨てました" in page
    assert "R1-" not in page


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("文書番号　R1-00001", "other-case"),  # the paper of somebody else
        ("文書番号　{own}　R1-00001", "other-case"),
        ("白紙", "no-number"),
    ],
)
def test_f22_a_paper_that_was_mixed_up_is_not_kept(
    words: str, code: str, committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = s.a_written_plan()
    _, job = ask(plan)

    def mixed_up(paper: papers.Paper) -> Result:
        html = f"<p>{words.format(own=paper.number)}"
        return Result(render_pdf(html, title="題"), "application/pdf", "support-plan.pdf")

    broken = dataclasses.replace(papers.PLAN_PDF, make=mixed_up)
    monkeypatch.setitem(registry._kinds, papers.PLAN_PDF.name, broken)
    work.run(job.pk)
    assert outcome(job) == ("failed", code, 0)
