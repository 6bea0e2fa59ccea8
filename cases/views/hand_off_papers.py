"""つなぐシート on paper: the version is chosen here, made by the worker, fetched on the job's page."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases import hand_off_paper
from cases.forms.hand_offs import HandOffPaperForm
from cases.models import OutsideHandOff, Referral
from cases.page import CasePage
from jobs.services import request_job

from .base import BOTH, form_page


@route("R2", "R21", reads=True, methods=BOTH)
def paper(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """Choose the version and for whom it is made."""
    row = get_visible(Referral, request.user, referral)
    page = CasePage(request, row.compartment.case, "referrals")
    offered = hand_off_paper.papers_for(row, request.acting.bodies)
    page.require(offered)
    return choose_paper(
        request,
        page,
        row,
        kind=hand_off_paper.NAME,
        choices=[(name, hand_off_paper.VERSIONS[name][1]) for name in offered],
        explanation="受け手に見える内容に、ほかのつなぎ先の返事は入りません。"
        "機関の名前は、知らせたときだけ入ります。",
        back=reverse("cases:referral", args=[referral]),
    )


def choose_paper(
    request: Any,
    page: CasePage,
    row: Referral | OutsideHandOff,
    *,
    kind: str,
    choices: list[tuple[str, str]],
    explanation: str,
    back: str,
) -> HttpResponse:
    """The page on which the version of a つなぐシート is chosen, whether it goes to a body or to a place outside."""
    form = HandOffPaperForm(request.POST or None, choices=choices, draft_object=row.pk)

    def save() -> str:
        job = request_job(
            by=request.user,
            kind=kind,
            object_id=row.pk,
            option=form.cleaned_data["paper"],
            key=form.form_key,
        )
        request.acting.log.note("print", row)
        return reverse("jobs:detail", args=[job.pk])

    return form_page(
        request,
        page,
        form,
        save,
        entry=row,
        heading="つなぐシートを印刷する（PDF）",
        submit="PDFを作る",
        explanation=explanation,
        back=back,
    )
