"""Sittings of a 支援会議: planned, held, minuted; what was agreed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.typed_contacts import ask_about_contacts

from .. import services
from ..courses import course_of
from ..forms import (
    AddendumForm,
    ConfirmForm,
    DecisionForm,
    MinutesForm,
    ReasonForm,
    SittingForm,
)
from ..forms.after import NextSittingForm
from ..models import (
    MINUTED,
    Attendance,
    MeetingMember,
    Minutes,
    MinutesAddendum,
    MinutesAnswer,
    SharedItem,
    Sitting,
    SittingState,
    SupportMeeting,
)
from ..papers import keeps_papers, papers_of
from ..room import Room
from ..services.answers import surveys_of
from ..services.confirmed_words import print_of
from ..unsent import enter_unsent, not_in_minutes, points_of
from .base import BOTH, form_page, only_to_open

TOLD = "構成員に知らせました。紙で知らせる人には、通知を印刷してください"
CONTENT = ("duty_explained", "facts", "judgement", "policy", "undecided")


@route("R4", reads=True, methods=BOTH)
def plan(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """Plan the next sitting."""
    row = get_visible(SupportMeeting, request.user, meeting)
    room = Room(request, row)
    room.require_secretary()
    brought = services.left_over(row, request.user)
    form = NextSittingForm(
        request.POST or None,
        partners=services.partners_of(row, request.user),
        draft_object=meeting,
        wishes=brought.wishes,
    )

    def save() -> str:
        partners = form.chosen_partners()
        together = {"partners": partners} if partners else {}
        do = services.plan_joint_sitting if partners else services.plan_sitting
        made = do(
            **together,
            meeting=row,
            held_at=form.held_at(),
            ends_at=form.ends_at(),
            place=form.cleaned_data["place"],
            agenda=form.whole_agenda(),
            by=request.user,
        )
        request.acting.log.note("write", made)
        messages.success(request, f"第{made.number}回の開催を登録しました")
        return reverse("meetings:sitting", args=[made.pk])

    context = room.context(heading="開催を決める", submit="開催を登録する", brought=brought)
    return form_page(request, form, save, context, entry=row)


def _minutes_of(request: ActingRequest, sitting: Sitting) -> Minutes | None:
    found: Minutes | None = (
        Minutes.objects.visible_to(request.user)
        .filter(sitting=sitting)
        .select_related("approved_by", "compartment__case", "sitting")
        .first()
    )
    return found


def _sitting_page(request: ActingRequest, room: Room, row: Sitting, **extra: Any) -> dict[str, Any]:
    user = request.user
    members = {m.pk: m for m in room.members}
    came = Attendance.objects.visible_to(user).filter(sitting=row, is_present=True)
    shared = SharedItem.objects.visible_to(user).filter(sitting=row)
    present = services.as_listed(
        members[pk] for pk in came.values_list("member_id", flat=True) if pk in members
    )
    return room.context(
        sitting=row,
        present=present,
        answers_survey=_answers_survey(user, row, present),
        decisions=[d for d in room.decisions if d.sitting_id == row.pk],
        shared=[(members.get(item.member_id), item) for item in shared],
        called=services.convocation_of(row, user),
        back=reverse("meetings:sitting", args=[row.pk]),
        twins=services.twins_of(row, user),
        **extra,
    )


def _answers_survey(user: Any, row: Sitting, present: list[MeetingMember]) -> bool:
    """She came, or has answered: her answer is still hers to change."""
    came = any(m.appointment and m.appointment.staff_id == user.pk for m in present)
    return row.was_held and (came or surveys_of(user).filter(sitting=row).exists())


@route("R4", reads=True, methods=BOTH)
def sitting(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """A sitting: who came, minutes and what was added to them, what was agreed."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    known = _minutes_of(request, row)
    addenda = (
        MinutesAddendum.objects.visible_to(request.user)
        .filter(minutes=known)
        .select_related("member__appointment__staff", "member__appointment__role_group__body")
    )
    form = AddendumForm(request.POST or None, draft_object=sitting)
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        if known is None:
            raise Http404
        made = services.add_to_minutes(
            minutes=known, text=form.cleaned_data["text"], by=request.user
        )
        request.acting.log.note("write", made)
        messages.success(request, "会議録に付け加えました")
        return reverse("meetings:sitting", args=[row.pk])

    context = _sitting_page(request, room, row, minutes=known, addenda=list(addenda))
    context |= _answers_to(request, room, known) | {"course": course_of(room)}
    context |= {"papers": papers_of(room, row), "keeps_papers": keeps_papers(room)}
    if room.is_secretary:
        context["may_be_called_off"] = services.may_be_called_off(row, request.user)
        context["uncalled"] = services.uncalled(row, room.meeting, request.user)
    template = "meetings/sitting.html"
    return form_page(request, form, save, context, entry=row, template=template)


def _answers_to(request: ActingRequest, room: Room, known: Minutes | None) -> dict[str, Any]:
    """Who has confirmed, and what members want corrected; who may have the minutes on paper."""
    found: dict[str, Any] = {"may_print": room.is_secretary or bool(room.me and room.me.is_chair)}
    if known is None:
        return found
    found["again"] = services.meeting_again(known, known.sitting, request.user)
    if known.sent_at is None:
        return found
    members = {m.pk: m for m in room.members}
    answers = MinutesAnswer.objects.visible_to(request.user).filter(minutes=known, is_right=False)
    sworn_chairs = (m for m in room.sworn if m.is_chair)
    confirmation = services.confirmation_of(known, request.user)
    return found | {
        "confirmation": confirmation,
        "not_yet": services.why_not_yet(known, confirmation),
        "is_over": known.answer_until_on and known.answer_until_on < timezone.localdate(),
        "chair": next(sworn_chairs, None),
        "wishes": [(members.get(a.member_id), a) for a in answers],
    }


@route("R4", reads=True, methods=BOTH)
def change(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Another day, place or agenda."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    held_at = timezone.localtime(row.held_at)
    form = SittingForm(
        request.POST or None,
        draft_object=sitting,
        initial={
            "held_on": held_at.date(),
            "starts": held_at.time(),
            "ends": timezone.localtime(row.ends_at).time() if row.ends_at else None,
            "place": row.place,
            "agenda": row.agenda,
            "version": row.version,
        },
    )

    def save() -> str:
        was = (row.held_at, row.ends_at, row.place)
        services.change_sitting(
            sitting=row,
            held_at=form.held_at(),
            ends_at=form.ends_at(),
            place=form.cleaned_data["place"],
            agenda=form.cleaned_data["agenda"],
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", row)
        is_moved = was != (row.held_at, row.ends_at, row.place)
        is_told = is_moved and services.convocation_of(row, request.user) is not None
        messages.success(request, "変えた内容を登録しました" + (f"。{TOLD}" if is_told else ""))
        return reverse("meetings:sitting", args=[row.pk])

    context = room.context(
        heading="日時・場所・話し合うことを変える",
        submit="変えた内容を登録する",
        explanation="招集していたときは、日時か場所を変えると、構成員にすぐに知らせます（アドレスのある人にはメールも出します）。"
        "話し合うことだけを変えたときは、知らせません。",
        back=reverse("meetings:sitting", args=[row.pk]),
    )
    return form_page(
        request, form, save, context, entry=row, changing=row, compare=("place", "agenda")
    )


@route("R4", reads=True, methods=BOTH)
def cancel(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """A planned sitting is not held."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    only_to_open(request, services.may_be_called_off(row, request.user))
    form = ReasonForm(request.POST or None, draft_object=sitting, initial={"version": row.version})

    def save() -> str:
        services.cancel_sitting(
            sitting=row,
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", row)
        called_off = f"第{row.number}回の開催を中止しました"
        if services.convocation_of(row, request.user):
            messages.success(request, f"{called_off}。{TOLD}")
            return reverse("meetings:convene", args=[row.pk]) + "#notices"
        messages.success(request, called_off)
        return reverse("meetings:meeting", args=[room.meeting.pk])

    context = room.context(
        heading=f"第{row.number}回を中止する",
        submit="開催を中止する",
        explanation="中止した開催は、理由とともに残ります。招集していたときは、構成員に中止を知らせます。",
        back=reverse("meetings:sitting", args=[row.pk]),
    )
    return form_page(request, form, save, context, entry=row, changing=row)


@route("R4", reads=True, methods=BOTH)
def minutes(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The meeting room: minutes in points, beside what is to be discussed and was agreed."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    only_to_open(request, row.state in (SittingState.PLANNED, SittingState.HELD))
    known = _minutes_of(request, row)
    context = _sitting_page(request, room, row)
    ready = services.who_may_be_noted(row, request.user)
    context["lapsed"] = [m for m in room.sworn_for(row) if m not in {*ready, *context["present"]}]
    form = MinutesForm(
        request.POST or None,
        members=_may_attend(room, context["present"], ready),
        draft_object=sitting,
        initial=_written(known, context["present"], room, row, ready),
        unsent=not_in_minutes(request.user, row, known),
        points=[] if known else points_of(request.user, row),
        is_first=known is None,
        came=context["present"] if known or row.opened_at else None,
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        # Who opened the form before there were minutes has seen none: those saved meanwhile are shown first.
        seen = 0 if known is not None and form.version is None else form.version
        made = services.write_minutes(sitting=row, by=request.user, version=seen, **form.content())
        enter_unsent(sitting=row, form=form, by=request.user)
        request.acting.log.note("write", made)
        messages.success(request, "会議録を保存しました")
        then = "decide" if request.POST.get("then") == "decide" else "sitting"
        return reverse(f"meetings:{then}", args=[row.pk])

    context["earlier"] = [d for d in room.to_do if d.sitting_id != row.pk]
    return form_page(
        request,
        form,
        save,
        context,
        entry=row,
        template="meetings/minutes.html",
        changing=known,
        compare=CONTENT,
    )


def _may_attend(room: Room, present: list[Any], ready: set[Any]) -> list[Any]:
    """Those who have confirmed the duty and have a valid pledge: nobody else may be noted (domain.md R11); among them
    whose membership ended since the sitting. Whoever came stays, though her membership or her pledge is over."""
    able = [m for m in room.members if m in ready]
    return list({m.pk: m for m in [*able, *present]}.values())


def _written(
    known: Minutes | None, present: list[Any], room: Room, sitting: Sitting, ready: set[Any]
) -> dict[str, Any]:
    """What is in the form: the minutes, or before there are any what was noted in the room."""
    if known is None:
        noted = services.draft_of(sitting, room.user) if sitting.opened_at else {}
        able = [m for m in room.sworn_for(sitting) if m in ready]
        came = present if sitting.opened_at else list(dict.fromkeys([*able, *present]))
        return {**noted, "present": [str(m.pk) for m in came]}
    return {name: getattr(known, name) for name in CONTENT} | {
        "present": [str(m.pk) for m in present],
        "main_topic": sitting.main_topic,
        "version": known.version,
    }


@route("R4", reads=True, methods=BOTH)
def approve(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The chair reads the minutes once more and fixes them; from then on they are only added to."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    known = _minutes_of(request, row)
    if known is None or not room.may_approve:
        raise Http404
    only_to_open(request, not known.approved_at)
    form = ConfirmForm(
        request.POST or None, draft_object=sitting, initial={"version": known.version}
    )

    def save() -> str:
        read = request.POST.get("as_read", "")
        services.approve_minutes(minutes=known, by=request.user, as_read=read, version=form.version)
        request.acting.log.note("write", known)
        messages.success(request, "会議録を確定しました")
        return reverse("meetings:sitting", args=[row.pk])

    return form_page(
        request,
        form,
        save,
        _sitting_page(request, room, row, minutes=known)
        | _answers_to(request, room, known)
        | {"left": not_in_minutes(request.user, row, known) if room.is_secretary else []}
        | {"as_read": print_of(services.paragraphs(known, request.user))},
        entry=known,
        template="meetings/approve.html",
        changing=known,
    )


@route("R4", reads=True, methods=BOTH)
def decide(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Enter what was agreed."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    only_to_open(request, row.state not in MINUTED)
    bodies = {m.appointment.body.pk for m in room.current_members if m.appointment}
    form = DecisionForm(
        request.POST or None,
        sitting=row,
        bodies=list(bodies),
        on_paper=room.on_paper_for(row),
        draft_object=sitting,
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        made = services.decide(sitting=row, by=request.user, **form.values())
        request.acting.log.note("write", made)
        then = "decide" if request.POST.get("then") == "decide" else "sitting"
        messages.success(request, "決まったことを登録しました")
        return reverse(f"meetings:{then}", args=[row.pk])

    context = _sitting_page(request, room, row)
    template = "meetings/decide.html"
    return form_page(request, form, save, context, entry=row, template=template)
