"""情報提供等の依頼 of a 支援会議: list, request, letter, answer (Art. 106-6 (3)-(4))."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.paging import filter_links, page_of
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other
from jobs.services import request_job
from organizations.models import LegalBasis

from .. import information_paper, services
from ..doors import open_rows
from ..forms import (
    AnswerInformationForm,
    ConfirmForm,
    InformationForm,
    ReasonForm,
    ReceivedInformationForm,
    SendInformationForm,
)
from ..models import (
    WAITING,
    InformationAnswer,
    InformationRequest,
    InformationState,
    SupportMeeting,
)
from ..room import Room
from .base import BOTH, form_page, only_to_open
from .items import seen_first, with_markers


def address_of(row: InformationRequest) -> str:
    return reverse("meetings:information", args=[row.pk])


def _open(request: ActingRequest, pk: uuid.UUID) -> tuple[InformationRequest, Room]:
    """A request and the room of its meeting; a draft for secretaries only."""
    row = get_visible(InformationRequest, request.user, pk)
    room = Room(request, get_visible(SupportMeeting, request.user, row.meeting_id))
    room.require_member()
    if row.state == InformationState.DRAFT:
        room.require_secretary()
    return row, room


@route("R4", reads=True)
def of_meeting(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """What the meeting has asked, those still waiting first."""
    room = Room(request, get_visible(SupportMeeting, request.user, meeting))
    room.require_member()
    rows = InformationRequest.objects.visible_to(request.user).filter(meeting=room.meeting)
    if not room.is_secretary:
        rows = rows.asked()
    request.acting.log.note("list", room.meeting)
    context = room.context(pages=page_of(request, rows.with_recipients()))
    return render(request, "meetings/information_list.html", context)


@route("R4", reads=True)
def waiting(request: ActingRequest) -> HttpResponse:
    """Requests of all one's meetings that wait for an answer; those overdue by a filter."""
    rows = open_rows(InformationRequest, request.user).waiting().with_recipients()
    choices = [
        ("", "回答を待っているもの"),
        ("late", "期限を過ぎたもの"),
        ("mine", "自分の機関が頼まれたもの"),
    ]
    asked = request.GET.get("show", "")
    if asked == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    elif asked == "mine":
        rows = rows.filter(body__in=request.acting.bodies)
    request.acting.log.note("list", kind="情報提供等の依頼")
    context = {
        "pages": page_of(request, rows.select_related("compartment__case")),
        "filters": filter_links(request, ("見るもの", "show", choices)),
    }
    return render(request, "meetings/information_waiting.html", context)


def _recipients(room: Room) -> dict[str, Any]:
    """Who can be asked: bodies with a sworn member, members on paper, all other bodies that work with people (R10)."""
    inside = {m.appointment.body for m in room.sworn if m.appointment}
    keys = {body.pk for body in inside}
    others = [body for body in services.bodies_to_name_from() if body.pk not in keys]
    return {
        "inside": sorted(inside, key=lambda body: (body.order, body.name)),
        "on_paper": [m for m in room.sworn if m.is_on_paper],
        "others": others,
    }


@route("R4", reads=True, methods=BOTH)
def new(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """Write a request."""
    room = Room(request, get_visible(SupportMeeting, request.user, meeting))
    room.require_secretary()
    form = InformationForm(request.POST or None, draft_object=meeting, **_recipients(room))
    ask_about_contacts(request, form, room.meeting.compartment.case_id)

    def save() -> str:
        made = services.draft_request(
            meeting=room.meeting, to=form.recipient(), asking=form.asking(), by=request.user
        )
        request.acting.log.note("write", made)
        messages.success(request, "下書きとして登録しました。まだ依頼していません")
        return address_of(made)

    context = room.context(
        heading="情報提供等を依頼する",
        submit="下書きとして登録する",
        back=reverse("meetings:information_of", args=[meeting]),
        basis=LegalBasis.objects.on().get(code=services.information.LEGAL_BASIS),
    )
    template = "meetings/information_form.html"
    return form_page(request, form, save, context, entry=room.meeting, template=template)


@route("R4", reads=True, methods=BOTH)
def change(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """Word a draft anew."""
    row, room = _open(request, information_request)
    room.require_secretary()
    only_to_open(request, row.state == InformationState.DRAFT)
    form = InformationForm(
        request.POST or None,
        draft_object=row.pk,
        initial=InformationForm.initial_of(row),
        **_recipients(room),
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.change_request(
            request=row,
            to=form.recipient(),
            asking=form.asking(),
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", row)
        messages.success(request, "直した内容を登録しました。まだ依頼していません")
        return address_of(row)

    context = room.context(
        heading="依頼の内容を直す",
        submit="直した内容を登録する",
        back=address_of(row),
        basis=row.legal_basis,
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=row,
        template="meetings/information_form.html",
        changing=row,
        compare=("subject_matter", "purpose", "addressee"),
    )


@route("R4", "R22", reads=True)
def detail(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """A request with its letter as it will be read, and its answers."""
    row, room = _open(request, information_request)
    request.acting.log.note("read", row)
    answers = InformationAnswer.objects.visible_to(request.user).filter(request=row)
    mine = services.answering_member(row, request.user)
    context = room.context(
        row=row,
        letter=information_paper.letter_of(row, room.meeting),
        print_form=ConfirmForm(),
        answers=list(answers.select_related("item")),
        may_answer=bool(mine) and _can_be_answered(row),
        may_receive=room.is_secretary and _can_be_answered(row),
        back=reverse("meetings:information_of", args=[room.meeting.pk]),
    )
    return render(request, "meetings/information.html", context)


def _can_be_answered(row: InformationRequest) -> bool:
    return row.state in (*WAITING, InformationState.REFUSED)


@route("R4", reads=True, methods=BOTH)
def send(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """Ask; a letter is made at once."""
    row, room = _open(request, information_request)
    room.require_secretary()
    only_to_open(request, row.state == InformationState.DRAFT)
    to = services.Recipient(row.body, row.paper_member, row.outside)
    is_inside = services.has_member(room.meeting, to, request.user)
    form = SendInformationForm(
        request.POST or None,
        draft_object=row.pk,
        may_be_here=is_inside and row.body is not None,
        initial={"version": row.version},
    )

    def save() -> str:
        sent = services.send_request(
            request=row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", sent)
        messages.success(request, "依頼を登録しました")
        return address_of(row)

    context = room.context(
        heading="情報・意見を依頼する",
        about=str(row.recipient),  # may be a name: not in the title of the window (S-50)
        submit="依頼する",
        explanation="依頼したあとは、内容を直せません。文書を選ぶと、次の画面で依頼書を作れます。",
        back=address_of(row),
    )
    if not is_inside:
        context |= {
            "tone": "warn",
            "explanation": f"{row.recipient}は、この会議の構成員ではありません。依頼するだけで、"
            "この人が会議で検討されていることが伝わります。先に構成員に加えられないか、"
            "もう一度確かめてください。",
        }
    return form_page(request, form, save, context, entry=row, changing=row)


@route("R4", reads=True, methods=("POST",))
def letter(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """Ask for the letter as PDF: the original, or a draft of it for the desk."""
    row, room = _open(request, information_request)
    room.require_secretary()
    form = ConfirmForm(request.POST)
    job = request_job(
        by=request.user,
        kind=information_paper.JOB_KIND,
        object_id=row.pk,
        option=information_paper.option_of(row),
        key=form.form_key if form.is_valid() else None,
    )
    request.acting.log.note("write", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R4", reads=True, methods=BOTH)
def answer(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """A member of the asked body answers here."""
    row, room = _open(request, information_request)
    if services.answering_member(row, request.user) is None:
        raise Http404
    only_to_open(request, _can_be_answered(row))
    form = AnswerInformationForm(
        request.POST or None, draft_object=row.pk, initial={"version": row.version}
    )
    explanation = (
        "回答の内容は、構成員に共有されます。協力は努力義務です。"
        "提供できないときは、理由を書いてください（社会福祉法106条の6第4項）。"
    )
    return _answering(request, row, room, form, "依頼に回答する", explanation)


@route("R4", reads=True, methods=BOTH)
def receive(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """The secretary enters an answer that came on paper, by phone or in talk."""
    row, room = _open(request, information_request)
    room.require_secretary()
    only_to_open(request, _can_be_answered(row))
    form = ReceivedInformationForm(
        request.POST or None, draft_object=row.pk, initial={"version": row.version}
    )
    explanation = "届いた回答を、事務局が書き入れます。内容は、構成員に共有されます。"
    return _answering(request, row, room, form, "届いた回答を書く", explanation)


def _answering(
    request: ActingRequest,
    row: InformationRequest,
    room: Room,
    form: AnswerInformationForm,
    heading: str,
    explanation: str,
) -> HttpResponse:
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        made = services.answer_request(
            request=row, answer=form.answer(), version=form.version, by=request.user
        )
        request.acting.log.note("write", made)
        messages.success(request, "回答を登録しました")
        return address_of(row)

    context = room.context(
        heading=heading,
        about=f"{row.recipient}への依頼：{row.subject_matter}",
        submit="回答を登録する",
        explanation=explanation,
        back=address_of(row),
    )

    def told() -> dict[str, Any]:
        answer = form.answer()
        source = services.source_of(row, answer.answered_by)
        return {
            "nature": answer.nature,
            "source": source,
            "text": answer.text,
            **with_markers(answer.markers),
        }

    # A refusal shares nothing but its reason, which stays with the request.
    is_told = form.is_bound and form.is_valid() and bool(form.answer().text)
    shown = seen_first(request, room.meeting, form, told, context) if is_told else None
    return shown or form_page(request, form, save, context, entry=row, changing=row)


@route("R4", reads=True, methods=BOTH)
def withdraw(request: ActingRequest, information_request: uuid.UUID) -> HttpResponse:
    """The answer is not needed any more."""
    row, room = _open(request, information_request)
    room.require_secretary()
    only_to_open(request, row.state in WAITING)
    form = ReasonForm(request.POST or None, draft_object=row.pk, initial={"version": row.version})

    def save() -> str:
        services.withdraw_request(
            request=row, reason=form.cleaned_data["reason"], version=form.version, by=request.user
        )
        request.acting.log.note("write", row)
        messages.success(request, "依頼を取り下げました")
        return address_of(row)

    context = room.context(
        heading="依頼を取り下げる",
        about=f"{row.recipient}への依頼：{row.subject_matter}",
        submit="依頼を取り下げる",
        explanation="取り下げた依頼は、理由とともに残ります。文書で依頼したときは、依頼先にも知らせてください。",
        back=address_of(row),
    )
    return form_page(request, form, save, context, entry=row, changing=row)
