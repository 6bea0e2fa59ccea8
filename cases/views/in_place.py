"""Done on the home page, in its row: a thing to do, the receipt of a hand-off. Without htmx: back to it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.errors import DomainError
from access.routes import route
from access.shortcuts import get_changeable
from cases import services
from cases.models import NextAction
from drafts.submit import see_other

from .hand_offs import _side


@route("R2", methods=("POST",))
def done_here(request: HttpRequest, next_action: uuid.UUID) -> HttpResponse:
    """The thing to do is done."""
    row = get_changeable(NextAction, request.user, next_action)
    undo = reverse("cases:undo_action", args=[row.pk])
    page = reverse("cases:detail", args=[row.compartment.case_id])
    return _in_its_row(
        request,
        row,
        lambda: services.complete_action(action=row, by=request.user),
        {"said": "済んだことにしました", "about": row.what, "url": page, "undo_url": undo},
    )


@route("R2", methods=("POST",))
def received_here(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The sheet has arrived; the answer is still to be given."""
    row = _side(request, referral, receiver=True)
    page = reverse("cases:referral", args=[row.pk])
    return _in_its_row(
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


def _in_its_row(request: Any, row: Any, do: Any, context: dict[str, Any]) -> HttpResponse:
    try:
        do()
        request.acting.log.note("write", row)
    except DomainError as error:
        context |= {"error": str(error)}
        if not request.htmx:
            messages.warning(request, str(error))
    if not request.htmx:
        return see_other(reverse("home"))
    return render(request, "home/_done.html", context | {"number": row.compartment.case.number})
