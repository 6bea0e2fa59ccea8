"""Outputs that name a protected household: asked for by one, decided by another (S-91)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access import output
from access.acting import ActingRequest
from access.errors import DomainError
from access.models import OutputHold
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.forms import render_form
from cases.forms.protection import DecideForm
from cases.paging import page_of
from cases.services import outputs
from drafts.submit import see_other
from jobs.registry import known_kind

from .base import BOTH, save_form

WITH = ("case", "protection", "requested_by", "decided_by")


def _hold(user: Any, pk: uuid.UUID) -> OutputHold:
    return row_or_404(output.holds_of(user).select_related(*WITH), pk)


@route("R11", reads=True)
def holds(request: ActingRequest) -> HttpResponse:
    """Outputs that wait: those to decide first, then one's own."""
    user: Any = request.user
    to_decide = output.to_decide(user).select_related(*WITH)
    own = output.asked_by(user).select_related(*WITH)
    request.acting.log.note("list", kind="確認を待つ書類")
    pages = page_of(request, own)
    return render(request, "cases/holds.html", {"to_decide": list(to_decide[:100]), "pages": pages})


@route("R11", reads=True, methods=BOTH)
def hold(request: ActingRequest, hold: uuid.UUID) -> HttpResponse:
    """What is to be printed, who would be on it, and the decision of the second person."""
    user: Any = request.user
    row = _hold(user, hold)
    # What was sent is refused by the service when another has decided meanwhile.
    decides = (outputs.is_second if request.method == "POST" else outputs.may_decide)(row, user)
    form = DecideForm(request.POST or None, draft_object=hold) if decides else None
    if form is not None and row.within_id:
        form.read_by = "頼んだ人と、同じ会議・支援プランに書き込める人"
    if request.method == "POST" and form is None:
        raise Http404

    def save() -> str:
        assert form is not None
        data = form.values()
        output.decide(
            hold=row, approve=data["decision"] == "approve", reason=data["reason"], by=user
        )
        request.acting.log.note("write", row.case, kind="確認を待つ書類", within=row.within_id)
        return reverse("cases:hold", args=[hold])

    if form is not None and (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("read", row.case, kind="確認を待つ書類", within=row.within_id)
    kind = known_kind(row.kind)
    is_ready = row.requested_by_id == user.pk and outputs.is_ready(row)
    context = {
        "hold": row,
        "form": form,
        "people": outputs.people_on_paper(row, user),
        "is_mine": row.requested_by_id == user.pk,
        "is_ready": is_ready,
        "waits_for_another": is_ready and outputs.waits_for_another(row, user),
        "source_url": kind.page(row.object_id) if kind and row.requested_by_id == user.pk else "",
    }
    return render_form(request, "cases/hold.html", context, *([form] if form else []))


@route("R11", methods=("POST",))
def make_held(request: ActingRequest, hold: uuid.UUID) -> HttpResponse:
    """Who asked has it made after the approval."""
    user: Any = request.user
    row = _hold(user, hold)
    if row.requested_by_id != user.pk:
        raise Http404
    try:
        job = outputs.make_again(hold=row, by=user)
    except DomainError as refused:
        messages.warning(request, str(refused))
        request.acting.log.note("read", row.case, kind="確認を待つ書類", within=row.within_id)
        return see_other(reverse("cases:hold", args=[hold]))
    request.acting.log.note("write", row.case, kind="確認を待つ書類", within=row.within_id)
    return see_other(reverse("jobs:detail", args=[job.pk]))
