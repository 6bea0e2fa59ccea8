"""資源の開拓: candidates for the register, and every contact with them."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.open_audience import keepers_audience
from access.routes import route
from access.shortcuts import row_or_404
from cases.paging import filter_links, page_of
from participation import services
from participation.choices import KIND, Words
from participation.forms.leads import LeadContactForm, LeadForm
from participation.models import LeadContact, LeadState, ResourceLead

from .base import BOTH, KEEP, form_page, only_to_open
from .tabs import tabs

KIND_WORDS = "資源の開拓"
OPEN = ("", "進んでいるもの")


def get_lead(user: Any, pk: uuid.UUID) -> ResourceLead:
    rows = ResourceLead.objects.visible_to(user).select_related("area", "body", "resource")
    return row_or_404(rows, pk)


@route("R1", reads=True, roles=KEEP)
def leads(request: ActingRequest) -> HttpResponse:
    """Candidates, those to be called next at the top."""
    states = [OPEN, *LeadState.choices]
    asked = request.GET.get("state", "")
    rows = ResourceLead.objects.visible_to(request.user).select_related("area", "body")
    if asked in LeadState.values:
        rows = rows.filter(state=asked)
    else:
        rows = rows.exclude(state__in=(LeadState.AGREED, LeadState.DECLINED))
    request.acting.log.note("list", kind=KIND_WORDS)
    pages, words = page_of(request, rows), Words()
    for row in pages["rows"]:
        row.kind_words = words.one(KIND, row.kind)
        row.menu_words = words.of("menus", row.menus)
    context = {
        "tabs": tabs(request),
        "pages": pages,
        "is_filtered": asked in LeadState.values,
        "filters": filter_links(request, ("状態", "state", states)),
    }
    return render(request, "participation/leads.html", context)


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def new_lead(request: ActingRequest) -> HttpResponse:
    """Somebody has found a place that might take people in."""
    form = LeadForm(request.POST or None)

    def save() -> str:
        made = services.open_lead(facts=form.facts(), by=request.user)
        request.acting.log.note("write", kind=KIND_WORDS)
        return reverse("participation:lead", args=[made.pk])

    context = {
        "heading": "開拓の候補を書き留める",
        "back": reverse("participation:leads"),
        "submit": "書き留める",
        "audience": keepers_audience(KEEP),
    }
    template = "participation/register_form.html"
    return form_page(request, form, save, context, template=template, kind=KIND_WORDS)


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def edit_lead(request: ActingRequest, resource_lead: uuid.UUID) -> HttpResponse:
    """What is known of a candidate has changed."""
    row = get_lead(request.user, resource_lead)
    only_to_open(request, row.is_open)
    form = LeadForm(request.POST or None, draft_object=row.pk, initial=LeadForm.initial_of(row))
    back = reverse("participation:lead", args=[row.pk])

    def save() -> str:
        services.change_lead(lead=row, facts=form.facts(), version=form.version, by=request.user)
        request.acting.log.note("write", kind=KIND_WORDS)
        return back

    context = {
        "heading": "開拓の候補を直す",
        "back": back,
        "submit": "直す",
        "audience": keepers_audience(KEEP),
    }
    return form_page(
        request,
        form,
        save,
        context,
        template="participation/register_form.html",
        kind=KIND_WORDS,
        changing=lambda: get_lead(request.user, row.pk),
    )


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def lead(request: ActingRequest, resource_lead: uuid.UUID) -> HttpResponse:
    """A candidate, what has been talked about, and the next contact."""
    row = get_lead(request.user, resource_lead)
    initial = {"version": row.version, "on": timezone.localdate()}
    form = LeadContactForm(request.POST or None, lead=row, draft_object=row.pk, initial=initial)

    def save() -> str:
        services.note_contact(lead=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", kind=KIND_WORDS)
        return reverse("participation:lead", args=[row.pk])

    words = Words()
    contacts = LeadContact.objects.visible_to(request.user).filter(lead=row)
    context = {
        "row": row,
        "kind_words": words.one(KIND, row.kind),
        "menu_words": words.of("menus", row.menus),
        "contacts": contacts.select_related("created_by"),
        "submit": "記録する",
        "audience": keepers_audience(KEEP),
        "back": reverse("participation:leads"),
    }
    return form_page(
        request,
        form,
        save,
        context,
        template="participation/lead.html",
        kind=KIND_WORDS,
        changing=lambda: get_lead(request.user, row.pk),
        compare=("next_on",),
    )
