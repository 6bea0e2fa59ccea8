"""Letters of a request of disclosure are asked for (Art. 83 (2), 84 and 86)."""

import uuid
from typing import Any

from django.db import transaction

from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job
from keeping.hearing_models import DisclosureThirdParty
from keeping.models import DisclosureRequest

EXTENSION_KIND, PARTY_KIND = "disclosure_extension_pdf", "disclosure_third_party_pdf"
REST_KIND = "disclosure_rest_pdf"
ASK, TELL = "ask", "tell"


def may_be_written(party: DisclosureThirdParty, letter: str) -> bool:
    """For her opinion: once she was entered with her days, until she answers. Of the decision: once it is
    decided to disclose although she is against it, and written down why."""
    if letter == ASK:
        return party.is_waiting and party.request.is_open
    is_decided = party.is_opposed and party.request.give_from is not None
    return letter == TELL and is_decided and bool(party.told_why)


@transaction.atomic
def request_extension_letter(
    *, request: DisclosureRequest, by: Any, key: uuid.UUID | None = None
) -> Job:
    """Whoever asked is told in writing by how many days it is extended, and why."""
    if not request.extended_by:
        raise DomainError("期限を延長していません。先に「期限を延長する」を使ってください")
    return request_job(by=by, kind=EXTENSION_KIND, object_id=request.pk, option="", key=key)


@transaction.atomic
def request_rest_letter(
    *, request: DisclosureRequest, by: Any, key: uuid.UUID | None = None
) -> Job:
    """Whoever asked is told in writing that it is decided in parts, why, and until when the rest is."""
    if request.rest_told_on is None:
        raise DomainError("期限の特例を使っていません。先に「期限の特例を使う」を使ってください")
    return request_job(by=by, kind=REST_KIND, object_id=request.pk, option="", key=key)


@transaction.atomic
def request_party_letter(
    *, party: DisclosureThirdParty, letter: str, by: Any, key: uuid.UUID | None = None
) -> Job:
    """A third party is asked for her opinion, or told of the decision."""
    if not may_be_written(party, letter):
        raise DomainError("いまは、その文書を作れません。画面を開き直して、状態を確かめてください")
    return request_job(by=by, kind=PARTY_KIND, object_id=party.pk, option=letter, key=key)
