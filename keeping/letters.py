"""Letters on the way to a decision: to whoever asked, of the extension (Art. 83 (2)) or that it is decided in parts
(Art. 84); to a third party, for her opinion (Art. 86 (1), (2)) and that it is disclosed against it (Art. 86 (3)).

To a third party neither who asked nor the number of the case is told: the ordinance asks for the day of the
request, what of it is about her, and where and until when her opinion goes.
"""

import uuid
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobKind, NotPermitted, page_at

from .disclosure_paper import BY_LAW
from .hearing_models import DisclosureThirdParty
from .models import DisclosureRequest
from .services.letters import ASK, EXTENSION_KIND, PARTY_KIND, REST_KIND, TELL, may_be_written

EXTENSION_TITLE, REST_TITLE = "開示決定等の期限の延長", "開示決定等の期限の特例"
ASK_TITLE, TELL_TITLE = "開示請求についての意見の照会", "第三者への開示決定の通知"
FILE_NAME = "letter.pdf"
LAW = "個人情報の保護に関する法律"
PURPOSES = {
    ASK: f"第三者からの意見聴取（{LAW}第86条）",
    TELL: f"反対した第三者への開示決定の通知（{LAW}第86条第3項）",
}


def may_extension(user: Any, object_id: uuid.UUID) -> DisclosureRequest | None:
    """The request, extended, for who writes in the record of her body (S-06)."""
    return _request(user, pk=object_id, extended_by__gt=0)


def may_rest(user: Any, object_id: uuid.UUID) -> DisclosureRequest | None:
    """The request that is decided in parts, for who writes in the record of her body (S-06)."""
    return _request(user, pk=object_id, rest_told_on__isnull=False)


def _request(user: Any, **which: Any) -> DisclosureRequest | None:
    rows = DisclosureRequest.objects.changeable_by(user).filter(**which)
    found: DisclosureRequest | None = rows.select_related(
        "compartment__case", "record__body"
    ).first()
    return found


def may_party(user: Any, object_id: uuid.UUID) -> DisclosureThirdParty | None:
    """The third party, for who writes in the record of her body (S-06)."""
    rows = DisclosureThirdParty.objects.changeable_by(user).filter(
        pk=object_id, asked_on__isnull=False
    )
    found: DisclosureThirdParty | None = rows.select_related(
        "compartment__case", "request__record__body"
    ).first()
    return found


def gate_extension(user: Any, row: DisclosureRequest, option: str) -> Output:
    """It leaves for the person who asked: one row of the ledger (R21)."""
    return _to_asker(row, f"期限の延長の通知（{LAW}第83条第2項）")


def gate_rest(user: Any, row: DisclosureRequest, option: str) -> Output:
    """It leaves for the person who asked: one row of the ledger (R21)."""
    return _to_asker(row, f"期限の特例の通知（{LAW}第84条）")


def gate_party(user: Any, row: DisclosureThirdParty, option: str) -> Output:
    """It leaves for a third party, whom the ledger does not name."""
    return _leaving(row.request, row, "開示請求の第三者", PURPOSES.get(option, PURPOSES[ASK]))


def _to_asker(row: DisclosureRequest, purpose: str) -> Output:
    return _leaving(row, row, f"開示請求をした人（{row.get_asker_display()}）", purpose)


def _leaving(request: DisclosureRequest, row: Any, recipients: str, purpose: str) -> Output:
    leaving = Leaving(
        recipients=recipients,
        purpose=purpose,
        legal_basis=BY_LAW,
        body=request.record.body,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, (row.compartment.case_id,), leaving)


def gather_extension(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Days and reason of the extension; nothing of the records."""
    row = may_extension(user, object_id)
    if row is None:
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, row, kind=EXTENSION_LETTER.label)
    return _laid_out_for_asker("keeping/extension_letter.html", EXTENSION_TITLE, row)


def gather_rest(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Why it is decided in parts, and both days; nothing of the records."""
    row = may_rest(user, object_id)
    if row is None:
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, row, kind=REST_LETTER.label)
    return _laid_out_for_asker("keeping/rest_letter.html", REST_TITLE, row)


def _laid_out_for_asker(template: str, title: str, row: DisclosureRequest) -> Paper:
    words = {"number": row.compartment.case.number, "row": row}
    return _laid_out(template, title, row, "開示請求をした人", words)


def gather_party(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """What a third party is told of the request; of the records nothing, and not who asked."""
    row = may_party(user, object_id)
    if row is None or not may_be_written(row, option):
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, row, kind=PARTY_LETTER.label)
    template, title = (
        ("keeping/third_party_told.html", TELL_TITLE)
        if option == TELL
        else ("keeping/third_party_asked.html", ASK_TITLE)
    )
    return _laid_out(template, title, row.request, "あて先の第三者", {"party": row})


def _laid_out(
    template: str, title: str, request: DisclosureRequest, audience: str, context: dict[str, Any]
) -> Paper:
    paper = {
        "title": title,
        "number": context.get("number", ""),
        "audience": audience,
        "printed_by": str(request.record.body),
        "printed_at": timezone.now(),
    }
    words = {
        "paper": paper,
        "body": request.record.body,
        "request": request,
        "ward": settings.WARD_NAME,
        **context,
    }
    return Paper(render_to_string(template, words), title)


make = as_pdf(FILE_NAME)


EXTENSION_LETTER = JobKind(
    name=EXTENSION_KIND,
    label="開示決定等の期限の延長の通知",
    gather=gather_extension,
    make=make,
    may=may_extension,
    gate=gate_extension,
    page=page_at("keeping:disclosure_request"),
)
REST_LETTER = JobKind(
    name=REST_KIND,
    label="開示決定等の期限の特例の通知",
    gather=gather_rest,
    make=make,
    may=may_rest,
    gate=gate_rest,
    page=page_at("keeping:disclosure_request"),
)
PARTY_LETTER = JobKind(
    name=PARTY_KIND,
    label="第三者への文書",
    gather=gather_party,
    make=make,
    may=may_party,
    gate=gate_party,
    carries=Carries.AT_MOST_ITS_CASES,  # a third party is not told the number of the case
)
