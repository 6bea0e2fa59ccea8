"""同意書 and 撤回届 on paper: chosen here, made by the worker, fetched on the job's page."""

import uuid

from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case, get_visible
from cases import services
from cases.forms.consents import ConsentPaperForm
from cases.models import CaseRecord, Consent
from cases.page import CasePage
from drafts.submit import see_other

from .base import BOTH, form_page


@route("R2", "R3", "R21", reads=True, methods=BOTH)
def papers(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Choose a paper, blank or filled, plain or easy."""
    page = CasePage(request, get_case(request.user, case), "consents")
    record = page.own_record()
    consents = [row for row in page.consents if row.body_id == record.body_id]
    form = ConsentPaperForm(request.POST or None, consents=consents, draft_object=record.pk)

    def save() -> str:
        asked, consent = form.chosen()
        job = services.request_consent_paper(
            form=asked,
            record=record,
            consent=consent,
            variant=form.cleaned_data["variant"],
            by=request.user,
        )
        request.acting.log.note("print", consent or record)
        return reverse("jobs:detail", args=[job.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="同意書・撤回届を印刷する（PDF）",
        submit="PDFを作る",
        explanation="空欄のものには、ケース番号だけが入ります。"
        "記入済みのものは、本人に渡す書面として提供の記録に残ります。",
        back=reverse("cases:consents", args=[page.case.pk]),
    )


@route("R3", reads=True)
def of_consent(request: ActingRequest, consent: uuid.UUID) -> HttpResponse:
    """From the job back to the page of the consent."""
    row = get_visible(Consent, request.user, consent)
    request.acting.log.note("read", row)
    return see_other(reverse("cases:consents", args=[row.compartment.case_id]))


@route("R2", reads=True)
def of_record(request: ActingRequest, record: uuid.UUID) -> HttpResponse:
    """From the job of a blank paper back to the consents of the case."""
    row = get_visible(CaseRecord, request.user, record)
    request.acting.log.note("read", row)
    return see_other(reverse("cases:consents", args=[row.compartment.case_id]))
