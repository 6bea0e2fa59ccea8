"""Many copies in one file: plans for one's own desk, or one copy for each body. Read in one go, laid out
one by one. A finished one is kept while the job runs, so that the next worker goes on where a killed one
stopped; each is read again by itself (F-22), and each that leaves is a row of the ledger (R21)."""

import hashlib
import uuid
from collections.abc import Callable, Collection
from typing import Any

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from documents import joining, selfcheck
from jobs import parts
from jobs.progress import report
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at
from jobs.services import NO_NUMBER, OTHER_CASE

from . import papers
from .batch_models import PlanBatch
from .models import PlanPrint
from .services.prints import BATCH_KIND

FILE_NAME, TITLE = "support-plans.pdf", "支援プラン（まとめて印刷）"
FOR_BODIES = "（参加機関ごと）"


def copies_of(user: Any, batch: PlanBatch) -> list[PlanPrint]:
    """The copies in their order, as far as who asked sees them."""
    ids = [uuid.UUID(pk) for pk in batch.copy_ids]
    known = papers.own_copies(user).in_bulk(ids)
    return [known[pk] for pk in ids if pk in known]


def may(user: Any, object_id: uuid.UUID) -> PlanBatch | None:
    """The batch, while every plan in it is still open to who asked (S-06)."""
    batch: PlanBatch | None = PlanBatch.objects.visible_to(user).filter(pk=object_id).first()
    return batch if batch and batch.conference_id is None and is_whole(user, batch) else None


def told(user: Any, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The first copy of each, as far as who asked sees it, and how many come after it: of the same case or not."""
    batches = list(PlanBatch.objects.visible_to(user).filter(pk__in=keys))
    firsts = {batch.pk: uuid.UUID(batch.copy_ids[0]) for batch in batches if batch.copy_ids}
    known = papers.told(user, set(firsts.values()))
    return {
        batch.pk: known[firsts[batch.pk]] + _and_more(len(batch.copy_ids) - 1)
        for batch in batches
        if firsts.get(batch.pk) in known
    }


def _and_more(number: int) -> str:
    return f"　ほか{number}部" if number else ""


def is_whole(user: Any, batch: PlanBatch) -> bool:
    """Every copy of it may be made now."""
    copies = copies_of(user, batch)
    return len(copies) == len(batch.copy_ids) and all(
        papers.may_be_made(user, copy) for copy in copies
    )


def gate(user: Any, batch: PlanBatch, option: str) -> Output:
    """What each copy is, put together: every case, and every copy that leaves (R21, S-91)."""
    return together([papers.gate(user, copy, option) for copy in copies_of(user, batch)])


def together(outputs: list[Output]) -> Output:
    """One output of several: it is for others as soon as one of them is."""
    cases = tuple(dict.fromkeys(case for output in outputs for case in output.cases))
    leaving = [output.leaving for output in outputs if output.leaving]
    within = {case: place for output in outputs for case, place in output.within.items()}
    if not leaving:
        return Output(OutputHold.Use.OWN, cases, within=within)
    return Output(OutputHold.Use.OTHERS, cases, leaving[0], tuple(leaving[1:]), within)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> list[papers.Paper]:
    """Read each copy as who asked."""
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
        made.append(made_of(paper))
    report(len(gathered), len(gathered))
    return Result(joining.joined(made, title=_title(gathered)), "application/pdf", FILE_NAME)


def _title(gathered: list[papers.Paper]) -> str:
    """Copies of one paper are called by it, and for whom they are; many plans by what they are."""
    titles = {paper.title for paper in gathered}
    return titles.pop() + FOR_BODIES if len(titles) == 1 and len(gathered) > 1 else TITLE


def made_of(paper: papers.Paper) -> bytes:
    """A copy laid out, or as an attempt before has made it of the same."""
    return laid_out(paper.html, paper.number, lambda: papers.make(paper).content)


def laid_out(html: str, number: str, make: Callable[[], bytes]) -> bytes:
    """What `make` makes of this text, read again: the number of its case and no other (F-22)."""
    digest = hashlib.sha256(html.encode()).hexdigest()
    content = parts.kept(digest)
    if content is None:
        content = make()
        found = selfcheck.case_numbers_in(selfcheck.text_of(content))
        if found != {number}:
            raise JobFailed(OTHER_CASE if found - {number} else NO_NUMBER)
        parts.keep(digest, content)
    return content


PLAN_BATCH_PDF = JobKind(
    name=BATCH_KIND,
    label="支援プランのPDF（まとめて）",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    told=told,
    page=page_at("plans:batch"),  # to the plan, the conference or the list where it was asked for
    errors=papers.PLAN_PDF.errors,
)
