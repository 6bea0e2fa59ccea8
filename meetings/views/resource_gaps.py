"""Missing resources: noted beside a meeting, read as the agenda of the 関係者連絡会.

Neither the address nor the log says from which meeting a row came.
"""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.models import CaseFile
from access.routes import route
from access.shortcuts import get_visible, row_or_404
from cases import codes
from cases.paging import filter_links, page_of
from organizations.models import Role
from organizations.names import LIAISON_MEETING, local_name

from .. import services
from ..forms.resource_gaps import GapStateForm, ResourceGapForm
from ..models import GapState, PlanConference, ResourceGap, Sitting
from ..room import Room
from .base import BOTH, form_page

COORDINATORS = (Role.COORDINATOR,)
KIND = "足りない社会資源"


@route("R6", "R7", reads=True, roles=COORDINATORS)
def gap_list(request: ActingRequest) -> HttpResponse:
    """The agenda of the 関係者連絡会: needs without households, by the month."""
    states = [("", "すべて"), *GapState.choices]
    kinds = [("", "すべて"), *ResourceGap.Kind.choices]
    shown = ResourceGap.objects.visible_to(request.user).select_related("area")
    for name, choices in (("state", states), ("kind", kinds)):
        asked = request.GET.get(name, "")
        if asked and asked in dict(choices):
            # nosemgrep: lookup-by-what-was-asked - the names are the two above, and what was asked is the value
            shown = shown.filter(**{name: asked})
    pages = page_of(request, shown)
    topics = dict(codes.every_label(codes.TOPIC))
    request.acting.log.note("list", kind=KIND)
    context = {
        "liaison": local_name(LIAISON_MEETING),
        "pages": pages,
        "topics": topics,
        "filters": filter_links(request, ("状態", "state", states), ("種類", "kind", kinds)),
    }
    return render(request, "meetings/gaps.html", context)


def _new(request: Any, case: CaseFile, beside: Any, known: list[str], back: str) -> HttpResponse:
    form = ResourceGapForm(request.POST or None)

    def save() -> str:
        services.note_resource_gap(case=case, known=known, by=request.user, **form.values())
        request.acting.log.note("write", kind=KIND)
        return reverse("meetings:gaps")

    context = {"liaison": local_name(LIAISON_MEETING), "back": back, "submit": "書き留める"}
    return form_page(request, form, save, context, entry=beside, template="meetings/gap_form.html")


@route("R6", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def note_beside_conference(request: ActingRequest, conference: uuid.UUID) -> HttpResponse:
    """A coordinator notes what is missing, with a conference before her."""
    row = get_visible(PlanConference, request.user, conference)
    back = reverse("meetings:conference", args=[row.pk])
    return _new(request, row.compartment.case, row, [], back)


@route("R4", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def note_beside_sitting(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The secretary of a 支援会議 notes what is missing; nothing of the meeting goes with it."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    back = reverse("meetings:sitting", args=[row.pk])
    return _new(request, room.case, row, [room.meeting.subject], back)


@route("R6", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def change(request: ActingRequest, resource_gap: uuid.UUID) -> HttpResponse:
    """What the 関係者連絡会 came to."""

    def now() -> ResourceGap:
        rows = ResourceGap.objects.visible_to(request.user).select_related("area")
        return row_or_404(rows, resource_gap)

    gap = now()
    form = GapStateForm(
        request.POST or None,
        gap=gap,
        initial={"state": gap.state, "outcome": gap.outcome, "version": gap.version},
    )

    def save() -> str:
        services.change_resource_gap(
            gap=gap, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", kind=KIND)
        return reverse("meetings:gaps")

    context = {
        "liaison": local_name(LIAISON_MEETING),
        "gap": gap,
        "topic": codes.label(codes.TOPIC, gap.topic),
        "back": reverse("meetings:gaps"),
        "submit": "登録する",
    }
    request.acting.log.note("read", kind=KIND)
    return form_page(
        request,
        form,
        save,
        context,
        entry=None,
        template="meetings/gap_form.html",
        changing=now,
    )
