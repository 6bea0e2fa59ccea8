"""関係者連絡会: the meetings, who came, what is missing and what follows, and the paper."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.open_audience import keepers_audience
from access.open_disclosures import of_object
from access.routes import route
from access.shortcuts import row_or_404
from cases.paging import page_of
from community import choices, services
from community.forms import ConfirmForm, FollowForm, LiaisonForm, MissingForm, PresenceForm
from community.models import LiaisonMeeting, LiaisonPresence, MissingResource, MissingState
from community.names import called
from meetings.models import GapState, ResourceGap
from organizations.names import LIAISON_MEETING, local_name

from .base import BOTH, KEEP, LIAISON, as_id, form_page, tabs

TO_TAKE_UP, PAPERS = 20, 10


def _get(request: Any, pk: uuid.UUID) -> LiaisonMeeting:
    return row_or_404(LiaisonMeeting.objects.visible_to(request.user), pk)


def _missing(user: Any) -> Any:
    return MissingResource.objects.visible_to(user).select_related("area", "who", "meeting")


@route("R1", reads=True, roles=KEEP)
def liaison(request: ActingRequest) -> HttpResponse:
    """Meetings, the latest first, and what is still to be done."""
    going = _missing(request.user).filter(state__in=(MissingState.OPEN, MissingState.DOING))
    request.acting.log.note("list", kind=LIAISON)
    rows = LiaisonMeeting.objects.visible_to(request.user).filter(is_withdrawn=False)
    pages = page_of(request, rows, unit="回")
    choices.tell_kinds(choices.GATHERING, pages["rows"])
    context = {
        **pages,
        "tabs": tabs(request, "liaison"),
        "liaison": local_name(LIAISON_MEETING),
        "going": going[:TO_TAKE_UP],
        "left_out": max(going.count() - TO_TAKE_UP, 0),
        "today": timezone.localdate(),
    }
    return render(request, "community/liaison.html", context)


@route("R1", "R7", reads=True, roles=KEEP)
def liaison_meeting(request: ActingRequest, liaison_meeting: uuid.UUID) -> HttpResponse:
    """One meeting; for coordinators the needs that were noted without a household (R7)."""
    row = _get(request, liaison_meeting)
    presences = LiaisonPresence.objects.visible_to(request.user).filter(meeting=row)
    noted = ResourceGap.objects.visible_to(request.user).select_related("area")
    request.acting.log.note("read", kind=LIAISON)
    choices.tell_kinds(choices.GATHERING, [row])
    context = {
        "liaison": called(row),
        "row": row,
        "presences": presences.filter(people__gt=0).select_related("body", "partner"),
        "missing": _missing(request.user).filter(meeting=row),
        "noted": noted.filter(state__in=(GapState.RAISED, GapState.EXAMINED))[:TO_TAKE_UP],
        "confirm": ConfirmForm(),
        "papers": of_object(request.user, row.pk)[:PAPERS],
    }
    return render(request, "community/liaison_meeting.html", context)


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def new_liaison(request: ActingRequest) -> HttpResponse:
    """A meeting that is to come or was held."""
    form = LiaisonForm(request.POST or None)

    def save() -> str:
        made = services.hold_liaison(facts=form.facts(), by=request.user)
        request.acting.log.note("write", kind=LIAISON)
        return reverse("community:liaison_meeting", args=[made.pk])

    context = {
        "heading": "連絡会を登録する",
        "back": reverse("community:liaison"),
        "submit": "登録する",
        "audience": keepers_audience(KEEP),
    }
    return form_page(request, form, save, context, kind=LIAISON)


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def edit_liaison(request: ActingRequest, liaison_meeting: uuid.UUID) -> HttpResponse:
    """What was talked about."""
    row = _get(request, liaison_meeting)
    names = ("kind", "held_on", "venue", "agenda", "outcome", "version")
    initial = {name: getattr(row, name) for name in names}
    form = LiaisonForm(request.POST or None, draft_object=row.pk, initial=initial)
    back = reverse("community:liaison_meeting", args=[row.pk])

    def save() -> str:
        services.change_liaison(
            meeting=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", kind=LIAISON)
        return back

    context = {
        "heading": "連絡会の内容を書く",
        "back": back,
        "submit": "保存する",
        "audience": keepers_audience(KEEP),
        "confirm": ConfirmForm(),
        "withdraw_url": reverse("community:liaison_withdraw", args=[row.pk]),
        "withdraw": "取りやめ・取り消しにする",
    }
    return form_page(
        request, form, save, context, kind=LIAISON, changing=lambda: _get(request, row.pk)
    )


@route("R1", reads=True, methods=("POST",), roles=KEEP)
def withdraw_liaison(request: ActingRequest, liaison_meeting: uuid.UUID) -> HttpResponse:
    """It did not take place, or was entered twice."""
    row = _get(request, liaison_meeting)
    form = ConfirmForm(request.POST)
    back = reverse("community:liaison")

    def save() -> str:
        services.withdraw_liaison(meeting=row, by=request.user)
        request.acting.log.note("write", kind=LIAISON)
        return back

    context = {"heading": "連絡会を取り消す", "back": back, "submit": "取り消す"}
    return form_page(request, form, save, context, kind=LIAISON)


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def add_presence(request: ActingRequest, liaison_meeting: uuid.UUID) -> HttpResponse:
    """A body or a group came."""
    row = _get(request, liaison_meeting)
    form = PresenceForm(request.POST or None, user=request.user, draft_object=row.pk)
    back = reverse("community:liaison_meeting", args=[row.pk])

    def save() -> str:
        services.enter_presence(meeting=row, by=request.user, **form.values())
        request.acting.log.note("write", kind=LIAISON)
        return back

    context = {"heading": "出席した機関・団体", "back": back, "submit": "加える"}
    return form_page(request, form, save, context, kind=LIAISON)


@route("R1", "R7", reads=True, methods=BOTH, roles=KEEP)
def add_missing(request: ActingRequest, liaison_meeting: uuid.UUID) -> HttpResponse:
    """A missing resource. `?gap=`: a need that coordinators noted, which says of no household."""
    row = _get(request, liaison_meeting)
    form = MissingForm(request.POST or None, draft_object=row.pk, initial=_noted(request))
    back = reverse("community:liaison_meeting", args=[row.pk])

    def save() -> str:
        services.name_missing(meeting=row, facts=form.facts(), by=request.user)
        request.acting.log.note("write", kind=LIAISON)
        return back

    context = {
        "heading": "足りない資源と対応",
        "back": back,
        "submit": "登録する",
        "audience": keepers_audience(KEEP),
    }
    return form_page(request, form, save, context, kind=LIAISON)


def _noted(request: Any) -> dict[str, Any]:
    asked = as_id(request.GET.get("gap", ""))
    gap = ResourceGap.objects.visible_to(request.user).filter(pk=asked).first()
    return {"kind": gap.kind, "text": gap.text, "area": gap.area_id} if gap else {}


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def follow(request: ActingRequest, missing_resource: uuid.UUID) -> HttpResponse:
    """How far a missing resource has come."""
    row = row_or_404(_missing(request.user), missing_resource)
    initial = {name: getattr(row, name) for name in ("state", "due_on", "outcome", "version")}
    form = FollowForm(request.POST or None, missing=row, draft_object=row.pk, initial=initial)
    back = reverse("community:liaison_meeting", args=[row.meeting_id])

    def save() -> str:
        services.follow_missing(missing=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", kind=LIAISON)
        return back

    context = {
        "heading": "足りない資源の進み具合",
        "back": back,
        "submit": "登録する",
        "missing": row,
        "audience": keepers_audience(KEEP),
    }
    return form_page(
        request,
        form,
        save,
        context,
        kind=LIAISON,
        changing=lambda: row_or_404(_missing(request.user), row.pk),
    )


@route("R1", "R20", reads=True, methods=("POST",), roles=KEEP)
def paper(request: ActingRequest, liaison_meeting: uuid.UUID) -> HttpResponse:
    """Ask for the paper of the meeting."""
    row = _get(request, liaison_meeting)
    form = ConfirmForm(request.POST)

    def save() -> str:
        job = services.request_liaison_paper(meeting=row, by=request.user, key=form.form_key)
        request.acting.log.note("print", kind=LIAISON)
        return reverse("jobs:detail", args=[job.pk])

    back = reverse("community:liaison_meeting", args=[row.pk])
    context = {"heading": "連絡会の資料を作る", "back": back, "submit": "作る"}
    return form_page(request, form, save, context, kind=LIAISON)
