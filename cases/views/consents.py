"""本人の同意: recorded with its effect shown first, withdrawn at once."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_visible, may_write
from bunkyo_support.forms import render_form
from cases import services
from cases.forms import OFFICES_FOR_CONSENT, ConsentForm, WithdrawalForm
from cases.models import Consent, SharedExtract
from cases.page import CasePage
from drafts.submit import submit_once
from organizations.codes import StandingText
from organizations.models import Appointment

BOTH = ("GET", "HEAD", "POST")


@route("R2", "R3", reads=True)
def consents(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Consents of the case and what was shared under each."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "consents")
    extracts = (
        SharedExtract.objects.visible_to(request.user).of_case(page.case).select_related("body")
    )
    acting.log.note("read", page.case, kind="本人の同意")
    return render(request, "cases/consents.html", page.context(extracts=list(extracts)))


def _offices(record: Any) -> list[Appointment]:
    return list(
        Appointment.objects.current()
        .with_body()
        .filter(role_group__role__in=OFFICES_FOR_CONSENT)
        .exclude(role_group__body=record.body)
        .order_by("role_group__body__order", "role_group__body__name", "staff__kana")
    )


@route("R3", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Record a consent; its effect is shown before it is saved."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "consents")
    record = page.record
    if record is None or not page.may_write_record or page.face is None:
        raise Http404
    form = ConsentForm(
        request.POST or None, people=page.people, offices=_offices(record), draft_object=case
    )
    if request.method == "POST" and form.is_valid():
        chosen = [form.offices[key] for key in form.cleaned_data["staff"]]
        if request.POST.get("step") == "save":
            try:
                return submit_once(request, form, lambda: _record(request, form, record, chosen))
            except DomainError as error:
                form.add_error(None, str(error))
        elif request.POST.get("step") != "back":
            acting.log.note("read", page.case)
            bodies = {a.body.pk for a in chosen}
            return render(
                request,
                "cases/consent_check.html",
                page.context(form=form, chosen=chosen, bodies=len(bodies)),
            )
    acting.log.note("read", page.case)
    text = StandingText.objects.on().filter(kind="consent").first()
    return render_form(request, "cases/consent_new.html", page.context(form=form, text=text), form)


def _record(request: Any, form: ConsentForm, record: Any, chosen: list[Appointment]) -> str:
    data = form.values()
    consent = services.record_consent(
        record=record,
        persons=[form.people[key] for key in data.pop("persons")],
        staff_in_charge=chosen,
        by=request.user,
        **{name: value for name, value in data.items() if name != "staff"},
    )
    request.acting.log.note("write", consent)
    return reverse("cases:consents", args=[consent.compartment.case_id])


@route("R3", "R8", reads=True, methods=BOTH)
def withdraw(request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
    """The person withdraws; what will close is said first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Consent, request.user, consent)
    if not may_write(request.user, row.compartment) or row.body not in acting.bodies:
        raise Http404
    page = CasePage(request, row.compartment.case, "consents")
    form = WithdrawalForm(
        request.POST or None, draft_object=consent, initial={"version": row.version}
    )
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            services.withdraw_consent(
                consent=row, note=form.cleaned_data["note"], version=form.version, by=request.user
            )
            acting.log.note("write", row)
            return reverse("cases:consents", args=[page.case.pk])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", row)
    readers = audience(request.user, row.compartment)
    context = page.context(
        form=form,
        heading="同意の撤回を受け付ける",
        submit="撤回を受け付ける",
        explanation=(
            f"受け付けると、いま見られる{readers.total}人のうち、自機関の人のほかは、すぐに見られなくなります。"
            "この同意にもとづく支援プランも、同時に見られなくなります。"
        ),
    )
    return render_form(request, "cases/form.html", context, form)
