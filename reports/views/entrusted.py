"""月次報告: an entrusted body reports its month; the secretariat reads what has come, and what has not."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest, body_asked
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from drafts.submit import see_other, submit_once
from organizations.figures import Figures
from organizations.models import Appointment, Body, Role
from reports import entrusted_services as services
from reports.counting import months_counted
from reports.entrusted import MonthOfOwnBody, due_on, groups_of, month_before, received
from reports.entrusted_models import DESKS, BodyReport
from reports.entrusted_paper import picture_of
from reports.figure_forms import CloseForm, CopyForm
from reports.figure_services import month_words

from .figures import asked_month, code_of, tabs

BOTH = ("GET", "HEAD", "POST")
KIND = "月次報告"
SHOWN_MONTHS = 6


def _body(request: ActingRequest) -> tuple[Body, list[Body]]:
    bodies = [body for body in request.acting.bodies_with(*DESKS) if body.is_entrusted]
    return body_asked(request, bodies), bodies


@route("R2", "R20", "R21", reads=True, methods=BOTH, roles=DESKS)
def monthly(request: ActingRequest) -> HttpResponse:
    """The month of one's own entrusted body: its figures now, what was reported, and what differs."""
    acting = request.acting
    body, bodies = _body(request)
    today = timezone.localdate()
    month = asked_month(request) if "month" in request.GET else month_before(today)
    found = MonthOfOwnBody(body, month, acting, request.user)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        report = services.report_body_month(
            body=body,
            month=month,
            acting=acting,
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, f"{month_words(month)}の月次報告を出しました")
        return reverse("reports:body_report", args=[report.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    acting.log.note("list", kind=KIND)
    months = months_counted(today)
    groups = groups_of(found.figures)
    context = {
        "tabs": tabs(request, "monthly"),
        "form": form,
        "body": body,
        "bodies": bodies,
        "found": found,
        "groups": groups,
        "picture": picture_of(groups),
        "month": code_of(month),
        "words": month_words(month),
        "months": [
            (code_of(one), month_words(one), one == month) for one in months[-SHOWN_MONTHS:]
        ],
        "due_on": due_on(month, body.pk, Figures()),
        "action": f"{reverse('reports:monthly')}?month={code_of(month)}&body={body.pk}",
    }
    return render_form(request, "reports/monthly.html", context, form)


@route("R2", "R6", "R12", "R20", reads=True, methods=BOTH, roles=(*DESKS, Role.COORDINATOR))
def body_report(request: ActingRequest, body_report: uuid.UUID) -> HttpResponse:
    """A report as it was fixed, for who made it and the secretariat; a copy as PDF or workbook."""
    rows = BodyReport.objects.told_to(request.user).select_related("body", "created_by")
    report = row_or_404(rows, body_report)
    if request.method == "POST":
        return _copy(request, report)
    request.acting.log.note("list", kind=KIND)
    turns = BodyReport.objects.told_to(request.user).filter(body=report.body, month=report.month)
    groups, is_own = groups_of(report.figures), report.body in request.acting.bodies_with(*DESKS)
    context = {
        "tabs": tabs(request, "monthly" if is_own else "monthly_received"),
        "is_own": is_own,
        "report": report,
        "words": month_words(report.month),
        "groups": groups,
        "picture": picture_of(groups),
        "turns": list(turns.order_by("turn")),
        "forms": [(CopyForm(initial={"form": form}), label) for form, label in COPIES],
    }
    return render(request, "reports/body_report.html", context)


COPIES = (("pdf", "PDFを作る"), ("xlsx", "Excelを作る"))


def _copy(request: Any, report: BodyReport) -> HttpResponse:
    form = CopyForm(request.POST)
    here = reverse("reports:body_report", args=[report.pk])

    def save() -> str:
        job = services.request_copy(
            report=report, form=form.cleaned_data["form"], by=request.user, key=form.form_key
        )
        return reverse("jobs:detail", args=[job.pk])

    return submit_once(request, form, save) if form.is_valid() else see_other(here)


@route("R6", "R20", reads=True, roles=(Role.COORDINATOR,))
def monthly_received(request: ActingRequest) -> HttpResponse:
    """Which entrusted bodies have reported which month."""
    today = timezone.localdate()
    months = [one for one in months_counted(today) if one < today.replace(day=1)][-SHOWN_MONTHS:]
    known = received(months, request.user)
    request.acting.log.note("list", kind=KIND)
    context = {
        "tabs": tabs(request, "monthly_received"),
        "months": [month_words(one) for one in months],
        "rows": [
            (body, [(month_words(one), known.get((body.pk, one))) for one in months])
            for body in working_entrusted_bodies()
        ],
    }
    return render(request, "reports/monthly_received.html", context)


def working_entrusted_bodies() -> list[Body]:
    """Entrusted bodies at which somebody keeps records now."""
    offices = Appointment.objects.current().filter(role_group__role__in=DESKS)
    rows = Body.objects.filter(is_entrusted=True, pk__in=offices.values("role_group__body"))
    return list(rows.order_by("order", "name"))


def not_reported(month: datetime.date, user: Any) -> list[Body]:
    """Of those, the ones whose report of a month has not come."""
    known = received([month], user)
    return [body for body in working_entrusted_bodies() if (body.pk, month) not in known]
