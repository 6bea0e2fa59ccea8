"""名簿の取り込み as a job: a trial or the run, in a worker, with the rights of who asked.

Reading, taking in and noting that it was done are one transaction, so that a worker that dies leaves
nothing half done and the next attempt begins anew or finds it done. How far it is, is told past that
transaction. The result is a list of the lines; it names the cases that were made (S-91).
"""

import uuid
from dataclasses import dataclass
from typing import Any

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from documents import tables
from jobs.models import Job
from jobs.progress import report
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at
from organizations.models import Appointment, Role

from .models import CaseImport, ImportState
from .services import imports

KIND = "case_import"
TRY, RUN = "try", "run"
HEAD = ("行", "結果", "ケース番号", "直すところ")
STEP = 10


@dataclass(frozen=True)
class Report:
    """Lines for the list that who asked gets."""

    lines: list[tuple[str, str, str, str]]


def may(user: Any, object_id: uuid.UUID) -> CaseImport | None:
    """The list of who asked, while she supervises its body (R9)."""
    bodies = Appointment.objects.current().filter(staff=user, role_group__role=Role.SUPERVISOR)
    found: CaseImport | None = (
        CaseImport.objects.visible_to(user)
        .filter(pk=object_id, body__in=bodies.values("role_group__body"))
        .select_related("body")
        .first()
    )
    return found


def latest_job(kept: CaseImport, user: Any) -> Job | None:
    """The last trial or run of a list, to go to its state and its report."""
    jobs = Job.objects.visible_to(user).filter(kind=KIND, object_id=kept.pk)
    found: Job | None = jobs.first()
    return found


def gate(user: Any, kept: CaseImport, option: str) -> Output:
    """For the desk of who asked; every case that was made is named."""
    return Output(OutputHold.Use.OWN, tuple(uuid.UUID(case) for case in kept.case_ids))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Report:
    """Try, or take in. A second attempt after a worker died finds what the first one did."""
    kept = may(user, object_id)
    if kept is None:
        raise NotPermitted
    if option == RUN and kept.state == ImportState.DONE:
        return Report([])
    if not kept.is_open:
        raise JobFailed("over")
    outcome = imports.take_in(kept=kept, by=user, is_trial=option == TRY, tell=_tell)
    is_in = option == RUN and outcome.is_good
    if is_in:
        log.note_cases("write", outcome.cases, kind=CASE_IMPORT.label)
    else:
        log.note("write", kind=CASE_IMPORT.label)
    numbers = [case.number for case in outcome.cases] if is_in else [""] * len(outcome.rows)
    words = "取り込みました" if is_in else "取り込めます"
    return Report(
        [
            (
                str(row.number),
                "直すところがあります" if row.errors else words,
                numbers[place] if is_in else "",
                "／".join(
                    f"{heading}：{what}" if heading else what for heading, what in row.errors
                ),
            )
            for place, row in enumerate(outcome.rows)
        ]
    )


def _tell(done: int, total: int) -> None:
    if done % STEP == 0 or done == total:
        report(done, total)


def make(found: Report) -> Result:
    """The lines as a CSV."""
    return Result(tables.as_csv(HEAD, found.lines), tables.CSV, "import.csv")


CASE_IMPORT = JobKind(
    name=KIND,
    label="名簿の取り込み",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("cases:case_import"),
    errors={"over": "この名簿は、すでに取り込んだか、取りやめています"},
)
