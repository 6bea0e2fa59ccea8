"""The ledger of disclosures of a body about one case, on paper (R21): for its desk, for the person, for an audit.

Read as who asked, and only what the record of her body holds. A paper that is handed over is itself a row of
that ledger. The person gets what went out with her knowledge or in the ordinary work of the ward. Reports of
violence and abuse, emergencies, what only a meeting may know and what another law asked for are not on her
paper, which says the same whether there is any: who asks for all of it files a request of disclosure.
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.models import Disclosure, OutputHold
from access.output import Leaving, Output, cases_of, own_use
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at

from .models import CaseRecord

NAME = "case_ledger_pdf"
FILE_NAME = "disclosures.pdf"
TITLE = "提供の記録"
DESK, PERSON, AUDIT = "desk", "person", "audit"
VERSIONS = {
    DESK: "自分の控え",
    PERSON: "本人に渡す",
    AUDIT: "監査に渡す",
}
# To whom, for what, on which basis (CL-01). The person: Art. 69 (2) i speaks of giving it to herself as well.
HANDED = {
    PERSON: ("本人", "提供の記録を本人に示す", "CONSENT"),
    AUDIT: ("監査の担当", "監査に提供の記録を示す（地方自治法第199条第8項）", "PIPL69-1"),
}
# What is on the paper of the person. A basis that is not named here, as one that the ward adds, is not.
TOLD_TO_HER = (
    *("CONSENT", "SWA106-4-ENTRUST"),
    *("PIPL69-2-2", "PIPL69-2-3", "PIPL69-2-4"),
)


def may(user: Any, object_id: uuid.UUID) -> CaseRecord | None:
    """The record whose ledger it is, if who asked sees it now (S-06)."""
    rows = CaseRecord.objects.visible_to(user).select_related("compartment__case", "body")
    found: CaseRecord | None = rows.filter(pk=object_id).first()
    return found


def versions_for(user: Any, record: CaseRecord) -> list[str]:
    """Handed over is only by who writes in the record: a row of the ledger is entered there."""
    writes = CaseRecord.objects.changeable_by(user).filter(pk=record.pk).exists()
    return list(VERSIONS) if writes else [DESK]


def entries_of(user: Any, record: CaseRecord) -> Any:
    """What has left the record of one body, the latest first, as far as the user sees it."""
    rows = Disclosure.objects.visible_to(user).filter(compartment=record.compartment_id)
    return rows.select_related("body", "legal_basis", "created_by")


def gate(user: Any, row: CaseRecord, option: str) -> Output:
    """A copy for the desk, or one for the person or an audit (R21, S-91). Raises NotPermitted."""
    if option not in versions_for(user, row):
        raise NotPermitted
    if option == DESK:
        return own_use(user, row, option)
    recipients, purpose, basis = HANDED[option]
    leaving = Leaving(
        recipients=recipients,
        purpose=purpose,
        legal_basis=basis,
        body=row.body,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, cases_of(row), leaving)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the ledger as who asked; NotPermitted when she does not see it (any more)."""
    record = may(user, object_id)
    if record is None or option not in versions_for(user, record):
        raise NotPermitted
    log.note("print", record, kind=TITLE)
    number = record.compartment.case.number
    title = f"{TITLE} {number}"
    entries = entries_of(user, record)
    if option == PERSON:
        entries = entries.filter(legal_basis__code__in=TOLD_TO_HER)
    context = {
        "paper": {
            "title": title,
            "number": f"{number}　{VERSIONS[option]}",
            "audience": _readers(user, record, option),
            "printed_by": str(record.body) if option == PERSON else f"{user}（{record.body}）",
            "printed_at": timezone.now(),
        },
        "record": record,
        "entries": list(entries),
        "is_for_person": option == PERSON,
    }
    return Paper(render_to_string("cases/ledger_paper.html", context), title)


def _readers(user: Any, record: CaseRecord, option: str) -> str:
    if option == DESK:
        return f"{audience(user, record.compartment).total}人"
    return HANDED[option][0]


make = as_pdf(FILE_NAME)


CASE_LEDGER_PDF = JobKind(
    name=NAME,
    label="提供の記録のPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("cases:ledger_of"),
)
