"""Asked for papers because a consent is withdrawn: reads nothing of the case, and answers (R3, R08 c)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access import returning
from access.acting import ActingRequest
from access.models import ReturnNotice
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.forms import render_form
from cases.forms.returning import ReturnForm

from .base import BOTH, save_form

KIND = "同意の撤回の知らせ"


@route("R3", reads=True, methods=BOTH)
def asked_to_return(request: ActingRequest, return_notice: uuid.UUID) -> HttpResponse:
    """By number and day only; whoever asks is the one to be telephoned."""
    rows = ReturnNotice.objects.asked_of(request.user).select_related("body")
    notice = row_or_404(rows, return_notice)
    form = ReturnForm(request.POST or None)

    def save() -> str:
        returning.answer_return(notice=notice, answer=form.cleaned_data["answer"], by=request.user)
        request.acting.log.note("write", kind=KIND)
        messages.success(request, f"{notice.body}に知らせました")
        return reverse("home")

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("read", kind=KIND)
    return render_form(request, "cases/return_notice.html", {"form": form, "notice": notice}, form)
