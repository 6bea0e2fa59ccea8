"""情報提供等協力依頼書 as PDF: the letter to whom the meeting asks, and a draft of it for the desk.

A letter leaves the secretariat and is entered in the meeting's own ledger on Art. 106-6, one row a
letter (R21, S-91). It names the person only as far as the secretary wrote it into the request.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents.pdf import render_pdf
from jobs.registry import Carries, JobKind, NotPermitted, Result, page_at
from organizations.models import StandingText

from .doors import own_memberships
from .models import InformationRequest, InformationState, MeetingMember, SupportMeeting

JOB_KIND = "information_request_pdf"
LETTER, DRAFT = "letter", "draft"
# A request that was withdrawn leaves no more: what is printed of it is for the desk.
LEAVES = (
    InformationState.SENT,
    InformationState.PARTLY,
    InformationState.ANSWERED,
    InformationState.REFUSED,
)
FILE_NAMES = {LETTER: "request.pdf", DRAFT: "request-draft.pdf"}


@dataclass(frozen=True)
class Paper:
    """The letter as HTML, and a title that names nobody."""

    html: str
    title: str
    option: str


def option_of(row: InformationRequest) -> str:
    """The original once it was sent as a letter; before that, once withdrawn, and of other ways, a
    draft."""
    is_sent = row.state in LEAVES and row.way == InformationRequest.Way.LETTER
    return LETTER if is_sent else DRAFT


def letter_of(row: InformationRequest, meeting: SupportMeeting) -> dict[str, Any]:
    """What stands in the letter: the page shows the same before it is sent (R22)."""
    day = row.sent_on or timezone.localdate()
    words = StandingText.objects.on(day).filter(kind=StandingText.Kind.INFORMATION_REQUEST)
    return {
        "row": row,
        "day": day,
        "words": words.latest("valid_from").text,
        "ward": settings.WARD_NAME,
        "secretariat": meeting.secretariat,
        "is_final": option_of(row) == LETTER,
    }


def may(user: Any, object_id: uuid.UUID) -> InformationRequest | None:
    """The request, if who asked is a secretary of its meeting now."""
    found: InformationRequest | None = (
        InformationRequest.objects.visible_to(user)
        .with_recipients()
        .select_related("meeting__secretariat", "compartment__case")
        .filter(pk=object_id)
        .first()
    )
    if found is None:
        return None
    mine = own_memberships(user)
    writes = mine.filter(meeting=found.meeting_id, part=MeetingMember.Part.SECRETARY).exists()
    return found if writes else None


def gate(user: Any, row: InformationRequest, option: str) -> Output:
    """A draft for the desk, or the letter that leaves, on Art. 106-6 alone (R21)."""
    if option != LETTER:
        return Output(OutputHold.Use.OWN, cases_of(row))
    leaving = Leaving(
        recipients=row.recipient,
        purpose="情報提供等の依頼（文書）",
        legal_basis=row.legal_basis.code,
        body=row.meeting.secretariat,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, cases_of(row), leaving)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the request as who asked; an original only of what was sent as a letter."""
    row = may(user, object_id)
    if row is None or (option == LETTER and option_of(row) != LETTER):
        raise NotPermitted
    log.note("print", row)
    title = "情報提供等協力依頼書"
    context = letter_of(row, row.meeting) | {
        "is_final": option == LETTER,
        "paper": {
            "title": title,
            "number": row.document_number or row.compartment.case.number,
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
    }
    html = render_to_string("meetings/information_paper.html", context)
    return Paper(html, title, LETTER if option == LETTER else DRAFT)


def make(paper: Paper) -> Result:
    """Lay it out."""
    content = render_pdf(paper.html, title=paper.title)
    return Result(content, "application/pdf", FILE_NAMES[paper.option])


INFORMATION_PDF = JobKind(
    name=JOB_KIND,
    label="情報提供等協力依頼書",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("meetings:information"),
    carries=Carries.AT_MOST_ITS_CASES,  # a letter with a number of the office names no case
)
