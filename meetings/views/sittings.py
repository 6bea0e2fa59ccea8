"""Sittings of a 支援会議: planned, minuted, approved; what was agreed."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_visible
from drafts.submit import see_other

from .. import services
from ..forms import DecisionForm, MinutesForm, SittingForm, StateForm
from ..models import Decision, MeetingMember, Minutes, Sitting, SupportMeeting
from . import BOTH, ask
from .meetings import _as_secretary


def _context(request: HttpRequest, row: SupportMeeting, heading: str, submit: str) -> dict[str, Any]:
    return {
        "case": row.compartment.case,
        "back": reverse("meetings:meeting", args=[row.pk]),
        "audience": audience(request.user, row.compartment),
        "is_meeting": True,
        "heading": heading,
        "submit": submit,
    }


def _meeting_of(request: HttpRequest, sitting: uuid.UUID) -> tuple[Sitting, SupportMeeting]:
    row = get_visible(Sitting, request.user, sitting)
    return row, get_visible(SupportMeeting, request.user, row.meeting_id)


@route("R4", reads=True, methods=BOTH)
def plan(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """Plan the next sitting."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(SupportMeeting, request.user, meeting)
    _as_secretary(request, row)
    form = SittingForm(request.POST or None, draft_object=meeting)

    def save() -> str:
        data = form.values()
        moment = datetime.datetime.combine(data["held_on"], data["starts"])
        made = services.plan_sitting(
            meeting=row,
            held_at=timezone.make_aware(moment),
            place=data["place"],
            agenda=data["agenda"],
            by=request.user,
        )
        acting.log.note("write", made)
        return reverse("meetings:meeting", args=[row.pk])

    acting.log.note("read", row)
    return ask(request, form, save, _context(request, row, "開催を決める", "開催を決める"))


@route("R4", reads=True, methods=BOTH)
def minutes(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Minutes of a sitting, in points."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row, meeting = _meeting_of(request, sitting)
    _as_secretary(request, meeting)
    known = Minutes.objects.visible_to(request.user).filter(sitting=row).first()
    names = ("duty_explained", "facts", "judgement", "policy", "undecided")
    initial = {n: getattr(known, n) for n in names} | {"version": known.version} if known else {}
    form = MinutesForm(request.POST or None, draft_object=sitting, initial=initial)

    def save() -> str:
        made = services.write_minutes(
            sitting=row, by=request.user, version=form.version, **form.values()
        )
        acting.log.note("write", made)
        return reverse("meetings:meeting", args=[meeting.pk])

    acting.log.note("read", row)
    return ask(request, form, save, _context(request, meeting, "会議録を書く", "会議録を保存する"))


@route("R4", methods=("POST",), reads=True)
def approve(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Fix the minutes."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row, meeting = _meeting_of(request, sitting)
    _as_secretary(request, meeting)
    known = Minutes.objects.visible_to(request.user).filter(sitting=row).select_related("sitting").first()
    if known is None:
        raise Http404
    acting.log.note("write", known)
    try:
        services.approve_minutes(minutes=known, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    return see_other(reverse("meetings:meeting", args=[meeting.pk]))


@route("R4", reads=True, methods=BOTH)
def decide(request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """Enter what was agreed."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row, meeting = _meeting_of(request, sitting)
    _as_secretary(request, meeting)
    members = (
        MeetingMember.objects.visible_to(request.user)
        .filter(meeting=meeting)
        .select_related("appointment__role_group__body")
    )
    bodies = list({m.appointment.body.pk: m.appointment.body for m in members}.values())
    form = DecisionForm(request.POST or None, bodies=bodies, draft_object=sitting)

    def save() -> str:
        made = services.decide(sitting=row, by=request.user, **form.values())
        acting.log.note("write", made)
        return reverse("meetings:meeting", args=[meeting.pk])

    acting.log.note("read", row)
    return ask(request, form, save, _context(request, meeting, "決まったことを書く", "決まったことに加える"))


@route("R4", reads=True, methods=BOTH)
def settle(request: HttpRequest, decision: uuid.UUID) -> HttpResponse:
    """What was agreed is done, or dropped."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Decision, request.user, decision)
    _, meeting = _meeting_of(request, row.sitting_id)
    form = StateForm(request.POST or None, draft_object=decision, initial={"state": row.state})

    def save() -> str:
        services.settle_decision(
            decision=row, state=form.cleaned_data["state"], by=request.user
        )
        acting.log.note("write", row)
        return reverse("meetings:meeting", args=[meeting.pk])

    acting.log.note("read", row)
    return ask(request, form, save, _context(request, meeting, "決まったことの状態", "保存する"))
