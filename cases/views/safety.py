"""安全メモ: what to mind when one meets the household, entered and taken off on its page."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case, get_changeable
from cases import services
from cases.forms.emergency import SafetyForm, SafetyRemovalForm
from cases.models import SafetyNote
from cases.page import CasePage

from .base import BOTH, person_page


@route("R2", reads=True, methods=BOTH)
def add(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Something to mind."""
    page = CasePage(request, get_case(request.user, case), "household")
    page.require(page.may_write_face)
    face: Any = page.face
    form = SafetyForm(request.POST or None)

    def save() -> str:
        note = services.add_safety_note(face=face, facts=form.facts(), by=request.user)
        request.acting.log.note("write", note)
        return reverse("cases:household", args=[case])

    return person_page(
        request,
        page,
        form,
        save,
        heading="安全メモを加える",
        submit="加える",
        explanation="ケースの一番上に出ます。命や体に危険があって緊急閲覧が開かれたときは、"
        "ほかの機関の相談員にも見えます。病名や事情ではなく、会う人が何に気をつけるかを書きます。",
    )


@route("R2", reads=True, methods=BOTH)
def remove(request: ActingRequest, safety_note: uuid.UUID) -> HttpResponse:
    """It no longer holds."""
    note = get_changeable(SafetyNote, request.user, safety_note)
    page = CasePage(request, note.compartment.case, "household")
    page.require_offered(note.removed_on is None)
    form = SafetyRemovalForm(request.POST or None, initial={"version": note.version})

    def save() -> str:
        services.remove_safety_note(
            note=note, reason=form.cleaned_data["reason"], by=request.user, version=form.version
        )
        request.acting.log.note("write", note)
        return reverse("cases:household", args=[note.compartment.case_id])

    return person_page(
        request,
        page,
        form,
        save,
        heading="安全メモを外す",
        submit="外す",
        about=f"{note.get_kind_display()}：{note.text}",
        entry=note,
        changing=note,
    )
