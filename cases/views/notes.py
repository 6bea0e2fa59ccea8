"""Correcting and sharing notes; what was to be done is done."""

import uuid

from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience
from access.routes import route
from access.shortcuts import get_changeable
from cases import services
from cases.forms.records import CorrectionForm, ShareForm
from cases.models import NextAction, Note
from cases.page import CasePage
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other

from .base import BOTH, form_page


@route("R2", reads=True, methods=BOTH)
def correct(request: ActingRequest, note: uuid.UUID) -> HttpResponse:
    """Correct a note; the original stays readable."""
    row = get_changeable(Note, request.user, note)
    page = CasePage(request, row.compartment.case)
    form = CorrectionForm(
        request.POST or None,
        draft_object=note,
        is_soap=any(row.soap.values()),
        initial=CorrectionForm.initial_of(row),
    )

    def save() -> str:
        services.correct_note(note=row, by=request.user, **form.corrected(row))
        request.acting.log.note("write", row)
        return reverse("cases:detail", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="記録を訂正する",
        submit="訂正する",
        entry=row,
        explanation="元の記録は消えません。取り消し線を付けて残ります。",
        text_audience=page.audience,
    )


@route("R2", "R3", reads=True, methods=BOTH)
def share(request: ActingRequest, note: uuid.UUID) -> HttpResponse:
    """Share a note with the bodies that a valid consent names (R3)."""
    row = get_changeable(Note, request.user, note)
    page = CasePage(request, row.compartment.case)
    consents = [c for c in page.valid_consents_in_full if c.compartment_id in page.writable]
    page.require_offered(consents)
    form = ShareForm(request.POST or None, consents=consents, draft_object=note)
    ask_about_contacts(request, form, page.case.pk, also=[row.words, row.source])

    def save() -> str:
        services.share_note(
            note=row,
            consent=form.consents[form.cleaned_data["consent"]],
            category=form.cleaned_data["category"],
            person_id=form.person_id,
            by=request.user,
        )
        request.acting.log.note("write", row)
        return reverse("cases:consents", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="この記録を共有する",
        submit="共有する",
        entry=row,
        template="cases/share.html",
        copy={
            "on": row.occurred_at,
            "source": row.source,
            "nature": row.get_nature_display(),
            "words": row.words,
        },
        readers=[(c, audience(request.user, c.compartment)) for c in consents],
    )


@route("R2", methods=("POST",))
def complete(request: ActingRequest, next_action: uuid.UUID) -> HttpResponse:
    """The next action is done."""
    action = get_changeable(NextAction, request.user, next_action)
    services.complete_action(action=action, by=request.user)
    request.acting.log.note("write", action)
    return see_other(reverse("cases:detail", args=[action.compartment.case_id]))
