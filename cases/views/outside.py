"""つなぎ to a place that has no account here: recorded, its result, and its paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_changeable, get_visible
from cases import codes, outside_paper, services
from cases.forms.hand_offs import HandOffPaperForm
from cases.forms.outside import OutsideForm, OutsideResultForm
from cases.models import OutsideHandOff
from cases.page import CasePage
from jobs.services import request_job

from .base import BOTH, form_page, not_any_more


@route("R2", "R3", "R21", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Record a つなぎ to a place outside."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "referrals")
    record = page.own_record()
    back = reverse("cases:referrals", args=[case])
    if request.method != "POST" and (answer := not_any_more(request, page, record)):
        return answer
    form = OutsideForm(
        request.POST or None,
        persons=page.people,
        draft_object=record.pk,
        initial=_proposed(page),
    )

    def save() -> str:
        row = services.hand_outside(record=record, facts=form.facts(), by=request.user)
        acting.log.note("write", row)
        messages.success(request, "つなぎを記録しました。結果が分かったら、この画面に書きます")
        return reverse("cases:outside", args=[row.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="外部の機関へのつなぎを記録する",
        submit="記録する",
        explanation="ハローワーク、法テラス、医療機関など、このシステムを使っていない機関へのつなぎです。"
        "同意書に名前のない機関に伝えるときは、先に本人に確かめます。担当は自機関のままです。",
        text_audience=page.audience,
        back=back,
    )


def _proposed(page: CasePage) -> dict[str, Any]:
    """What is known already, so that it is not typed twice."""
    proposed: dict[str, Any] = {"consent_state": codes.UNASKED}
    if page.subject:
        proposed["persons"] = [str(page.subject.pk)]
    if page.valid_consents:
        on_paper = page.valid_consents[0].is_on_paper
        proposed["consent_state"] = codes.WRITTEN if on_paper else codes.ORAL
    return proposed


@route("R2", reads=True)
def detail(request: HttpRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """What was recorded, and what came of it."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(OutsideHandOff, request.user, outside_hand_off)
    page = CasePage(request, row.compartment.case, "referrals")
    acting.log.note("read", row)
    context = page.context(
        row=row,
        kind=codes.label(codes.OUTSIDE, row.kind),
        consent_state=codes.label(codes.CONSENT_STATE, row.consent_state),
        may_write=page.may_add_to_record,
        may_print=outside_paper.is_offered(row),
        audience=audience(request.user, row.compartment),
    )
    return render(request, "cases/outside.html", context)


@route("R2", reads=True, methods=BOTH)
def result(request: HttpRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """What came of it."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_changeable(OutsideHandOff, request.user, outside_hand_off)
    page = CasePage(request, row.compartment.case, "referrals")
    if request.method != "POST" and (answer := not_any_more(request, page, page.own_record())):
        return answer
    proposed: dict[str, Any] = {"version": row.version}
    if row.is_answered:
        proposed |= {"result": row.result, "replied_on": row.replied_on}
    form = OutsideResultForm(request.POST or None, draft_object=outside_hand_off, initial=proposed)
    back = reverse("cases:outside", args=[outside_hand_off])

    def save() -> str:
        services.note_outside_result(
            row=row, version=form.version, by=request.user, **form.values()
        )
        acting.log.note("write", row)
        return back

    return form_page(
        request,
        page,
        form,
        save,
        heading="つなぎの結果を書く",
        submit="結果を記録する",
        about=row.place,
        entry=row,
        changing=row,
        compare=("replied_on", "result"),
        text_audience=audience(request.user, row.compartment),
        back=back,
    )


@route("R2", "R21", reads=True, methods=BOTH)
def paper(request: HttpRequest, outside_hand_off: uuid.UUID) -> HttpResponse:
    """The sheet on paper: a copy for the desk, or one for the place."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(OutsideHandOff, request.user, outside_hand_off)
    page = CasePage(request, row.compartment.case, "referrals")
    page.require(outside_paper.is_offered(row))
    choices = [(name, words) for name, (_, words) in outside_paper.VERSIONS.items()]
    form = HandOffPaperForm(request.POST or None, choices=choices, draft_object=outside_hand_off)

    def save() -> str:
        job = request_job(
            by=request.user,
            kind=outside_paper.NAME,
            object_id=row.pk,
            option=form.cleaned_data["paper"],
            key=form.form_key,
        )
        acting.log.note("print", row)
        return reverse("jobs:detail", args=[job.pk])

    return form_page(
        request,
        page,
        form,
        save,
        entry=row,
        heading="つなぐシートを印刷する（PDF）",
        submit="PDFを作る",
        explanation="どちらも、つなぎ先に渡す内容です。渡す前に、控えで確かめられます。",
        back=reverse("cases:outside", args=[outside_hand_off]),
    )
