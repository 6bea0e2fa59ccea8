"""Letters on the way to a decision are asked for: of its days (Art. 83 (2), 84, 94, 95, 102, 103), to third parties (86)."""

import uuid
from typing import Any

from django.db import transaction

from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job
from keeping.asked_models import AskedOfBody
from keeping.hearing_models import DisclosureThirdParty
from keeping.models import AmendmentRequest, DisclosureRequest

from .asked import checkers_of

PARTY_KIND = "disclosure_third_party_pdf"
# Of each kind of request: that it is extended, and that it takes longer than that.
KINDS_OF_DAYS: dict[type[AskedOfBody], tuple[str, str]] = {
    DisclosureRequest: ("disclosure_extension_pdf", "disclosure_rest_pdf"),
    AmendmentRequest: ("amendment_extension_pdf", "amendment_longer_pdf"),
}
KINDS_OF_PASSING: dict[type[AskedOfBody], str] = {
    DisclosureRequest: "disclosure_passing_pdf",
    AmendmentRequest: "amendment_passing_pdf",
}
ASK, TELL = "ask", "tell"


def may_be_written(party: DisclosureThirdParty, letter: str) -> bool:
    """For her opinion: once she was entered with her days, until she answers. Of the decision: once it is
    decided to disclose although she is against it, and written down why."""
    if letter == ASK:
        return party.is_waiting and party.request.is_open
    is_decided = party.is_opposed and party.request.give_from is not None
    return letter == TELL and is_decided and bool(party.told_why)


@transaction.atomic
def request_letter_of_days(*, request: AskedOfBody, by: Any, key: uuid.UUID | None = None) -> Job:
    """Whoever asked is told in writing by how many days it is extended, or until when it takes longer, and why."""
    extension, special = KINDS_OF_DAYS[type(request)]
    if not request.extended_by and request.special_told_on is None:
        raise DomainError("期限を延ばしていません。先に、延長か特例を記録してください")
    kind = extension if request.extended_by else special
    return request_job(by=by, kind=kind, object_id=request.pk, option="", key=key)


@transaction.atomic
def request_passing_letter(*, request: AskedOfBody, by: Any, key: uuid.UUID | None = None) -> Job:
    """Whoever asked is told in writing to which body it was passed on, and why (Art. 85, 96)."""
    if not request.is_passed:
        raise DomainError(
            f"まだ移送していません。先に「ほかの機関に移送する」から、{checkers_of(request)}の確認を受けてください"
        )
    kind = KINDS_OF_PASSING[type(request)]
    return request_job(by=by, kind=kind, object_id=request.pk, option="", key=key)


@transaction.atomic
def request_party_letter(
    *, party: DisclosureThirdParty, letter: str, by: Any, key: uuid.UUID | None = None
) -> Job:
    """A third party is asked for her opinion, or told of the decision."""
    if not may_be_written(party, letter):
        raise DomainError("いまは、その文書を作れません。画面を開き直して、状態を確かめてください")
    return request_job(by=by, kind=PARTY_KIND, object_id=party.pk, option=letter, key=key)
