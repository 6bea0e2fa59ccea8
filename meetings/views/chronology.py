"""家族年表 of a 支援会議, compiled from what all bodies know; it stays in the meeting (R7)."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other
from jobs.services import request_job

from .. import services
from ..chronology_paper import JOB_KIND
from ..compiling import drawing_of, entries_of, touching
from ..forms import ConfirmForm, PieceForm, ReasonForm, ToldPieceForm
from ..models import ChronologyEntry, Hearing, InformationAnswer, PrepSheet, SupportMeeting
from ..room import Room
from .base import BOTH, form_page


def _of(room: Room) -> str:
    return reverse("meetings:chronology", args=[room.meeting.pk])


def _origins(room: Room) -> dict[str, tuple[str, Any, str]]:
    """Papers of this meeting out of which the secretary takes pieces."""
    user, meeting = room.user, room.meeting
    members = {m.pk: m for m in room.members}
    sheets = PrepSheet.objects.visible_to(user).filter(call__sitting__meeting=meeting)
    hearings = Hearing.objects.visible_to(user).filter(sitting__meeting=meeting)
    answers = InformationAnswer.objects.visible_to(user).filter(request__meeting=meeting)
    found: dict[str, tuple[str, Any, str]] = {}
    for sheet in sheets.select_related("body", "call__sitting"):
        paper = members.get(sheet.paper_member_id) if sheet.paper_member_id else None
        whose = paper.body_name if paper else sheet.body
        words = f"準備シート　第{sheet.call.sitting.number}回　{whose}"
        found[f"s{sheet.pk}"] = ("sheet", sheet, words)
    for hearing in hearings:
        member = members.get(hearing.member_id)
        whose = member.name if member else hearing.person
        found[f"h{hearing.pk}"] = ("hearing", hearing, f"聞き取り　{whose}")
    for answer in answers.filter(item__isnull=False):
        found[f"a{answer.pk}"] = ("answer", answer, f"依頼への回答　{answer.answered_by}")
    return found


def _form(request: ActingRequest, room: Room) -> PieceForm:
    """Members enter what their own body knows; secretaries say who told it."""
    if not room.is_secretary:
        return PieceForm(request.POST or None, draft_object=room.meeting.pk)
    return ToldPieceForm(
        request.POST or None,
        draft_object=room.meeting.pk,
        members=room.sworn,
        origins=_origins(room),
        initial={"teller": str(room.require_member().pk)},
    )


@route("R4", "R7", reads=True, methods=BOTH)
def chronology(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """All pieces in the order of time, those that touch each other side by side; one more."""
    room = Room(request, get_visible(SupportMeeting, request.user, meeting))
    me = room.require_member()
    form = _form(request, room)
    ask_about_contacts(request, form, room.meeting.compartment.case_id)

    def save() -> str:
        told = form.told() if isinstance(form, ToldPieceForm) else {}
        made = services.enter_piece(
            meeting=room.meeting, piece=form.piece(), by=request.user, **told
        )
        request.acting.log.note("write", made)
        return f"{_of(room)}#entries"

    entries = entries_of(room.meeting, request.user)
    context = room.context(
        entries=[(entry, services.may_change(entry, me)) for entry in entries],
        touching=touching(entries),
        drawing=drawing_of(entries) if entries else None,
        may_print=room.is_secretary or me.is_chair,
        print_form=ConfirmForm(),
    )
    template = "meetings/chronology.html"
    return form_page(request, form, save, context, entry=room.meeting, template=template)


def _mine(request: ActingRequest, pk: uuid.UUID) -> tuple[ChronologyEntry, Room]:
    row = get_visible(ChronologyEntry, request.user, pk)
    room = Room(request, get_visible(SupportMeeting, request.user, row.meeting_id))
    if not services.may_change(row, room.require_member()):
        raise Http404
    return row, room


@route("R4", "R7", reads=True, methods=BOTH)
def change(request: ActingRequest, chronology_entry: uuid.UUID) -> HttpResponse:
    """Complete or correct a piece."""
    row, room = _mine(request, chronology_entry)
    form = PieceForm(request.POST or None, draft_object=row.pk, initial=PieceForm.initial_of(row))
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.change_piece(entry=row, piece=form.piece(), version=form.version, by=request.user)
        request.acting.log.note("write", row)
        return f"{_of(room)}#entries"

    context = room.context(
        heading="家族年表を直す",
        about=f"伝えた機関：{row.teller}",
        submit="直した内容を登録する",
        back=_of(room),
    )
    names = ("text", "who", "source", "nature")
    return form_page(request, form, save, context, entry=row, changing=row, compare=names)


@route("R4", "R7", reads=True, methods=BOTH)
def strike(request: ActingRequest, chronology_entry: uuid.UUID) -> HttpResponse:
    """Take a piece out of the chronology, with the reason."""
    row, room = _mine(request, chronology_entry)
    form = ReasonForm(request.POST or None, draft_object=row.pk, initial={"version": row.version})

    def save() -> str:
        services.strike_piece(
            entry=row, reason=form.cleaned_data["reason"], version=form.version, by=request.user
        )
        request.acting.log.note("write", row)
        return f"{_of(room)}#entries"

    context = room.context(
        heading="家族年表から取り消す",
        about=f"{row.when}　{row.text}",
        submit="取り消す",
        explanation="年表と図から外れます。履歴には、理由とともに残ります。",
        back=_of(room),
    )
    return form_page(request, form, save, context, entry=row, changing=row)


@route("R4", reads=True, methods=("POST",))
def print_chronology(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """Ask for the chronology on paper: for the secretary and the chair (R17)."""
    room = Room(request, get_visible(SupportMeeting, request.user, meeting))
    if not (room.is_secretary or room.require_member().is_chair):
        raise Http404
    form = ConfirmForm(request.POST)
    key = form.form_key if form.is_valid() else None
    job = request_job(by=request.user, kind=JOB_KIND, object_id=room.meeting.pk, key=key)
    request.acting.log.note("write", room.meeting)
    return see_other(reverse("jobs:detail", args=[job.pk]))
