"""The paper of a 関係者連絡会: what it speaks of, who came, what is missing; figures as they may leave (R20)."""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from documents.wareki import format_date
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at
from organizations.models import Body

from . import periods
from .figures import Figures, areas
from .models import LiaisonMeeting, LiaisonPresence, MissingResource
from .names import called
from .services import JOB_KIND, keeper_office

FILE_NAME = "liaison-meeting.pdf"
# CL-01: in a form in which nobody can be identified.
WITHOUT_PERSONS = "ANON"


def _audience(meeting: LiaisonMeeting) -> str:
    return f"{called(meeting)}に出席する機関・団体"


def may(user: Any, object_id: uuid.UUID) -> LiaisonMeeting | None:
    """The meeting, for who keeps these records now (S-06)."""
    found: LiaisonMeeting | None = (
        LiaisonMeeting.objects.visible_to(user).filter(pk=object_id).first()
    )
    return found


def gate(user: Any, meeting: LiaisonMeeting, option: str) -> Output:
    """It names no case and nobody, so there is no household to protect. It goes out to those who come, and
    is one row of the ledger of what is of no case (R21)."""
    leaving = Leaving(
        recipients=_receivers(user, meeting),
        purpose=f"{called(meeting)}（{format_date(meeting.held_on)}）の資料",
        legal_basis=WITHOUT_PERSONS,
        body=keeper_office(user).body,
        compartment=None,
        obj=meeting,
    )
    return Output(OutputHold.Use.OTHERS, (), leaving)


def _receivers(user: Any, meeting: LiaisonMeeting) -> str:
    """Bodies and groups that came, as far as they are written down."""
    names = "、".join(one.name for one in _came(user, meeting))
    audience = _audience(meeting)
    return f"{audience}（{names}）" if names else audience


def _came(user: Any, meeting: LiaisonMeeting) -> list[LiaisonPresence]:
    """Who was entered by mistake is put right to nobody (0), and did not come."""
    rows = LiaisonPresence.objects.visible_to(user).filter(meeting=meeting, people__gt=0)
    return list(rows.select_related("body", "partner"))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything for the paper."""
    meeting = may(user, object_id)
    if meeting is None:
        raise NotPermitted
    missing = MissingResource.objects.visible_to(user).select_related("area", "who")
    period = periods.last_half(meeting.held_on)
    title = f"{called(meeting)} 資料"
    log.note(AccessLog.Action.PRINT, kind=LIAISON_PDF.label)
    offices = user.appointments.current().select_related("role_group__body")
    bodies: dict[Any, Body] = {
        office.role_group.body_id: office.role_group.body for office in offices
    }
    names = "、".join(body.name for body in bodies.values())
    context = {
        "paper": {
            "title": title,
            "number": "",
            # Short, for it stands whole at the head of each page; the title names the meeting.
            "audience": "この会議に出席する機関・団体",
            "printed_by": f"{user}（{names}）",
            "printed_at": timezone.now(),
        },
        "meeting": meeting,
        "presences": _came(user, meeting),
        "missing": list(missing.filter(meeting=meeting)),
        "before": list(
            missing.exclude(meeting=meeting)
            .filter(meeting__held_on__lte=meeting.held_on, state__in=("open", "doing"))
            .order_by("due_on", "pk")
        ),
        "period": period,
        "figures": Figures(user, period).to_leave(),
        "areas": areas(user, period.last),
    }
    return Paper(render_to_string("community/liaison_paper.html", context), title)


make = as_pdf(FILE_NAME)


LIAISON_PDF = JobKind(
    name=JOB_KIND,
    label="関係者連絡会の資料",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("community:liaison_meeting"),
)
