"""Preparing a sitting: the secretary's list, 準備シート of each body, their merged view (domain.md 4.8)."""

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
from bunkyo_support.forms import render_form
from cases.typed_contacts import ask_about_contacts

from .. import services
from ..forms import CallForm, ConfirmForm, OutcomeForm, SheetForm, SheetOnBehalfForm
from ..models import HEADINGS, MeetingMember, PrepCall, PrepSheet, Sitting, SittingState
from ..preparing import Preparation, earlier_editions, merged
from ..room import Room
from .base import BOTH, form_page, only_to_open


def address_of(sitting: Sitting) -> str:
    return reverse("meetings:preparation", args=[sitting.pk])


def _room(request: ActingRequest, sitting: uuid.UUID) -> tuple[Sitting, Room]:
    """The sitting and its room, for members."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_member()
    return row, room


def _call(request: ActingRequest, row: Sitting) -> PrepCall:
    call = services.call_of(row, request.user)
    if call is None:
        raise Http404
    return call


@route("R4", reads=True)
def preparation(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """What is prepared and what is missing: all of it for the secretary, her own for a member."""
    row, room = _room(request, sitting)
    request.acting.log.note("read", row)
    context = room.context(sitting=row, prep=Preparation(room, row), today=timezone.localdate())
    return render(request, "meetings/preparation.html", context)


@route("R4", reads=True, methods=BOTH)
def ask_for_sheets(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ask the bodies for their sheets until a day."""
    row, room = _room(request, sitting)
    room.require_secretary()
    known = services.call_of(row, request.user)
    names = ("until_on", "note")
    initial = {n: getattr(known, n) for n in (*names, "version")} if known else {}
    form = CallForm(request.POST or None, draft_object=sitting, initial=initial)

    def save() -> str:
        made = services.ask_for_sheets(
            sitting=row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", made)
        messages.success(request, "構成員に、準備シートを頼みました")
        return address_of(row)

    context = room.context(
        heading=f"第{row.number}回の準備シートを頼む",
        submit="構成員に頼む",
        explanation="構成員の「今日の仕事」に出ます。1つの機関に何人いても、シートは機関に1枚です。",
        back=address_of(row),
    )
    return form_page(request, form, save, context, entry=row, changing=known, compare=names)


@route("R4", "R22", reads=True, methods=BOTH)
def own_sheet(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The sheet of one's own body: written as a draft of one's own, then handed in."""
    row, room = _room(request, sitting)
    member = room.require_member()
    return _sheet_page(request, row, room, services.Party.of(member), SheetForm, sitting)


@route("R4", "R22", reads=True, methods=BOTH)
def sheet_on_behalf(request: ActingRequest, sitting: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """The sheet of somebody who writes none here, as the secretary heard it."""
    row, room = _room(request, sitting)
    room.require_secretary()
    found = get_visible(MeetingMember, request.user, member)
    party = next(
        (p for p, m in services.parties(row, request.user).items() if m.pk == found.pk),
        None,
    )
    if party is None:
        raise Http404
    return _sheet_page(
        request, row, room, party, SheetOnBehalfForm, uuid.uuid5(row.pk, str(member))
    )


def _sheet_page(
    request: ActingRequest,
    row: Sitting,
    room: Room,
    party: services.Party,
    kind: type[SheetForm],
    draft_object: uuid.UUID,
) -> HttpResponse:
    acting = request.acting
    call = _call(request, row)
    only_to_open(request, row.state == SittingState.PLANNED)
    known = services.sheet_of(call, party, request.user)
    names = [n for n in kind.base_fields if n != "heard_on"]
    initial: dict[str, Any] = {"version": 0}
    if known is not None:
        initial = {n: getattr(known, n) for n in (*kind.base_fields, "version")}
    form = kind(request.POST or None, draft_object=draft_object, initial=initial)
    ask_about_contacts(request, form, row.compartment.case_id)
    step = request.POST.get("step", "")

    def save() -> str:
        made = services.hand_in_sheet(
            call=call, party=party, version=form.version, by=request.user, **form.values()
        )
        acting.log.note("write", made)
        messages.success(request, "準備シートを提出しました")
        return reverse("meetings:prep_sheets", args=[row.pk])

    context = room.context(
        sitting=row, call=call, party=party, known=known, back=address_of(row), step=step
    )
    if step == "check" and form.is_valid():
        acting.log.note("read", row)
        shown = PrepSheet(**_content(form), body=party.body, handed_in_at=timezone.now())
        context |= {"form": form, "sheet": shown}
        return render(request, "meetings/prep_sheet_check.html", context)
    if step == "back":
        acting.log.note("read", row)
        return render_form(request, "meetings/prep_sheet.html", context | {"form": form}, form)
    template = "meetings/prep_sheet.html"
    return form_page(
        request, form, save, context, entry=row, template=template, changing=known, compare=names
    )


def _content(form: SheetForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in HEADINGS}


@route("R4", reads=True)
def sheets(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The sheets that were handed in, heading by heading, body beside body."""
    row, room = _room(request, sitting)
    call = _call(request, row)
    found = services.sheets_for(call, room.require_member(), request.user)
    request.acting.log.note("read", call)
    context = room.context(
        sitting=row,
        call=call,
        sheets=found,
        headings=merged(found),
        editions=earlier_editions(found, request.user),
        prep=Preparation(room, row),
    )
    return render(request, "meetings/prep_sheets.html", context)


@route("R4", reads=True, methods=BOTH)
def release(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Let every member read the sheets, after seeing what they will see (R22)."""
    row, room = _room(request, sitting)
    room.require_secretary()
    call = _call(request, row)
    only_to_open(request, not call.released_at)
    form = ConfirmForm(
        request.POST or None, draft_object=sitting, initial={"version": call.version}
    )

    def save() -> str:
        services.release_sheets(call=call, version=form.version, by=request.user)
        request.acting.log.note("write", call)
        messages.success(request, "準備シートを、構成員が見られるようにしました")
        return reverse("meetings:prep_sheets", args=[row.pk])

    found = services.sheets_for(call, room.require_member(), request.user)
    context = room.context(sitting=row, sheets=found, headings=merged(found), back=address_of(row))
    template = "meetings/prep_release.html"
    return form_page(request, form, save, context, entry=call, template=template, changing=call)


@route("R4", reads=True, methods=BOTH)
def outcome(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Direction, content and roles, prepared before people meet; beside what the bodies wrote."""
    row, room = _room(request, sitting)
    room.require_secretary()
    call = _call(request, row)
    only_to_open(request, row.state == SittingState.PLANNED)
    names = ("direction", "support", "roles")
    initial = {n: getattr(call, n) for n in (*names, "version")}
    form = OutcomeForm(request.POST or None, draft_object=sitting, initial=initial)

    def save() -> str:
        services.prepare_outcome(call=call, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", call)
        messages.success(request, "支援方針の案を登録しました")
        return address_of(row)

    context = room.context(
        heading=f"第{row.number}回の支援方針の案",
        submit="案を登録する",
        explanation="会議の前に、方向性と役割をすり合わせておきます。登録すると、構成員に見えます。",
        back=address_of(row),
    )
    return form_page(request, form, save, context, entry=call, changing=call, compare=names)
