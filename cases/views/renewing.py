"""A protection list from which everybody has gone (R11): who may renew it asks, and a second person answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access import protecting, renewing
from access.acting import ActingRequest
from access.errors import DomainError
from access.models import CaseFile, ListRenewal, Protection
from access.routes import route
from access.shortcuts import row_or_404
from cases.forms.protection import AnswerRenewalForm, RenewForm
from cases.models import Person, ProtectionMeasure
from cases.page import CasePage
from cases.services import renewing as services
from drafts.submit import led_before, see_other

from .base import BOTH, form_page

KIND = "保護の名簿"


def _lock(user: Any, pk: uuid.UUID) -> Protection:
    """A protection of a case that the user sees, as the mask tells that there is one."""
    lock = row_or_404(Protection.objects.in_force().select_related("case"), pk)
    row_or_404(CaseFile.objects.visible_to(user), lock.case_id)
    return lock


def _elsewhere(request: Any, lock: Protection) -> HttpResponse:
    """Where there is nothing for her to renew: who stands on the list is led to it. What was sent is answered in the
    same words whatever stands there now, to whoever sees the case (R14); a page of it there is not."""
    if protecting.is_on_the_list(request.user, lock):
        if request.method == "POST":
            messages.warning(request, services.NOT_NOW)
        return see_other(_list_url(request.user, lock))
    if request.method != "POST":
        raise Http404
    messages.warning(request, services.NOT_NOW)
    return see_other(reverse("cases:detail", args=[lock.case_id]))


def _list_url(user: Any, lock: Protection) -> str:
    measures = ProtectionMeasure.objects.visible_to(user)
    return reverse("cases:protection", args=[measures.get(compartment=lock.compartment_id).pk])


def _page(request: Any, lock: Protection, alone: Any) -> tuple[CasePage, dict[str, Any]]:
    """The case, and what every page of such a list shows."""
    renewals = list(renewing.renewals_of(lock)[:20])
    return CasePage(request, lock.case, "household"), {
        "alone": alone,
        "lock": lock,
        "about": Person.objects.visible_to(request.user).filter(pk=lock.person_id).first(),
        "waits": next((row for row in renewals if row.pk == alone.request), None),
        "before": [row for row in renewals if row.ended_at],
    }


@route("R11", reads=True, methods=BOTH)
def renew_list(request: ActingRequest, protection: uuid.UUID) -> HttpResponse:
    """That nobody stands on the list, who may act, and the request to stand on it."""
    form = RenewForm(request.POST or None)
    if (answer := led_before(request, form)) is not None:
        return answer
    lock = _lock(request.user, protection)
    alone = services.left_alone_on(protection, lock.case_id)
    if alone is None:
        return _elsewhere(request, lock)
    page, shown = _page(request, lock, alone)
    here = reverse("cases:renew_list", args=[protection])

    def save() -> str:
        reason = form.cleaned_data["reason"]
        services.ask_to_renew_list(
            protection=protection, case=lock.case, reason=reason, by=request.user
        )
        request.acting.log.note("write", lock.case, kind=KIND)
        messages.success(request, "申し出ました。もう1人が認めると、2人が名簿に入ります")
        return here

    return form_page(
        request,
        page,
        form,
        save,
        heading="保護の名簿を決め直す",
        submit="申し出る",
        template="cases/renewal.html",
        **shown,
    )


@route("R11", reads=True, methods=BOTH)
def answer_renewal(
    request: ActingRequest, protection: uuid.UUID, list_renewal: uuid.UUID
) -> HttpResponse:
    """The second person agrees or refuses."""
    form = AnswerRenewalForm(request.POST or None)
    if (answer := led_before(request, form)) is not None:
        return answer
    lock = _lock(request.user, protection)
    alone = services.left_alone_on(protection, lock.case_id)
    if alone is None:
        return _elsewhere(request, lock)
    row = row_or_404(renewing.renewals_of(lock), list_renewal)
    page, shown = _page(request, lock, alone)
    page.require_offered(alone.request == row.pk and alone.may_answer)

    def save() -> str:
        agrees = form.cleaned_data["decision"] == "agree"
        reason = form.cleaned_data["reason"]
        services.answer_renewal(renewal=row, agrees=agrees, reason=reason, by=request.user)
        request.acting.log.note("write", lock.case, kind=KIND)
        if not agrees:
            messages.success(request, "認めないと答えました。名簿には、まだだれもいません")
            return reverse("cases:renew_list", args=[protection])
        messages.success(
            request, f"{row.asked_by.name}さんとあなたが、名簿に入りました。期限を確かめてください"
        )
        return _list_url(request.user, lock)

    return form_page(
        request,
        page,
        form,
        save,
        heading="保護の名簿を決め直す申し出に答える",
        submit="答える",
        template="cases/renewal.html",
        back=reverse("cases:renew_list", args=[protection]),
        **shown | {"waits": row, "answers": True},
    )


@route("R11", methods=("POST",))
def withdraw_renewal(
    request: ActingRequest, protection: uuid.UUID, list_renewal: uuid.UUID
) -> HttpResponse:
    """Who asked takes it back."""
    user: Any = request.user
    lock = _lock(user, protection)
    if services.left_alone_on(protection, lock.case_id) is None:
        return _elsewhere(request, lock)
    row: ListRenewal = row_or_404(renewing.renewals_of(lock).filter(asked_by=user), list_renewal)
    try:
        services.withdraw_renewal(renewal=row)
        messages.success(request, "申し出を取り下げました")
    except DomainError as refused:
        messages.warning(request, str(refused))
    request.acting.log.note("write", lock.case, kind=KIND)
    return see_other(reverse("cases:renew_list", args=[protection]))
