"""Events of retention: a disposal is carried out by a job, its certificate printed again."""

import uuid
from typing import Any

from django.db import transaction

from access import keeping
from access.errors import DomainError
from access.keeping_models import DisposalList
from jobs.models import Job
from jobs.services import request_job

JOB_KIND = "disposal"
RUN = "run"


@transaction.atomic
def request_disposal(*, disposal_list: DisposalList, by: Any, key: uuid.UUID | None = None) -> Job:
    """Ask for an approved list to be carried out. The database asks everything again when it is."""
    if not keeping.keeps_or_decides():
        raise DomainError(keeping.RUNNING[-1])
    keeping.require_runnable(disposal_list)
    return request_job(by=by, kind=JOB_KIND, object_id=disposal_list.pk, option=RUN, key=key)


@transaction.atomic
def request_certificate(
    *, disposal_list: DisposalList, by: Any, key: uuid.UUID | None = None
) -> Job:
    """Ask for the certificate of a list that was carried out."""
    if disposal_list.run_at is None:
        raise DomainError("廃棄証明は、廃棄が済むと作れます")
    return request_job(by=by, kind=JOB_KIND, object_id=disposal_list.pk, key=key)
