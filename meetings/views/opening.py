"""Before a 支援会議 is shown: the duty of secrecy, and what it means when it has ended (R4, R11, R16)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible

from .. import services
from ..admissions import ended
from ..forms import ConfirmForm, DutyForm
from ..models import SupportMeeting
from ..opening import is_new_wording, note_opened, where_to
from ..words import duty_text, kind_of_meeting
from .base import BOTH, form_page


@route("R4", reads=True, methods=BOTH)
def opening(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The duty and the penalty stand before the content, once a session; a newer wording is
    acknowledged anew; who has no valid pledge is told what to do (R11)."""
    row = get_visible(SupportMeeting, request.user, meeting)
    member = services.membership_of(meeting=row, user=request.user)
    if member is None:
        raise Http404
    text = duty_text(row.basis)
    is_new = is_new_wording(member, row)
    context = {
        "duty": text,
        "case": row.compartment.case,
        "kind": kind_of_meeting(row.basis),
        "is_new": is_new,
        "may_open": services.may_sit(member),
    }
    request.acting.log.note("read", kind="守秘義務の確認")
    if not context["may_open"]:
        return render(request, "meetings/opening.html", context)
    made: type[Any] = DutyForm if is_new else ConfirmForm
    form = made(request.POST or None, draft_object=row.pk)

    def save() -> str:
        if is_new:
            request.acting.log.note("write", member)
            services.acknowledge_again(member=member, duty_text=text, by=request.user)
            messages.success(request, "新しい守秘義務の文を確かめたことを登録しました")
        note_opened(request, row)
        return where_to(request, row)

    return form_page(request, form, save, context, entry=None, template="meetings/opening.html")


@route("R4", "R16", reads=True)
def lasting_duty(request: ActingRequest, source: uuid.UUID) -> HttpResponse:
    """A former member reads that her duty lasts. Names no case: she has none any more."""
    over = next((a for a in ended(request.user) if a.source_id == source), None)
    if over is None or over.ended_at is None:
        raise Http404
    request.acting.log.note("read", kind="守秘義務の確認")
    context = {
        "duty": duty_text(over.basis),
        "kind": over.kind,
        "ended_on": timezone.localdate(over.ended_at),
    }
    return render(request, "meetings/lasting_duty.html", context)
