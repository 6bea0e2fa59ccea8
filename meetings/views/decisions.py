"""What was agreed in a sitting, afterwards: done or dropped."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.typed_contacts import ask_about_contacts

from .. import services
from ..forms import SettleForm
from ..models import Decision, Sitting
from ..room import Room
from .base import BOTH, form_page


def _settled_from(request: ActingRequest, room: Room) -> str:
    """Back to the room of the sitting in which it was settled, or to the list of the meeting."""
    asked = request.GET.get("sitting", "")
    here = next((s for s in room.sittings if str(s.pk) == asked), None)
    if here is not None:
        return reverse("meetings:room", args=[here.pk])
    return reverse("meetings:meeting", args=[room.meeting.pk]) + "#decisions"


@route("R4", reads=True, methods=BOTH)
def settle(request: ActingRequest, decision: uuid.UUID) -> HttpResponse:
    """What was agreed is done, or dropped; any member says so."""
    row = get_visible(Decision, request.user, decision)
    room = Room.of(request, get_visible(Sitting, request.user, row.sitting_id))
    room.require_member()
    back = _settled_from(request, room)
    form = SettleForm(
        request.POST or None,
        draft_object=decision,
        initial={"state": row.state, "outcome": row.outcome, "version": row.version},
    )
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.settle_decision(
            decision=row, by=request.user, version=form.version, **form.values()
        )
        request.acting.log.note("write", row)
        messages.success(request, "決まったことのその後を登録しました")
        return back

    context = room.context(
        heading="決まったことのその後", about=row.content, submit="その後を登録する", back=back
    )
    return form_page(
        request,
        form,
        save,
        context,
        entry=row,
        changing=row,
        compare=("state", "outcome"),
    )
