"""会議録 as a paper: for the secretary and the chair of the meeting only (R4, R7; domain.md R17)."""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date

from access.output import own_use
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at

from .doors import own_memberships
from .models import Decision, MeetingMember, Minutes, MinutesAddendum, Section
from .services import may_sit, meeting_again, who_came
from .services.doers import words_of_doer
from .words import kind_of_meeting

JOB_KIND = "minutes_pdf"
FILE_NAME = "minutes.pdf"
PRINTERS = (MeetingMember.Part.SECRETARY, MeetingMember.Part.CHAIR)


def may(user: Any, object_id: uuid.UUID) -> Minutes | None:
    """The minutes, if who asked is secretary or chair of the meeting now."""
    found: Minutes | None = (
        Minutes.objects.visible_to(user)
        .select_related("sitting__meeting__secretariat", "compartment__case", "approved_by")
        .filter(pk=object_id)
        .first()
    )
    if found is None:
        return None
    mine = own_memberships(user)
    own = mine.filter(meeting=found.sitting.meeting_id, part__in=PRINTERS).with_names().first()
    return found if own is not None and may_sit(own) else None


def _present(row: Minutes, user: Any) -> list[dict[str, str]]:
    """Who came; of fixed minutes as they were fixed (domain.md R20)."""
    if row.as_fixed is not None:
        return list(row.as_fixed["present"])
    return [
        {"name": member.name, "body": member.body_name, "part": member.role_name}
        for member in who_came(row.sitting, user)
    ]


def _decisions(row: Minutes, user: Any) -> list[dict[str, Any]]:
    """What was decided, by whom and by when; of fixed minutes as they were fixed, whatever became of it
    since (domain.md R20). Minutes fixed before that was kept with them ask the history."""
    if row.as_fixed is not None:
        return [
            {**known, "due_on": parse_date(known["due_on"])} for known in row.as_fixed["decisions"]
        ]
    rows: Any = Decision.objects.visible_to(user)
    if row.approved_at is not None:
        before = Decision.history.visible_to(user).filter(history_date__lte=row.approved_at)
        rows = before.latest_of_each()
    found = rows.filter(sitting=row.sitting_id).select_related("body", "paper_member")
    return [
        {
            "content": d.content,
            "body": words_of_doer(d.body or d.paper_member),
            "person": d.person,
            "due_on": d.due_on,
        }
        for d in found.order_by("due_on", "created_at", "id")
    ]


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked."""
    row = may(user, object_id)
    if row is None:
        raise NotPermitted
    log.note("print", row)
    title = f"{kind_of_meeting(row.sitting.meeting.basis)} 第{row.sitting.number}回 会議録"
    context = {
        "paper": {
            "title": title,
            "number": row.compartment.case.number,
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "minutes": row,
        "sitting": row.sitting,
        "parts": [(str(Section(s).label), getattr(row, s)) for s in Section.values],
        "present": _present(row, user),
        "decisions": _decisions(row, user),
        "again": meeting_again(row, row.sitting, user),
        "addenda": list(
            MinutesAddendum.objects.visible_to(user)
            .filter(minutes=row)
            .select_related("member__appointment__staff", "member__appointment__role_group__body")
        ),
    }
    return Paper(render_to_string("meetings/minutes_paper.html", context), title)


make = as_pdf(FILE_NAME)


MINUTES_PDF = JobKind(
    name=JOB_KIND,
    label="会議録",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("meetings:minutes_of"),
)
