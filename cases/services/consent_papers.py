"""Papers of consent are asked for here; the worker makes them (cases.papers)."""

from typing import Any

from django.db import transaction

from access import ledger
from access.models import Disclosure
from cases.models import CaseRecord, Consent
from jobs.models import Job
from jobs.services import request_job
from organizations.models import LegalBasis

from .records import require_office

FORMS = ("consent_form", "withdrawal_form")
PLAIN, EASY = "plain", "easy"


def job_kind(form: str, is_filled: bool) -> str:
    """Name of the kind of job: stands in rows."""
    return f"{form}_filled" if is_filled else f"{form}_blank"


@transaction.atomic
def request_consent_paper(
    *, form: str, record: CaseRecord, consent: Consent | None, variant: str, by: Any
) -> Job:
    """Ask for a consent form or a withdrawal form, blank or filled.

    A filled one is for the person: it is entered in the ledger (R21). Art. 69 (2) i of the privacy
    act covers consent and giving to the person herself alike.
    """
    require_office(by, record.body, f"この書面は、{record.body.name}の人が印刷します")
    if consent is not None:
        ledger.enter(
            by=by,
            body=record.body,
            compartment=record.compartment,
            channel=Disclosure.Channel.PRINT,
            obj=consent,
            recipients="本人",
            purpose="同意に関する書面を渡す",
            legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
        )
    kind = job_kind(form, consent is not None)
    return request_job(
        by=by, kind=kind, object_id=consent.pk if consent else record.pk, option=variant
    )
