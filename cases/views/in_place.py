"""Done on the home page, in its row: a thing to do, every step of a hand-off. Without htmx: the receipt and
what is done go back to the home page; what asks for words has a page of its own."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience
from access.routes import route
from access.shortcuts import get_changeable, get_visible
from bunkyo_support.forms import render_form
from cases import services
from cases.forms.base import ConfirmForm
from cases.forms.hand_offs import FirstContactForm, ReportForm
from cases.forms.in_place import AnswerHereForm
from cases.in_row import in_its_row
from cases.models import NextAction, Referral, ReferralState
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other

from .base import BOTH, save_form
from .hand_offs import _side

# State of a つなぎ: the form of its next step, and what the button says.
STEPS_HERE: dict[str, tuple[Any, str]] = {
    ReferralState.SENT: (AnswerHereForm, "返事を送る"),
    ReferralState.RECEIVED: (AnswerHereForm, "返事を送る"),
    ReferralState.ACCEPTED: (FirstContactForm, "知らせる"),
    ReferralState.FIRST_CONTACT: (ReportForm, "報告する"),
    ReferralState.REPORTED: (ConfirmForm, "報告を確かめて、終える"),
}


@route("R2", methods=("POST",))
def done_here(request: ActingRequest, next_action: uuid.UUID) -> HttpResponse:
    """The thing to do is done."""
    row = get_changeable(NextAction, request.user, next_action)
    undo = reverse("cases:undo_action", args=[row.pk])
    page = reverse("cases:detail", args=[row.compartment.case_id])
    return in_its_row(
        request,
        row,
        lambda: services.complete_action(action=row, by=request.user),
        {"said": "済んだことにしました", "about": row.what, "url": page, "undo_url": undo},
    )


@route("R2", methods=("POST",))
def received_here(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The sheet has arrived; the answer is still to be given."""
    row = _side(request, referral, receiver=True)
    page = reverse("cases:referral", args=[row.pk])
    return in_its_row(
        request,
        row,
        lambda: services.receive_referral(referral=row, by=request.user),
        {
            "said": "受け取ったことを知らせました",
            "about": "つなぎ",
            "url": page,
            "next": "返事をする",
        },
    )


@route("R2", reads=True, methods=BOTH)
def step_here(request: ActingRequest, referral: uuid.UUID) -> HttpResponse:
    """The next step of this side of a つなぎ, taken in its row; without htmx its page does the same."""
    acting = request.acting
    row = get_visible(Referral, request.user, referral)
    page = reverse("cases:referral", args=[row.pk])
    posts = request.method == "POST"
    step = _step_sent(request, row) if posts else row.state
    side = row.sender_body if step == ReferralState.REPORTED else row.receiver_body
    is_mine = side in acting.bodies and step in STEPS_HERE
    if not is_mine or not (posts or request.htmx):
        return see_other(page)
    kind, words = STEPS_HERE[step]
    form = kind(request.POST if posts else None, prefix=row.pk.hex, draft_object=row.pk)
    ask_about_contacts(request, form, row.compartment.case_id)
    other = row.sender_body if row.receiver_body in acting.bodies else row.receiver_body
    context: dict[str, Any] = {"row": row, "other": other, "submit": words, "form": form}
    readers, is_sent = audience(request.user, row.compartment), False
    if posts and form.is_valid():
        done = save_form(request, form, lambda: _take_step(request, row, form))
        is_sent = done is not None and done.status_code == 303
        if done is not None and not (request.htmx and is_sent):
            return done
    if not is_sent:
        acting.log.note("read", row)
        context |= {"text_audience": readers, "report": row.report if kind is ConfirmForm else ""}
        return render_form(request, "home/_hand_off.html", context, form)
    said = {"said": _said(form), "about": "つなぎ", "url": reverse("cases:hand_offs")}
    return render(request, "home/_done.html", said | {"number": row.compartment.case.number})


def _step_sent(request: Any, row: Referral) -> str:
    """For which step a form was sent. A colleague may have taken it meanwhile: the service says so then, beside
    what was typed."""
    for state, (kind, _) in STEPS_HERE.items():
        if any(f"{row.pk.hex}-{name}" in request.POST for name in kind.base_fields):
            return str(state)
    return str(ReferralState.REPORTED)  # the one that asks for no words


def _said(form: Any) -> str:
    """What was done, as the pages of the step say it."""
    if isinstance(form, AnswerHereForm):
        return "対応できないと返事をしました" if form.declines else "引き受けました"
    if isinstance(form, FirstContactForm):
        return "初回の接触を知らせました"
    return "結果を報告しました" if isinstance(form, ReportForm) else "報告を確かめました"


def _take_step(request: Any, row: Referral, form: Any) -> str:
    """The step that the state asks for; the log is written before a refusal ends the basis to read."""
    request.acting.log.note("write", row)
    step: dict[str, Any] = {"referral": row, "by": request.user}
    if isinstance(form, AnswerHereForm):
        if form.declines:
            words = {name: form.cleaned_data[name] for name in ("reason", "alternative")}
            services.decline_referral(**step, **words)
        else:
            services.accept_referral(**step)
    elif isinstance(form, FirstContactForm):
        services.note_first_contact(**step, **form.values())
    elif isinstance(form, ReportForm):
        services.report_referral(**step, **form.values())
    else:
        services.close_referral(**step)
    return reverse("home")
