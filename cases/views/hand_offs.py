"""つなぎ: sheet, check, answer, report, and the board of both sides."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_visible
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.forms import DeclineForm, ReferralForm, ReportForm
from cases.models import Intake, Referral
from cases.page import CasePage
from drafts.submit import see_other, submit_once

BOTH = ("GET", "HEAD", "POST")
PAGE = 25


@route("R2", reads=True)
def board(request: HttpRequest) -> HttpResponse:
    """Hand-offs from and to the user's bodies, the open ones first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    found = (
        Referral.objects.visible_to(request.user)
        .filter(Q(receiver_body__in=acting.bodies) | Q(sender_body__in=acting.bodies))
        .select_related("sender_body", "receiver_body", "compartment__case")
        .order_by("reply_by", "-sent_at", "id")
    )
    show = request.GET.get("show", "open")
    if show != "all":
        found = found.exclude(state__in=["closed", "declined"])
    pages = Paginator(found, PAGE).get_page(request.GET.get("page"))
    acting.log.note("list", kind="つなぎ")
    return render(
        request,
        "cases/board.html",
        {"pages": pages, "bodies": acting.bodies, "show": show, "today": timezone.localdate()},
    )


@route("R2", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write a つなぐシート, see it as the receiver will, then send it (R22)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case))
    record = page.record
    if record is None or not page.may_write_record:
        raise Http404
    intake = Intake.objects.visible_to(request.user).filter(record=record).first()
    initial = {"topics": intake.topics, "urgency": intake.urgency} if intake else {}
    form = ReferralForm(
        request.POST or None,
        sender=record.body,
        persons=page.people,
        draft_object=case,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "send":
            try:
                return submit_once(request, form, lambda: _send(request, form, record))
            except DomainError as error:
                form.add_error(None, str(error))
        elif request.POST.get("step") != "back":
            acting.log.note("read", page.case)
            return render(request, "cases/referral_check.html", _preview(page, form))
    acting.log.note("read", page.case)
    return render_form(request, "cases/referral_new.html", page.context(form=form), form)


def _preview(page: CasePage, form: ReferralForm) -> dict[str, Any]:
    """The sheet as the receiver will see it, from the same partial as her page."""
    data = form.values()
    sheet = Referral(
        sender_body=page.record.body if page.record else None,
        receiver_body=data["receiver"],
        urgency=data["urgency"],
        topics=data["topics"],
        household=form.household(),
        reason=data["reason"],
        sender_continues=data["sender_continues"],
        wishes=data["wishes"],
        reply_by=data["reply_by"],
        legal_basis=data["legal_basis"],
        sent_at=timezone.now(),
    )
    return page.context(form=form, referral=sheet, **_words(sheet))


def _words(sheet: Referral) -> dict[str, Any]:
    return {
        "topics": codes.labels(codes.TOPIC, sheet.topics),
        "urgency": codes.label(codes.URGENCY, sheet.urgency),
    }


def _send(request: Any, form: ReferralForm, record: Any) -> str:
    data = form.values()
    data.pop("persons")
    referral = services.send_referral(
        record=record, household=form.household(), by=request.user, **data
    )
    request.acting.log.note("write", referral)
    return reverse("cases:referral", args=[referral.pk])


@route("R2", "R6", reads=True)
def referral(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """A hand-off, as both sides see it, with the next step for this side."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Referral, request.user, referral)
    is_receiver = row.receiver_body in acting.bodies
    acting.log.note("read", row)
    context = {
        "page": CasePage(request, row.compartment.case),
        "case": row.compartment.case,
        "referral": row,
        "is_receiver": is_receiver,
        "is_sender": row.sender_body in acting.bodies,
        "audience": audience(request.user, row.compartment),
        "report_form": ReportForm(draft_object=referral, initial={"version": row.version}),
        **_words(row),
    }
    return render(request, "cases/referral.html", context)


STEPS: dict[str, tuple[bool, Callable[..., Any]]] = {
    # step: (for the receiver, service)
    "receive": (True, services.receive_referral),
    "accept": (True, services.accept_referral),
    "first-contact": (True, services.note_first_contact),
    "close": (False, services.close_referral),
}


@route("R2", methods=("POST",), reads=True)
def step(request: HttpRequest, referral: uuid.UUID, step: str) -> HttpResponse:
    """One step of the state machine, by the side whose step it is."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Referral, request.user, referral)
    if step not in STEPS:
        raise Http404
    for_receiver, service = STEPS[step]
    if (row.receiver_body if for_receiver else row.sender_body) not in acting.bodies:
        raise Http404
    acting.log.note("write", row)
    try:
        service(referral=row, by=request.user)
    except DomainError as error:
        from django.contrib import messages

        messages.warning(request, str(error))
    return see_other(reverse("cases:referral", args=[referral]))


def _answer(
    request: Any, referral: uuid.UUID, form: Any, words: dict[str, str], service: Any, target: str
) -> HttpResponse:
    row = get_visible(Referral, request.user, referral)
    if row.receiver_body not in request.acting.bodies:
        raise Http404
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            service(referral=row, by=request.user, **form.values())
            request.acting.log.note("write", row)
            return target

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    request.acting.log.note("read", row)
    page = CasePage(request, row.compartment.case)
    context = page.context(form=form, **words)
    context["audience"] = context["audience_for_text"] = audience(request.user, row.compartment)
    return render_form(request, "cases/form.html", context, form)


@route("R2", reads=True, methods=BOTH)
def decline(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver cannot take on: reason and alternative."""
    words = {
        "heading": "対応できないと返事をする",
        "submit": "返事を送る",
        "explanation": "返事を送ると、このつなぎは自機関の画面から見られなくなります。",
    }
    form = DeclineForm(request.POST or None, draft_object=referral)
    return _answer(
        request, referral, form, words, services.decline_referral, reverse("cases:hand_offs")
    )


@route("R2", reads=True, methods=BOTH)
def report(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The receiver reports back."""
    words = {"heading": "結果を報告する", "submit": "報告する", "explanation": ""}
    form = ReportForm(request.POST or None, draft_object=referral)
    target = reverse("cases:referral", args=[referral])
    return _answer(request, referral, form, words, services.report_referral, target)
