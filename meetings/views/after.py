"""After a sitting: steps of a decision, another body or day, the course without consent."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience
from access.routes import route
from access.shortcuts import get_visible
from cases.models import RecordState
from cases.paging import filter_links, page_of
from cases.typed_contacts import ask_about_contacts
from organizations.models import Role

from .. import services
from ..courses import has_gone_to_outreach, open_courses, secretariat_record
from ..doors import open_rows
from ..forms.after import MoveForm, OutreachForm, ProgressForm
from ..models import (
    MINUTED,
    Decision,
    DecisionState,
    DecisionStep,
    MeetingMember,
    Sitting,
    SupportMeeting,
)
from ..room import Room
from ..services.courses import NOT_WRITTEN
from .base import BOTH, form_page, of_decision, only_to_open, with_doer


def _decision(request: ActingRequest, pk: uuid.UUID) -> tuple[Room, Decision]:
    row = get_visible(Decision, request.user, pk)
    return Room.of(request, get_visible(Sitting, request.user, row.sitting_id)), row


def _of_decision(row: Decision) -> str:
    return reverse("meetings:progress", args=[row.pk])


@route("R4", reads=True, methods=BOTH)
def progress(request: ActingRequest, decision: uuid.UUID) -> HttpResponse:
    """A decision with its steps; a member says what came of it so far."""
    room, row = _decision(request, decision)
    room.require_member()
    steps = DecisionStep.objects.visible_to(request.user).filter(decision=row)
    form = ProgressForm(request.POST or None, draft_object=decision)
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        made = services.note_progress(decision=row, by=request.user, **form.values())
        request.acting.log.note("write", made)
        messages.success(request, "経過を登録しました")
        return _of_decision(row)

    members = {m.pk: m for m in room.members}
    context = room.context(
        heading="決まったことの経過",
        decision=row,
        sitting=get_visible(Sitting, request.user, row.sitting_id),
        steps=[(members.get(step.member_id), step) for step in steps],
        is_open=row.state == DecisionState.OPEN,
    )
    template = "meetings/progress.html"
    return form_page(request, form, save, context, entry=row, template=template)


@route("R4", reads=True, methods=BOTH)
def move(request: ActingRequest, decision: uuid.UUID) -> HttpResponse:
    """Another body, person or day, with the reason."""
    room, row = _decision(request, decision)
    room.require_secretary()
    only_to_open(request, row.state == DecisionState.OPEN)
    bodies = {m.appointment.body.pk for m in room.sworn if m.appointment}
    names = ("body", "person", "due_on")
    form = MoveForm(
        request.POST or None,
        sitting=get_visible(Sitting, request.user, row.sitting_id),
        bodies=[*bodies, *([row.body_id] if row.body_id else [])],
        on_paper=with_doer([m for m in room.sworn if m.is_on_paper], row),
        draft_object=decision,
        initial={n: getattr(row, n) for n in names} | of_decision(row),
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.move_decision(decision=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "行う機関・期限を変えました")
        return _of_decision(row)

    context = room.context(
        heading="行う機関・期限を変える",
        about=row.content,
        submit="変える",
        explanation="前の機関と期限、変えた理由は、経過に残ります。",
        back=_of_decision(row),
    )
    return form_page(request, form, save, context, entry=row, changing=row, compare=names)


@route("R4", reads=True, methods=BOTH)
def outreach(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The secretariat's record goes on to outreach; what was decided stands beside it. To a secretary who does
    not write in the record it says so in place of the form: her list of what to do leads here (R09)."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    record = secretariat_record(row, request.user)
    is_there = record is None or record.state != RecordState.OUTREACH
    only_to_open(request, is_there and not has_gone_to_outreach(row, request.user))
    form = OutreachForm(request.POST or None, draft_object=meeting)

    def save() -> str:
        moved = services.go_to_outreach(meeting=row, by=request.user, **form.values())
        request.acting.log.note("write", moved)
        messages.success(request, "事務局の記録を「アウトリーチの準備中」にしました")
        return reverse("meetings:meeting", args=[row.pk])

    context = room.context(
        heading="アウトリーチに進む",
        record_audience=audience(request.user, record.compartment) if record else None,
        record=record,
        why_not="" if record else NOT_WRITTEN,
    )
    template = "meetings/outreach.html"
    return form_page(request, form, save, context, entry=row, template=template, asks=False)


@route("R4", "R6", reads=True, roles=(Role.COORDINATOR,))
def courses(request: ActingRequest) -> HttpResponse:
    """Meetings of the coordinator in which nothing has followed on what was agreed."""
    request.acting.log.note("list", kind="支援会議の進み方")
    rows = open_courses(request.user)
    context = {"rows": rows, "days": settings.MEETING_COURSE_DAYS}
    return render(request, "meetings/courses.html", context)


SHOWN = [
    ("", "これからのもの"),
    ("late", "期限を過ぎたもの"),
    ("soon", "期限の近いもの"),
    ("past", "済んだもの・取りやめ"),
]
WHOSE = [
    ("", "すべての会議"),
    ("mine", "自分の機関が行うもの"),
    ("secretary", "自分が事務局の会議"),
]


def _kept(request: Any) -> Any:
    """Meetings of which the user is a secretary."""
    mine = MeetingMember.objects.visible_to(request.user).of_user(request.user).current()
    return mine.filter(part=MeetingMember.Part.SECRETARY).values_list("meeting", flat=True)


def _mark_to_complete(request: Any, rows: Iterable[Any]) -> None:
    """Which of them the user may give a body and a day: the secretary, until the minutes are fixed."""
    kept = set(_kept(request))
    for row in rows:
        is_hers = row.sitting.meeting_id in kept and row.sitting.state not in MINUTED
        row.may_complete = is_hers and row.is_lacking


def _asked_for(request: Any, rows: Any) -> Any:
    """The part of the list that the filters name; an unknown value is no filter."""
    show, whose = request.GET.get("show", ""), request.GET.get("whose", "")
    if whose == "mine":
        rows = rows.filter(body__in=request.acting.bodies)
    elif whose == "secretary":
        rows = rows.filter(sitting__meeting__in=_kept(request))
    if show == "past":
        return rows.exclude(state=DecisionState.OPEN).order_by("-due_on", "created_at", "id")
    named = {"late": rows.overdue, "soon": rows.pressing}.get(show, rows.to_do)()
    return named.order_by(F("due_on").asc(nulls_first=True), "created_at", "id")


@route("R4", reads=True)
def decisions(request: ActingRequest) -> HttpResponse:
    """What was agreed in all one's meetings, the most urgent first; who is no member sees none (R4)."""
    rows = open_rows(Decision, request.user).select_related(
        "body", "paper_member", "sitting__meeting", "compartment__case"
    )
    request.acting.log.note("list", kind="支援会議で決まったこと")
    pages = page_of(request, _asked_for(request, rows))
    _mark_to_complete(request, pages["rows"])
    context = {
        "pages": pages,
        "is_filtered": bool(request.GET.get("show") or request.GET.get("whose")),
        "filters": filter_links(request, ("見るもの", "show", SHOWN), ("だれの", "whose", WHOSE)),
    }
    return render(request, "meetings/decisions.html", context)
