"""家族年表 of a 支援会議 as a paper: for the secretary and the chair only (R4, R7; domain.md R17)."""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.output import own_use
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at

from .compiling import drawing_of, entries_of, touching
from .doors import own_memberships
from .minutes_paper import PRINTERS
from .models import SupportMeeting
from .words import kind_of_meeting

JOB_KIND = "meeting_chronology_pdf"
FILE_NAME = "chronology.pdf"


def may(user: Any, object_id: uuid.UUID) -> SupportMeeting | None:
    """The meeting, if who asked is its secretary or chair now."""
    found: SupportMeeting | None = (
        SupportMeeting.objects.visible_to(user)
        .select_related("compartment__case", "secretariat")
        .filter(pk=object_id)
        .first()
    )
    if found is None:
        return None
    mine = own_memberships(user)
    return found if mine.filter(meeting=found, part__in=PRINTERS).exists() else None


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked."""
    meeting = may(user, object_id)
    if meeting is None:
        raise NotPermitted
    log.note("print", meeting)
    entries = entries_of(meeting, user)
    title = f"{kind_of_meeting(meeting.basis)} 家族年表"
    context = {
        "paper": {
            "title": title,
            "number": meeting.compartment.case.number,
            "audience": f"{audience(user, meeting.compartment).total}人（構成員のみ）",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "meeting": meeting,
        "entries": entries,
        "touching": touching(entries),
        "drawing": drawing_of(entries) if entries else None,
    }
    return Paper(render_to_string("meetings/chronology_paper.html", context), title)


make = as_pdf(FILE_NAME)


CHRONOLOGY_PDF = JobKind(
    name=JOB_KIND,
    label="会議の家族年表",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("meetings:chronology"),
)
