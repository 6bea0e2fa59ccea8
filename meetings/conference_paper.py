"""会議録 of a 重層的支援会議 as a paper: for the desk of who reads it, or for the bodies that were invited.

A copy for the bodies leaves on the consent of the person, and only while that holds (R8, R21).
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Leaving, Output, cases_of, own_use
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at

from .conference_page import ConferencePage, bodies_to_tell
from .models import PlanConference
from .services.conferences import is_covered
from .words import conference_name

FOR_SELF, FOR_BODIES = "conference_pdf", "conference_pdf_bodies"
FILE_NAME = "conference-minutes.pdf"


class _Reader:
    """Who asked, where a page expects a request."""

    def __init__(self, user: Any) -> None:
        self.user = user


def may(user: Any, object_id: uuid.UUID) -> PlanConference | None:
    """A conference that has minutes, and that the user sees now."""
    rows = PlanConference.objects.visible_to(user).held().filter(pk=object_id)
    found: PlanConference | None = rows.select_related(
        "compartment__case", "compartment__organization", "fixed_by"
    ).first()
    return found


def may_for_bodies(user: Any, object_id: uuid.UUID) -> PlanConference | None:
    """For the bodies: by a coordinator, and only while the consent holds (R8)."""
    row = may(user, object_id)
    if row is None or not is_covered(row):
        return None
    if not ConferencePage(_Reader(user), row).is_coordinator:
        return None
    return row if bodies_to_tell(row, user) else None


def gate_for_bodies(user: Any, row: PlanConference, option: str) -> Output:
    """It leaves the secretariat for the invited bodies that still read the plan, on her consent (R21)."""
    secretariat = row.compartment.organization
    assert secretariat is not None
    names = [str(body) for body in bodies_to_tell(row, user)]
    leaving = Leaving(
        recipients="、".join(names),
        purpose=f"{conference_name()}の会議録の写しを渡す",
        legal_basis="CONSENT",
        body=secretariat,
        compartment=row.compartment,
        obj=row,
    )
    return Output(OutputHold.Use.OTHERS, cases_of(row), leaving)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked."""
    return _gather(user, may(user, object_id), log)


def gather_for_bodies(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    return _gather(user, may_for_bodies(user, object_id), log)


def _gather(user: Any, row: PlanConference | None, log: ReadingLog) -> Paper:
    if row is None:
        raise NotPermitted
    log.note("print", row)
    return minutes_of(user, row)


def minutes_of(user: Any, row: PlanConference, **head: Any) -> Paper:
    """The minutes as HTML; `head` says what else stands at their head among other papers: their place
    (資料3), and the number and the code of the copy."""
    page = ConferencePage(_Reader(user), row)
    title = f"{page.name} 会議録 {row.compartment.case.number}"
    readers = page.audience
    context = {
        "paper": {
            "title": title,
            "number": row.compartment.case.number,
            "audience": f"{readers.total}人（プランの参加機関と事務局）",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        }
        | head,
        "page": page,
        "conference": row,
        "name": page.name,
        "secretariat": row.compartment.organization,
    }
    return Paper(render_to_string("meetings/conference_paper.html", context), title)


make = as_pdf(FILE_NAME)


CONFERENCE_PDF = JobKind(
    name=FOR_SELF,
    label="プランの会議録",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("meetings:conference"),
)
CONFERENCE_PDF_FOR_BODIES = JobKind(
    name=FOR_BODIES,
    label="プランの会議録（参加機関に渡す）",
    gather=gather_for_bodies,
    make=make,
    may=may_for_bodies,
    gate=gate_for_bodies,
    page=page_at("meetings:conference"),
)
