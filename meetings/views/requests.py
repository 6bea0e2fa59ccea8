"""Requests for 多機関協働: asked by a body, answered by the secretariat."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_visible
from cases.page import CasePage
from drafts.submit import see_other
from organizations.models import Role

from .. import services
from ..forms import RequestForm, ReturnForm
from ..models import CoordinationRequest
from . import BOTH, ask

PAGE = 25


@route("R2", "R6", reads=True)
def request_list(request: HttpRequest) -> HttpResponse:
    """Requests the user sees: for coordinators the screening list of the secretariat."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    found = CoordinationRequest.objects.visible_to(request.user).select_related(
        "compartment__case", "sender_body", "secretariat"
    )
    pages = Paginator(found, PAGE).get_page(request.GET.get("page"))
    acting.log.note("list", kind="多機関協働の依頼")
    return render(request, "meetings/requests.html", {"pages": pages})


@route("R2", "R6", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """A body asks for 多機関協働."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case))
    record = page.record
    if record is None or not page.may_write_record:
        raise Http404
    form = RequestForm(
        request.POST or None, people=page.people, own=record.body, draft_object=case
    )

    def save() -> str:
        data = form.values()
        data.pop("persons")
        made = services.request_coordination(
            record=record, household=form.household(), by=request.user, **data
        )
        acting.log.note("write", made)
        return reverse("meetings:request", args=[made.pk])

    acting.log.note("read", page.case)
    context = {
        "case": page.case,
        "heading": "多機関協働を頼む",
        "submit": "事務局に依頼する",
        "back": reverse("cases:detail", args=[case]),
        "audience": page.audience,
        "explanation": "依頼は、事務局の担当者と自機関の人が見られます。担当は、依頼したあとも自機関のままです。",
    }
    return ask(request, form, save, context)


def _request_page(request: HttpRequest, row: CoordinationRequest) -> dict[str, Any]:
    acting: Any = request.acting  # type: ignore[attr-defined]
    return {
        "case": row.compartment.case,
        "request_row": row,
        "is_secretariat": row.secretariat in acting.bodies_with(Role.COORDINATOR),
        "audience": audience(request.user, row.compartment),
    }


@route("R2", "R6", reads=True)
def detail(request: HttpRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """A request, as the sender and the secretariat see it."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(CoordinationRequest, request.user, coordination_request)
    acting.log.note("read", row)
    return render(request, "meetings/request.html", _request_page(request, row))


def _of_secretariat(request: HttpRequest, pk: uuid.UUID) -> CoordinationRequest:
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(CoordinationRequest, request.user, pk)
    if row.secretariat not in acting.bodies_with(Role.COORDINATOR):
        raise Http404
    return row


@route("R6", methods=("POST",), reads=True, roles=(Role.COORDINATOR,))
def accept(request: HttpRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """The secretariat takes the case into 多機関協働."""
    from django.contrib import messages

    acting: Any = request.acting  # type: ignore[attr-defined]
    row = _of_secretariat(request, coordination_request)
    try:
        services.accept_request(request=row, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    acting.log.note("write", row)
    return see_other(reverse("meetings:request", args=[row.pk]))


@route("R6", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def give_back(request: HttpRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """The secretariat returns the request with a reason and what to do next."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = _of_secretariat(request, coordination_request)
    form = ReturnForm(
        request.POST or None, draft_object=row.pk, initial={"version": row.version}
    )

    def save() -> str:
        services.return_request(
            request=row, reason=form.cleaned_data["reason"], version=form.version, by=request.user
        )
        acting.log.note("write", row)
        return reverse("meetings:request", args=[row.pk])

    acting.log.note("read", row)
    context = _request_page(request, row) | {
        "heading": "依頼を差し戻す",
        "submit": "差し戻す",
        "back": reverse("meetings:request", args=[row.pk]),
    }
    return ask(request, form, save, context)
