"""The disposal 廃棄 as a job, and its certificate 廃棄証明: ids, kinds and numbers, nothing about anybody.

What is erased is decided in the database by the approved list (sql/keeping.sql). A worker that dies before
the transaction of gathering ends has erased nothing; one that dies after it only prints again.
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access import keeping
from access.keeping_models import DisposalCount, DisposalList, DisposedRecord
from access.models import AccessLog, OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobKind, NotPermitted, page_at

from .services import JOB_KIND, RUN

TITLE = "廃棄証明書"
FILE_NAME = "disposal-certificate.pdf"


def may(user: Any, object_id: uuid.UUID) -> DisposalList | None:
    """The list, for who reads lists of disposal now (S-06)."""
    found: DisposalList | None = DisposalList.objects.visible_to(user).filter(pk=object_id).first()
    return found


def gate(user: Any, row: DisposalList, option: str) -> Output:
    """It names no case and nobody: the ids on it lead nowhere any more."""
    return Output(OutputHold.Use.OWN, ())


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Carry the list out if it is asked and not done yet, and read the certificate."""
    row = may(user, object_id)
    if row is None:
        raise NotPermitted
    if option == RUN and row.run_at is None:
        try:
            keeping.run(disposal_list=row)
        except keeping.NotPermittedToDispose:
            raise NotPermitted from None
        log.note_disposal(row)
    if row.run_at is None:
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, kind=DISPOSAL.label)
    return Paper(render_to_string("keeping/certificate.html", certificate_of(row, user)), TITLE)


def certificate_of(row: DisposalList, user: Any) -> dict[str, Any]:
    """What the certificate says."""
    people = DisposalList.objects.select_related("listed_by", "decided_by", "run_by")
    records = list(DisposedRecord.objects.visible_to(user).filter(disposal_list=row))
    kinds: dict[tuple[str, int], int] = {}
    for record in records:
        key = (record.get_kind_display(), record.years)
        kinds[key] = kinds.get(key, 0) + 1
    counts = list(DisposalCount.objects.visible_to(user).filter(disposal_list=row))
    return {
        "paper": {
            "title": TITLE,
            "number": "",
            "audience": "事務局・監査",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "row": people.get(pk=row.pk),
        "kinds": [(kind, years, number) for (kind, years), number in sorted(kinds.items())],
        "records": records,
        "counts": counts,
        "total": sum(one.rows for one in counts),
        "versions": sum(one.versions for one in counts),
    }


make = as_pdf(FILE_NAME)


DISPOSAL = JobKind(
    name=JOB_KIND,
    label="廃棄と廃棄証明書",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("keeping:disposal_list"),
    carries=Carries.AT_MOST_ITS_CASES,
)
