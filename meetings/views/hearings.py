"""事前の聞き取り: the secretary's log of what people said before a sitting."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import Audience
from access.routes import route
from access.shortcuts import get_visible
from drafts.submit import see_other

from .. import services
from ..forms import HearingForm
from ..models import Hearing, Sitting
from ..preparing import Preparation
from ..room import Room
from .base import BOTH, form_page


def _of(sitting: Sitting) -> str:
    return reverse("meetings:hearings", args=[sitting.pk])


def _room(request: ActingRequest, row: Sitting) -> Room:
    room = Room.of(request, row)
    room.require_secretary()
    return room


def _open(request: ActingRequest, pk: uuid.UUID) -> tuple[Hearing, Sitting, Room]:
    row = get_visible(Hearing, request.user, pk)
    sitting = get_visible(Sitting, request.user, row.sitting_id)
    return row, sitting, _room(request, sitting)


def _audience(room: Room) -> Audience:
    """What was heard stands on the screens of secretaries only (R18)."""
    return room.narrowed([m for m in room.members if m.is_secretary], "会議の事務局のみ")


@route("R4", reads=True, methods=BOTH)
def hearings(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Who was heard before this sitting and what was said; one more."""
    row = get_visible(Sitting, request.user, sitting)
    room = _room(request, row)
    asked = request.GET.get("of", "")
    prep = Preparation(room, row)
    members = prep.to_hear
    chosen = asked if asked in {str(m.pk) for m in members} else ""
    form = HearingForm(
        request.POST or None,
        members=members,
        draft_object=sitting,
        initial={"member": chosen, "how": Hearing.How.PHONE},
    )

    def save() -> str:
        made = services.enter_hearing(sitting=row, by=request.user, **form.facts())
        request.acting.log.note("write", made)
        messages.success(request, "聞き取りを登録しました")
        return _of(row)

    known: dict[Any, Any] = {m.pk: m for m in room.members}
    context = room.context(
        sitting=row,
        prep=prep,
        heard=[(known.get(h.member_id), h) for h in prep.hearings],
        audience=_audience(room),
    )
    return form_page(request, form, save, context, entry=row, template="meetings/hearings.html")


@route("R4", reads=True, methods=BOTH)
def change(request: ActingRequest, hearing: uuid.UUID) -> HttpResponse:
    """Complete or correct it."""
    row, sitting, room = _open(request, hearing)
    members = {m.pk: m for m in Preparation(room, sitting).to_hear}
    if row.member is not None:
        members.setdefault(row.member.pk, row.member)
    form = HearingForm(
        request.POST or None,
        members=list(members.values()),
        draft_object=hearing,
        initial=HearingForm.initial_of(row),
    )

    def save() -> str:
        services.change_hearing(hearing=row, version=form.version, by=request.user, **form.facts())
        request.acting.log.note("write", row)
        messages.success(request, "直した内容を登録しました")
        return _of(sitting)

    context = room.context(
        heading="事前の聞き取りを直す",
        submit="直した内容を登録する",
        back=_of(sitting),
        audience=_audience(room),
    )
    names = ("person", "text", "source", "bring_in")
    return form_page(request, form, save, context, entry=row, changing=row, compare=names)


def _bring_in(
    request: ActingRequest, pk: uuid.UUID, act: Callable[..., Hearing], done: str
) -> HttpResponse:
    row, sitting, _ = _open(request, pk)
    try:
        request.acting.log.note("write", act(hearing=row, by=request.user))
        messages.success(request, done)
    except DomainError as error:
        messages.error(request, str(error))
    return see_other(_of(sitting))


@route("R4", reads=True, methods=("POST",))
def put_on_agenda(request: ActingRequest, hearing: uuid.UUID) -> HttpResponse:
    """What is to be brought in becomes a thing to discuss."""
    return _bring_in(request, hearing, services.put_on_agenda, "議題に加えました")


@route("R4", reads=True, methods=("POST",))
def leave_undecided(request: ActingRequest, hearing: uuid.UUID) -> HttpResponse:
    """What is to be brought in is noted among what was not decided."""
    words = "「決まらなかったこと」に加えました"
    return _bring_in(request, hearing, services.leave_undecided, words)
