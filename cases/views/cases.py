"""The pages of a case."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case
from bunkyo_support.forms import render_form
from cases import services
from cases.forms.records import NoteForm
from cases.forms.soap import soap_of
from cases.household import home_of
from cases.opened_by import may_ask_who_opened
from cases.own_timeline import notes_of
from cases.page import CasePage
from cases.paging import page_of
from cases.protection_measures import suggests_protection
from cases.timeline_filter import filtered
from cases.unread import Unread, marked, previous_visit

from .base import BOTH, save_form

ENTRIES = 50


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True, methods=BOTH, of_case=True)
def detail(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Case page: what is open to this user, the time line, and the composer of a note."""
    page = CasePage(request, get_case(request.user, case))
    form = None
    if request.method == "POST":
        form = _composer(request, page)
        page.require(form)
        assert form is not None
        bound = form
        answer = save_form(request, bound, lambda: _write(request, page, bound))
        if answer is not None:
            return answer
    page.ask_everything()
    page.note_read()
    since = previous_visit(request, page.case)
    services.note_opening(case=page.case, by=request.user, previous_at=since)
    unread = marked(page.timeline(), since, request.user)
    narrowed = filtered(request, unread.entries)
    form = form or _composer(request, page)
    if form is not None:
        met = services.offered_counterparts(n.counterpart for n in page.of_record(notes_of))
        form.offer(met, page.note_words)
    context = page.context(
        form=form,
        pages=page_of(request, narrowed.entries, size=ENTRIES),
        narrowed=narrowed,
        unread=unread,
        unread_url=_to_the_first(request, page, unread),
        home=home_of(page),
        suggests_protection=suggests_protection(page),
    )
    return render_form(request, "cases/detail.html", context, *([form] if form else []))


def _to_the_first(request: Any, page: CasePage, unread: Unread) -> str:
    """Where the first of what is new stands, whatever the time line is filtered by."""
    number = unread.first // ENTRIES + 1
    asked: dict[str, Any] = {}
    if page.record and request.GET.get("record"):
        asked["record"] = page.record.pk
    if number > 1:
        asked["page"] = number
    way = reverse("cases:detail", args=[page.case.pk])
    return f"{way}{'?' if asked else ''}{urlencode(asked)}#new"


def _composer(request: Any, page: CasePage) -> NoteForm | None:
    """The form for a note, where the user writes and the record goes on. A note that was sent to a record
    which a colleague has closed meanwhile is refused by the service and stays in the form."""
    if page.record is None or not page.may_write_record:
        return None
    if page.record.is_closed and request.method != "POST":
        return None
    return NoteForm(request.POST or None, draft_object=page.record.pk)


def _write(request: Any, page: CasePage, form: NoteForm) -> str:
    record = page.own_record()
    data = form.values()
    data["occurred_at"] = services.moment_of(data.pop("occurred_on"), data.pop("clock"))
    note = services.write_note(record=record, by=request.user, soap=soap_of(data), **data)
    request.acting.log.note("write", record)
    if request.POST.get("then") == "attach":
        return reverse("cases:attach_to_note", args=[note.pk])
    asked = f"?record={record.pk}" if len(page.records) > 1 else ""
    return reverse("cases:detail", args=[page.case.pk]) + asked


@route("R18", reads=True)
def readers(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Why this user sees the case, and who else can, compartment by compartment (R18)."""
    page = CasePage(request, get_case(request.user, case), "readers")
    parts = [
        {
            "compartment": compartment,
            "audience": page.audience_of(compartment),
            "bases": page.bases_in(compartment.pk),
        }
        for found in page.compartments.values()
        for compartment in found
    ]
    page.note_read(kind="見られる人")
    may_ask = may_ask_who_opened(request.acting, page.case)
    return render(
        request, "cases/readers.html", page.context(parts=parts, may_ask_who_opened=may_ask)
    )
