"""Attendance: entered in seconds, put right, taken back; and the list of a period."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.saving import only_to_open
from cases.paging import filter_links, page_of
from community import figures, periods, services
from community.choices import ACTIVITY, tell_kinds
from community.forms import AttendanceForm, ConfirmForm
from community.forms.gatherings import stepped
from community.models import Gathering, Place, PlaceState

from .base import ATTENDANCE, BOTH, KEEP, NOTICING, form_page, tabs
from .places import get_place

TEMPLATE = "community/attend.html"
RECENT_PLACES = 12
CAUGHT = (
    "参加を記録しました。受け止めた相談は、「気になる人メモを書く」か、相談受付に残してください"
)


def _page(
    request: Any,
    place: Place,
    form: AttendanceForm,
    save: Any,
    context: dict[str, Any],
    **more: Any,
) -> HttpResponse:
    """The form; a pressed stepper changes one figure and saves nothing."""
    context |= {
        "row": place,
        "back": reverse("community:place", args=[place.pk]),
        "may_notice": bool(request.acting.roles & set(NOTICING)),
    }
    if request.method == "POST" and "step" in request.POST:
        request.acting.log.note("read", kind=ATTENDANCE)
        return render(request, TEMPLATE, {**context, "form": form})
    return form_page(request, form, save, context, template=TEMPLATE, kind=ATTENDANCE, **more)


def _data(request: Any) -> dict[str, Any]:
    """Bound to what was sent; after a stepper, unbound with what stands in the fields."""
    if request.method == "POST" and "step" in request.POST:
        sent = stepped(request.POST)
        return {"initial": {name: sent[name] for name in sent}}
    return {"data": request.POST or None}


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def attend(request: ActingRequest, place: uuid.UUID) -> HttpResponse:
    """How many came: the figures of the last time stand there already."""
    row = get_place(request.user, place)
    last = Gathering.objects.visible_to(request.user).filter(place=row, is_withdrawn=False).first()
    options = {"initial": AttendanceForm.initial_of(last, is_change=False)} | _data(request)
    form = AttendanceForm(draft_object=row.pk, **options)

    def save() -> str:
        made = services.record_gathering(place=row, facts=form.facts(), by=request.user)
        request.acting.log.note("write", kind=ATTENDANCE)
        messages.success(request, CAUGHT if made.caught else f"{made.total}人の参加を記録しました")
        return reverse("community:place", args=[row.pk])

    context = {
        "heading": "参加を記録する",
        "last": last,
        "submit": "記録する",
        "is_open": row.state == PlaceState.OPEN,
    }
    return _page(request, row, form, save, context)


def _get(request: Any, pk: uuid.UUID) -> Gathering:
    """One that was taken back is there for what was sent alone: the service says so."""
    rows = Gathering.objects.visible_to(request.user).select_related("place__area")
    row = row_or_404(rows, pk)
    only_to_open(request, not row.is_withdrawn)
    return row


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def edit_gathering(request: ActingRequest, gathering: uuid.UUID) -> HttpResponse:
    """Figures are put right."""
    row = _get(request, gathering)
    options = {"initial": AttendanceForm.initial_of(row, is_change=True)} | _data(request)
    form = AttendanceForm(draft_object=row.pk, **options)

    def save() -> str:
        services.change_gathering(
            gathering=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", kind=ATTENDANCE)
        return reverse("community:place", args=[row.place_id])

    context = {
        "heading": "参加の記録を直す",
        "submit": "直す",
        "gathering": row,
        "is_open": True,
        "confirm": ConfirmForm(),
    }
    return _page(
        request,
        row.place,
        form,
        save,
        context,
        changing=lambda: _get(request, row.pk),
    )


@route("R1", reads=True, methods=("POST",), roles=KEEP)
def withdraw_gathering(request: ActingRequest, gathering: uuid.UUID) -> HttpResponse:
    """Entered by mistake."""
    row = _get(request, gathering)
    form = ConfirmForm(request.POST)
    back = reverse("community:place", args=[row.place_id])

    def save() -> str:
        services.withdraw_gathering(gathering=row, by=request.user)
        request.acting.log.note("write", kind=ATTENDANCE)
        return back

    context = {
        "heading": "参加の記録を取り消す",
        "back": back,
        "submit": "取り消す",
        "row": row.place,
    }
    return form_page(request, form, save, context, kind=ATTENDANCE)


@route("R1", reads=True, roles=KEEP)
def gatherings(request: ActingRequest) -> HttpResponse:
    """The rows of F2, and buttons for the places that are open."""
    today = timezone.localdate()
    period = periods.chosen(request.GET.get("period", ""), today)
    offered = periods.links(today)
    rows = figures.gatherings(request.user, period).select_related("place")
    open_places = Place.objects.visible_to(request.user).filter(state=PlaceState.OPEN)
    request.acting.log.note("list", kind=ATTENDANCE)
    shown = page_of(request, rows, unit="回")
    tell_kinds(ACTIVITY, shown["rows"])
    context = {
        **shown,
        "tabs": tabs(request, "gatherings"),
        "filters": filter_links(request, ("期間", "period", offered)),
        "period": period,
        "open_places": open_places[:RECENT_PLACES],
    }
    return render(request, "community/gatherings.html", context)
