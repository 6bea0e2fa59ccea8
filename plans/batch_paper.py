"""Many plans in one file: read in one go, laid out one by one. A finished one is kept while the job runs,
so that the next worker goes on where a killed one stopped; each is read again by itself (F-22)."""

import hashlib
import uuid
from typing import Any

from django.urls import reverse

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from documents import joining, selfcheck
from jobs import parts
from jobs.progress import report
from jobs.registry import JobFailed, JobKind, NotPermitted, Result
from jobs.services import NO_NUMBER, OTHER_CASE

from . import papers
from .batch_models import PlanBatch
from .models import PlanPrint
from .services.batches import BATCH_KIND

FILE_NAME, TITLE = "support-plans.pdf", "支援プラン（まとめて印刷）"


def copies_of(user: Any, batch: PlanBatch) -> list[PlanPrint]:
    """The copies in their order, as far as who asked sees them."""
    ids = [uuid.UUID(pk) for pk in batch.copy_ids]
    rows = PlanPrint.objects.visible_to(user).filter(created_by=user)
    known = rows.select_related("plan__compartment__case", "body").in_bulk(ids)
    return [known[pk] for pk in ids if pk in known]


def may(user: Any, object_id: uuid.UUID) -> PlanBatch | None:
    """The batch, while every plan in it is still open to who asked (S-06)."""
    batch: PlanBatch | None = PlanBatch.objects.visible_to(user).filter(pk=object_id).first()
    if batch is None:
        return None
    return batch if len(copies_of(user, batch)) == len(batch.copy_ids) else None


def gate(user: Any, batch: PlanBatch, option: str) -> Output:
    """It stays on the desk of who asked, and names every case of the batch."""
    cases = {copy.plan.compartment.case_id: None for copy in copies_of(user, batch)}
    return Output(OutputHold.Use.OWN, tuple(cases))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> list[papers.Paper]:
    """Read each plan as who asked."""
    batch = may(user, object_id)
    if batch is None:
        raise NotPermitted
    found = []
    for copy in copies_of(user, batch):
        log.note("print", copy.plan)
        found.append(papers.paper_of(user, copy))
    return found


def make(gathered: list[papers.Paper]) -> Result:
    """Lay out what is not there yet, and put all together."""
    made = []
    for done, paper in enumerate(gathered):
        report(done, len(gathered))
        made.append(_made(paper))
    report(len(gathered), len(gathered))
    return Result(joining.joined(made, title=TITLE), "application/pdf", FILE_NAME)


def _made(paper: papers.Paper) -> bytes:
    digest = hashlib.sha256(paper.html.encode()).hexdigest()
    content = parts.kept(digest)
    if content is None:
        content = papers.make(paper).content
        found = selfcheck.case_numbers_in(selfcheck.text_of(content))
        if found != {paper.number}:
            raise JobFailed(OTHER_CASE if found - {paper.number} else NO_NUMBER)
        parts.keep(digest, content)
    return content


def page_of(object_id: uuid.UUID) -> str:
    """The page from which it was asked for."""
    return reverse("plans:print_many")


PLAN_BATCH_PDF = JobKind(
    name=BATCH_KIND,
    label="支援プランのPDF（まとめて）",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_of,
    errors=papers.PLAN_PDF.errors,
)
