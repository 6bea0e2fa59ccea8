"""Requests for 多機関協働: asked by a body, answered by the secretariat."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import Audience, audience
from access.models import Rule
from access.routes import route
from access.shortcuts import get_case, get_visible
from bunkyo_support.forms import render_form
from cases import codes
from cases.going_on import not_while_paused
from cases.models import CaseRecord, Consent, RecordState
from cases.page import CasePage
from cases.paging import page_of
from cases.typed_contacts import ask_about_contacts
from documents.business_days import business_days_between
from drafts.submit import see_other
from organizations.models import Role

from .. import services
from ..forms import ReturnForm
from ..left_alone import left_alone
from ..models import CoordinationRequest, RequestScreening, RequestState, SupportMeeting
from ..models.hand_off import RETURNS
from ..request_entry import RequestForm, preview_of, typed_for, words_of
from ..services.requests import awaited_of, closed_among, first_of
from .base import BOTH, form_page, save_form


@route("R2", "R6", reads=True)
def request_list(request: ActingRequest) -> HttpResponse:
    """Requests that the user sees: for coordinators the list for screening, what cannot wait first, then the oldest."""
    acting = request.acting
    show = request.GET.get("show", "")
    found = CoordinationRequest.objects.visible_to(request.user)
    if show == "all":
        found = found.order_by("-requested_at", "-id")
    else:
        found = found.awaiting_answer().most_urgent_first()
    found = found.select_related("compartment__case", "sender_body", "secretariat", "legal_basis")
    acting.log.note("list", kind="多機関協働の依頼")
    pages = page_of(request, found)
    context = {
        "pages": pages | {"rows": _rows(request.user, pages["rows"])},
        "consents": dict(codes.every_label(codes.CONSENT_STATE)),
        "show": show,
        "bodies": acting.bodies,
        "urgencies": dict(codes.every_label(codes.URGENCY)),
        "is_coordinator": Role.COORDINATOR in acting.roles,
        "may_ask": bool({Role.CASEWORKER, Role.SUPERVISOR} & set(acting.roles)),
    }
    return render(request, "meetings/requests.html", context)


def _rows(user: Any, found: Any) -> list[dict[str, Any]]:
    """Requests with the 受理票 as far as the user sees it (the sender never does), for how many business days the
    answer is awaited, and whether the consent on which it is awaited is over: then only the sender sees it (R3)."""
    rows = list(found)
    screenings = RequestScreening.objects.visible_to(user).filter(
        request_id__in=[row.pk for row in rows]
    )
    known = {one.request_id: one for one in screenings.select_related("in_charge")}
    today, closed = timezone.localdate(), closed_among(rows)
    for row in rows:
        row.has_closed = row.pk in closed
    return [
        {
            "row": row,
            "screening": known.get(row.pk),
            "waits": business_days_between(timezone.localdate(row.requested_at), today)
            if row.state == RequestState.REQUESTED
            else None,
        }
        for row in rows
    ]


@route("R2", "R6", "R22", reads=True, methods=BOTH)
def new(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """A body asks for 多機関協働; before sending it sees the sheet as the secretariat will (R22)."""
    page = CasePage(request, get_case(request.user, case))
    record = page.record
    if record is None or not page.may_write_record:
        raise Http404
    if request.method != "POST" and (
        answer := not_while_paused(request, page, record, to="多機関協働を依頼するには")
    ):
        return answer
    if request.method != "POST" and (waits := awaited_of(record, request.user)) is not None:
        messages.info(request, first_of(waits))
        return redirect("meetings:request", waits.pk)
    form = RequestForm(
        request.POST or None,
        people=page.people,
        own=record.body,
        draft_object=record.pk,
        initial=_proposed(page),
    )
    ask_about_contacts(request, form, page.case.pk)
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "back" and form.is_valid():
        if step != "send":
            page.note_read()
            context = _frame(page, record) | preview_of(record, form)
            return render(request, "meetings/request_check.html", context | {"form": form})
        answer = save_form(request, form, lambda: _send(request, form, record))
        if answer is not None:
            return answer
    page.note_read()
    context = _frame(page, record) | {"form": form}
    context["typed_for"] = typed_for(context["audience"])
    return render_form(request, "meetings/request_new.html", context, form)


def _frame(page: CasePage, record: CaseRecord) -> dict[str, Any]:
    return {
        "case": page.case,
        "back": reverse("cases:detail", args=[page.case.pk]),
        "audience": audience(page.user, record.compartment),
        "people": page.people,
        "is_protected": bool(page.protections),
    }


def _proposed(page: CasePage) -> dict[str, Any]:
    """What is known already, so that it is not typed twice."""
    proposed: dict[str, Any] = {
        "persons": [str(person.pk) for person in page.people],
        "urgency": page.urgency,
        "consent_state": page.intakes[0].consent_state if page.intakes else codes.UNASKED,
    }
    if page.subject is not None:
        known = {person.pk: state.value for person, state in page.consent_states}
        proposed["consent_state"] = known.get(page.subject.pk, codes.UNASKED)
    return proposed


def _send(request: Any, form: RequestForm, record: CaseRecord) -> str:
    made = services.request_coordination(record=record, by=request.user, **form.sheet())
    request.acting.log.note("write", made)
    messages.success(
        request, f"{made.secretariat}に依頼しました。返事があると「今日の仕事」に出ます"
    )
    return reverse("meetings:request", args=[made.pk])


def _request_page(request: ActingRequest, row: CoordinationRequest) -> dict[str, Any]:
    row.has_closed = closed = bool(closed_among([row]))
    is_secretariat = row.secretariat in request.acting.bodies_with(Role.COORDINATOR) and not closed
    meetings = SupportMeeting.objects.visible_to(request.user).of_case(row.compartment.case)
    return {
        "case": row.compartment.case,
        "row": row,
        "is_secretariat": is_secretariat,
        "screening": services.screening_of(row, request.user),
        "may_withdraw": closed and row.sender_body in request.acting.bodies,
        "may_take_back": row.state == RequestState.RETURNED and _is_waiting(request, row),
        "meetings": list(meetings.going_on()) if is_secretariat else [],
        "alone": [one for one in left_alone(request) if one.is_offered_on(row)],
        "has_consent": is_secretariat and _has_consent(request, row),
        "audience": _readers(request, row),
        "returned_because": codes.label(RETURNS, row.return_code),
        **words_of(row),
    }


def _readers(request: ActingRequest, row: CoordinationRequest) -> Audience:
    """Who reads the request, and why the user does: it lies where a つなぎ lies, and is none (R18)."""
    found = audience(request.user, row.compartment)
    words = found.basis_label.replace(
        str(Rule.HAND_OFF.label), "多機関協働を頼んだ機関か、頼まれた機関です"
    )
    return replace(found, basis_label=words)


def _has_consent(request: ActingRequest, row: CoordinationRequest) -> bool:
    """Whether a consent that names the user holds: on it a plan can rest (R3, R5)."""
    consents = Consent.objects.visible_to(request.user).valid()
    return bool(consents.of_case(row.compartment.case).exists())


def _is_waiting(request: ActingRequest, row: CoordinationRequest) -> bool:
    """Whether the sender's record still waits for the secretariat."""
    records = CaseRecord.objects.changeable_by(request.user).of_case(row.compartment.case)
    return records.filter(body=row.sender_body, state=RecordState.MA_REQUESTED).exists()


@route("R2", "R6", reads=True)
def detail(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """A request, as the sender and the secretariat see it."""
    row = get_visible(CoordinationRequest, request.user, coordination_request)
    request.acting.log.note("read", row)
    return render(request, "meetings/request.html", _request_page(request, row))


def _of_secretariat(request: ActingRequest, pk: uuid.UUID) -> CoordinationRequest:
    row = get_visible(CoordinationRequest, request.user, pk)
    if row.secretariat not in request.acting.bodies_with(Role.COORDINATOR):
        raise Http404
    return row


def _step(
    request: ActingRequest, row: CoordinationRequest, act: Callable[[], Any], words: str
) -> HttpResponse:
    """One step by a button: done, or told why not, on the page of the request."""
    request.acting.log.note("write", row)
    try:
        act()
        messages.success(request, words)
    except DomainError as error:
        messages.warning(request, str(error))
    return see_other(reverse("meetings:request", args=[row.pk]))


@route("R6", methods=("POST",), reads=True, roles=(Role.COORDINATOR,))
def accept(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """The secretariat takes the case into 多機関協働."""
    row = _of_secretariat(request, coordination_request)
    return _step(
        request,
        row,
        lambda: services.accept_request(request=row, by=request.user),
        "受理しました。事務局の記録を始めました。依頼した機関の担当は続きます",
    )


@route("R2", methods=("POST",), reads=True)
def take_back(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """The sender has read why the request was returned, or that its consent is over, and goes on."""
    row = get_visible(CoordinationRequest, request.user, coordination_request)
    return _step(
        request,
        row,
        lambda: services.take_back_request(request=row, by=request.user),
        "自機関の支援に戻しました。見立てをしていないときは、見立てから続けます",
    )


@route("R6", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def give_back(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """The secretariat returns the request with a reason and what to do next."""
    row = _of_secretariat(request, coordination_request)
    form = ReturnForm(request.POST or None, draft_object=row.pk, initial={"version": row.version})
    ask_about_contacts(request, form, row.compartment.case_id)

    def save() -> str:
        services.return_request(request=row, by=request.user, version=form.version, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "差し戻しました。依頼した機関の「今日の仕事」に出ます")
        return reverse("meetings:request", args=[row.pk])

    context = _request_page(request, row) | {
        "heading": "依頼を差し戻す",
        "submit": "差し戻す",
        "back": reverse("meetings:request", args=[row.pk]),
        "explanation": "理由と、次にしてほしいことを、依頼した機関に伝えます。担当は、依頼した機関のままです。",
    }
    return form_page(request, form, save, context, entry=row, changing=row)
