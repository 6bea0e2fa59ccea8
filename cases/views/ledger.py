"""The ledger of disclosures of a case: on the screen, and on paper for whoever may ask for it (R21)."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.models import Disclosure
from access.routes import route
from access.shortcuts import get_case, get_visible
from cases import ledger_paper
from cases.forms.ledger import LedgerPaperForm
from cases.models import CaseRecord
from cases.page import CasePage
from cases.paging import page_of
from drafts.submit import see_other
from jobs.services import request_job

from .base import BOTH, form_page


@route("R2", "R21", reads=True)
def ledger_page(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """What has left the user's body about this case: to whom, when, on which basis (R21)."""
    page = CasePage(request, get_case(request.user, case), "ledger")
    page.require(page.records)
    entries = (
        Disclosure.objects.visible_to(request.user)
        .of_case(page.case)
        .filter(compartment__kind="record")
        .select_related("body", "legal_basis", "created_by")
    )
    page.note_read(kind="提供記録")
    return render(request, "cases/ledger.html", page.context(pages=page_of(request, entries)))


@route("R2", "R21", reads=True, methods=BOTH)
def print_ledger(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Choose for whom the paper is; the worker makes it with the rights of who asked (S-06)."""
    page = CasePage(request, get_case(request.user, case), "ledger")
    page.require(page.record)
    record = page.record
    assert record is not None
    offered = ledger_paper.versions_for(request.user, record)
    form = LedgerPaperForm(
        request.POST or None,
        choices=[(name, ledger_paper.VERSIONS[name]) for name in offered],
        draft_object=record.pk,
    )

    def save() -> str:
        job = request_job(
            by=request.user,
            kind=ledger_paper.NAME,
            object_id=record.pk,
            option=form.cleaned_data["paper"],
            key=form.form_key,
        )
        request.acting.log.note("print", record, kind=ledger_paper.TITLE)
        return reverse("jobs:detail", args=[job.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="提供の記録を印刷する（PDF）",
        submit="PDFを作る",
        explanation=f"{record.body}の記録です。渡す紙を作ると、そのことも提供の記録に残ります。"
        "本人に渡す紙には、虐待や暴力の通報、緊急のとき、法令による照会、会議の中だけのことは載りません。"
        "渡す前に、提供先や目的に、ほかの人のことが書かれていないか確かめてください。",
        back=reverse("cases:ledger", args=[page.case.pk]),
    )


@route("R2", reads=True)
def ledger_of(request: ActingRequest, record: uuid.UUID) -> HttpResponse:
    """Back from the making of the paper to the ledger."""
    row = get_visible(CaseRecord, request.user, record)
    request.acting.log.note("read", row)
    return see_other(reverse("cases:ledger", args=[row.compartment.case_id]))
