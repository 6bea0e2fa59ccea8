"""An intake that was received: shown, completed, screened, printed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience
from access.routes import route
from access.shortcuts import get_changeable, get_visible
from cases import codes, services
from cases.forms.received import IntakeChangeForm, PaperForm, ScreeningForm, initial_of
from cases.intake_paper import NAME
from cases.models import Intake
from cases.page import CasePage
from cases.screening import next_page
from drafts.submit import see_other, submit_once
from jobs.services import request_job

from .base import BOTH, form_page


def intake_words(row: Intake) -> dict[str, Any]:
    """What stands in an intake, in words."""
    return {
        "topics": codes.labels(codes.TOPIC, row.topics),
        "main_topic": codes.label(codes.TOPIC, row.main_topic),
        "method": codes.label(codes.METHOD, row.method),
        "route_words": codes.label(codes.ROUTE, row.route),
        "urgency": codes.label(codes.URGENCY, row.urgency),
        "consent_state": codes.label(codes.CONSENT_STATE, row.consent_state),
        "screening": codes.label(codes.SCREENING, row.screening_result),
        "visitor": dict(codes.VISITORS).get(row.visitor, ""),
    }


@route("R2", reads=True, methods=BOTH)
def intake_detail(request: ActingRequest, intake: uuid.UUID) -> HttpResponse:
    """An intake with its screening 見立て; what is decided leads to the page that carries it out."""
    row = get_visible(Intake, request.user, intake)
    page = CasePage(request, row.compartment.case)
    initial = ScreeningForm.initial_of(row)
    form = ScreeningForm(request.POST or None, draft_object=intake, initial=initial)

    def save() -> str:
        screened = services.screen_intake(
            intake=row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", row)
        return next_page(request, page.case, screened.screening_result)

    may_write = row.compartment_id in page.writable
    if request.method == "POST":
        page.require(may_write)
    sheet = services.sheet_of(row, request.user)
    return form_page(
        request,
        page,
        form,
        save,
        heading="相談受付",
        submit="見立てを決める",
        template="cases/intake_detail.html",
        entry=row,
        changing=lambda: ScreeningForm.initial_of(get_visible(Intake, request.user, intake)),
        intake=row,
        # The same day as on the page of the case and in alerts: each body sets its own number of days.
        due_on=next((one.due_on for one in page.due_dates if one.url == request.path), None),
        sheet=sheet,
        paper_form=PaperForm(),
        may_write=may_write,
        is_going_on=page.record is not None and not page.record.is_closed,
        **intake_words(row),
    )


@route("R2", reads=True, methods=BOTH)
def change_intake(request: ActingRequest, intake: uuid.UUID) -> HttpResponse:
    """Complete or correct the whole sheet: the intake, the person, how to reach her."""
    row = get_changeable(Intake, request.user, intake)
    page = CasePage(request, row.compartment.case)
    sheet = services.sheet_of(row, request.user)
    form = IntakeChangeForm(
        request.POST or None,
        draft_object=intake,
        sheet=sheet,
        with_person=sheet.subject is not None and page.may_write_face,
    )
    told_to = audience(request.user, page.face) if page.face and form.with_person else None
    is_same = told_to is None or (page.audience and told_to.bodies == page.audience.bodies)

    def save() -> str:
        services.change_sheet(
            sheet=sheet,
            facts=form.facts(),
            subject=form.subject() if form.with_person else None,
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", row)
        messages.success(request, "相談受付について、直した内容を登録しました")
        return reverse("cases:intake_detail", args=[intake])

    return form_page(
        request,
        page,
        form,
        save,
        heading="相談受付を直す",
        submit="直した内容を登録する",
        template="cases/intake_change.html",
        entry=row,
        changing=lambda: initial_of(
            services.sheet_of(get_visible(Intake, request.user, intake), request.user)
        ),
        back=reverse("cases:intake_detail", args=[intake]),
        face_audience=None if is_same else told_to,
    )


@route("R2", "R21", methods=("POST",))
def intake_paper(request: ActingRequest, intake: uuid.UUID) -> HttpResponse:
    """Ask for the sheet on paper, with or without the part to sign, and see it being made."""
    row = get_changeable(Intake, request.user, intake)
    form = PaperForm(request.POST)
    if not form.is_valid():
        return see_other(reverse("cases:intake_detail", args=[intake]))

    def save() -> str:
        job = request_job(
            by=request.user, kind=NAME, object_id=row.pk, option=form.cleaned_data["kind"]
        )
        request.acting.log.note("print", row)
        return reverse("jobs:detail", args=[job.pk])

    return submit_once(request, form, save)
