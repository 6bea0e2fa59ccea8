"""A colleague has lost her second factor: a system administrator asks to take it away, a second person agrees (S-55, R10).

It stands here and not in the masters: the second person may be who answers for her body, and she is told by mail.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access import lost_factors
from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.stepping_up import step_up_to_change
from bunkyo_support.forms import render_form
from drafts.submit import see_other, submit_once
from jobs.services import request_job
from organizations.models import Appointment, FactorRequest, Role, Staff

from .factor_mail import FACTORS_JOB
from .forms import FactorRequestForm
from .services import address_of

BOTH = ("GET", "HEAD", "POST")
MOST_BEFORE = 20


@route("R9", "R10", methods=BOTH, roles=(Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR))
@step_up_to_change
def requests(request: ActingRequest) -> HttpResponse:
    """What waits: answered by a second person, taken back by who asked. Nothing of a case stands here."""
    if request.method == "POST":
        return _answered(request)
    seen = FactorRequest.objects.with_people()
    hers = set(seen.answerable().values_list("pk", flat=True))
    waiting = list(seen.waiting())
    for row in waiting:
        row.is_to_answer = row.pk in hers
        row.is_mine = row.asked_by_id == request.user.pk
        row.address = address_of(row.staff)
    context = {"waiting": waiting, "before": seen.exclude(outcome="")[:MOST_BEFORE]}
    return render(request, "alerts/factor_requests.html", context)


def _answered(request: ActingRequest) -> HttpResponse:
    """One press; a second one finds that it is over."""
    row = _row(request.POST.get("request", ""))
    steps = {"agree": _agree, "refuse": _refuse, "withdraw": _withdraw}
    step = steps.get(request.POST.get("does", ""))
    if step is None:
        raise Http404
    try:
        messages.success(request, step(request, row))
    except DomainError as error:
        messages.error(request, str(error))
    return see_other(reverse("alerts:factor_requests"))


def _row(asked: str) -> FactorRequest:
    """One that she sees; otherwise 404 (R14)."""
    try:
        key = uuid.UUID(asked)
    except ValueError:
        raise Http404 from None
    found: FactorRequest | None = FactorRequest.objects.with_people().filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def _agree(request: ActingRequest, row: FactorRequest) -> str:
    """Taken away, entered in the log of reading by whom, and told to her by mail where she has an address."""
    fell = lost_factors.agree(request=row)
    log: Any = request.acting.log
    log.note_login("factors", row.staff, outcome="removed", kind="2人の確認で外した")
    address = address_of(row.staff)
    if address:
        key = uuid.uuid5(row.pk, "mail")
        request_job(by=request.user, kind=FACTORS_JOB, object_id=row.pk, key=key)
    words = f"{row.staff.name}さんの認証アプリ・パスキー・予備のコードを外しました。"
    if fell:
        words += (
            "パスワードも、本人が決めたものか分からないため、使えなくしました。"
            "申し出た人でも認めた人でもないシステム管理者に、出し直してもらってください。"
        )
    if not address:
        words += "送ってよいメールアドレスがないので、本人に電話で知らせてください。"
    return words + "次のログインで、新しく登録してもらいます"


def _refuse(request: ActingRequest, row: FactorRequest) -> str:
    lost_factors.refuse(request=row)
    return "認めないことにしました。何も外していません"


def _withdraw(request: ActingRequest, row: FactorRequest) -> str:
    lost_factors.withdraw(request=row)
    return "申し出を取り下げました"


@route("R10", methods=BOTH, roles=(Role.SYSTEM_ADMINISTRATOR,))
@step_up_to_change
def ask(request: ActingRequest) -> HttpResponse:
    """For one colleague, chosen in the list of staff, with a reason from a list."""
    colleague = _colleague(request)
    form = FactorRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            lost_factors.ask(staff=colleague, reason=form.cleaned_data["reason"])
            messages.success(request, "申し出ました。もう1人が認めるまで、何も外れません")
            return reverse("alerts:factor_requests")

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    user: Any = request.user
    context = {
        "form": form,
        "colleague": colleague,
        "has_second": Appointment.objects.second_people(colleague=colleague, asker=user).exists(),
    }
    return render_form(request, "alerts/ask_to_take_factors.html", context, form)


def _colleague(request: ActingRequest) -> Staff:
    """Who works here and is not herself; otherwise 404."""
    try:
        key = uuid.UUID(request.GET.get("staff", ""))
    except ValueError:
        raise Http404 from None
    user: Any = request.user
    found = Staff.objects.filter(pk=key, is_active=True).exclude(pk=user.pk).first()
    if found is None:
        raise Http404
    return found
