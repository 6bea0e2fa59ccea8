"""The auditors' pages of a possible leak: begun, followed, logins ended, what the authority asks for (R10, S-96)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.forms import render_form
from organizations.models import Staff

from . import incidents
from .acting import ActingRequest
from .errors import DomainError
from .incident_forms import IncidentForm, IncidentNoteForm
from .incident_models import Incident, Sort
from .models import AccessLog, ReadingFlag
from .routes import route
from .stepping_up import step_up_to_change
from .unusual_views import AUDITOR, BOTH, see

PAGE = 50
KIND = "漏えい等の対応"


@route("R10", "R19", reads=True, roles=AUDITOR)
def incident_list(request: ActingRequest) -> HttpResponse:
    """What is open stands first, then the rest by day."""
    request.acting.log.note(AccessLog.Action.LIST, kind=KIND)
    rows = Incident.objects.with_state().order_by("is_closed", "-noticed_on", "-created_at", "-id")
    pages = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": list(pages.object_list),
        "newer_url": f"?page={pages.previous_page_number()}" if pages.has_previous() else "",
        "older_url": f"?page={pages.next_page_number()}" if pages.has_next() else "",
    }
    return render(request, "access/incidents.html", context)


@route("R10", "R19", reads=True, methods=BOTH, roles=AUDITOR)
def begin(request: ActingRequest) -> HttpResponse:
    """Begin: from this moment on nothing is disposed of. What a flag of unusual reading says stands in the form."""
    form = IncidentForm(request.POST or None, initial=_of_flag(request.GET.get("flag", "")))
    if request.method == "POST" and form.is_valid():
        try:
            made = incidents.begin(by=request.user, key=form.form_key, **form.content())
            request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
            messages.success(request, "対応を始めました。終わるまで、廃棄は止まります")
            return see(reverse("access:incident", args=[made.pk]))
        except DomainError as error:
            form.add_error(None, str(error))
    request.acting.log.note(AccessLog.Action.READ, kind=KIND)
    return render_form(request, "access/incident_new.html", {"form": form}, form)


def _of_flag(flag: str) -> dict[str, Any]:
    """What the form begins with where it was opened from a flag: whose reading, of which day and which case."""
    try:
        found = ReadingFlag.objects.with_state().filter(pk=uuid.UUID(flag)).first()
    except ValueError:
        return {}
    if found is None:
        return {}
    return {
        "sort": Sort.MISUSED,
        "noticed_on": timezone.localdate(),
        "since": found.day,
        "staff": found.user_id,
        "case_number": found.case_number,
    }


def _found(incident: uuid.UUID) -> Incident:
    row: Incident | None = Incident.objects.with_state().filter(pk=incident).first()
    if row is None:
        raise Http404
    return row


@route("R10", "R19", reads=True, methods=BOTH, roles=AUDITOR)
def incident(request: ActingRequest, incident: uuid.UUID) -> HttpResponse:
    """What happened, who saw what since, what was done, what is to be reported until when; a note."""
    row = _found(incident)
    form = IncidentNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            incidents.note(incident=row, by=request.user, key=form.form_key, **form.values())
            request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
            messages.success(request, "記録しました")
            return see(reverse("access:incident", args=[row.pk]))
        except DomainError as error:
            form.add_error(None, str(error))
    request.acting.log.note(AccessLog.Action.READ, kind=KIND)
    extent = incidents.seen_since(row)
    context = {
        "row": row,
        "about": Staff.objects.filter(pk=row.user_id).first() if row.user_id else None,
        "extent": extent,
        "as_far": incidents.AS_FAR_AS_SHE_READS,
        "most": incidents.MOST,
        "report": incidents.report_text(row, extent),
        "notes": row.incident_notes.select_related("created_by"),
        "form": form,
    }
    return render_form(request, "access/incident.html", context, form)


def _carried_out(row: Incident, whose: str | None, by: Any) -> str:
    """What was asked for by the button, in words."""
    if whose == "stop":
        incidents.stop_logins(incident=row, by=by)
        return "ログインできないようにしました"
    if whose == "allow":
        incidents.allow_logins(incident=row, by=by)
        return "またログインできるようにしました"
    number = incidents.end_logins(incident=row, everybody=whose == "everybody", by=by)
    return f"{number}人のログインを終わらせました"


@route("R10", "R19", reads=True, methods=("POST",), roles=AUDITOR)
@step_up_to_change
def end_logins(request: ActingRequest, incident: uuid.UUID) -> HttpResponse:
    """Close the sessions of whom it is about, or of everybody but who asks; keep her out, or let her in again. After
    the second factor."""
    row = _found(incident)
    request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
    whose = request.POST.get("whose")
    try:
        messages.success(request, _carried_out(row, whose, request.user))
    except DomainError as error:
        messages.error(request, str(error))
    return see(reverse("access:incident", args=[row.pk]))
