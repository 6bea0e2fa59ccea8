"""Correcting and sharing notes."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_visible, may_write
from bunkyo_support.forms import render_form
from cases import services
from cases.forms import CorrectionForm, ShareForm
from cases.models import Note
from cases.page import CasePage
from drafts.submit import submit_once

BOTH = ("GET", "HEAD", "POST")


@route("R2", reads=True, methods=BOTH)
def correct(request: HttpRequest, note: uuid.UUID) -> HttpResponse:
    """Correct a note; the original stays readable."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Note, request.user, note)
    if not may_write(request.user, row.compartment):
        raise Http404
    page = CasePage(request, row.compartment.case)
    form = CorrectionForm(request.POST or None, draft_object=note, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            services.correct_note(note=row, by=request.user, **form.values())
            acting.log.note("write", row)
            return reverse("cases:detail", args=[page.case.pk])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", row)
    context = page.context(
        form=form,
        heading="記録を訂正する",
        submit="訂正する",
        explanation="元の記録は消えずに、取り消し線を付けて残ります。",
        audience_for_text=page.audience,
    )
    return render_form(request, "cases/form.html", context, form)


@route("R3", reads=True, methods=BOTH)
def share(request: HttpRequest, note: uuid.UUID) -> HttpResponse:
    """Share a note with the bodies that a valid consent names (R3)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Note, request.user, note)
    page = CasePage(request, row.compartment.case)
    consents = page.valid_consents
    if not consents:
        raise Http404
    form = ShareForm(request.POST or None, consents=consents, draft_object=note)
    if request.method == "POST" and form.is_valid():
        consent = form.consents[form.cleaned_data["consent"]]

        def save() -> str:
            services.share_note(note=row, consent=consent, by=request.user)
            acting.log.note("write", consent)
            return reverse("cases:consents", args=[page.case.pk])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", row)
    context = page.context(
        form=form,
        heading="この記録を共有する",
        submit="共有する",
        quoted=row.text,
        explanation="写しが、同意書に名前のある機関の担当者に見えるようになります。",
    )
    context["audience"] = audience(request.user, consents[0].compartment)
    return render_form(request, "cases/form.html", context, form)
