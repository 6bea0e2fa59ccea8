"""Exports: rows for statistics, and all that one's own body has written about a case."""

import uuid

from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.stepping_up import step_up
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from organizations.models import Role
from reports import services
from reports.exports import own_data as data
from reports.exports import statistics as rows
from reports.exports.own_tables import LEFT_OUT, TABLES
from reports.forms import OwnDataForm, StatisticsForm
from reports.tabs import tabs_of

BOTH = ("GET", "HEAD", "POST")


@route("R2", "R9", "R20", "R21", reads=True, methods=BOTH, roles=rows.ROLES)
@step_up
def statistics(request: ActingRequest) -> HttpResponse:
    """Ask for rows for statistics: codes, bands and months under a name made for this export."""
    acting = request.acting
    form = StatisticsForm(request.POST or None, bodies=acting.bodies_with(*rows.ROLES))
    acting.log.note("list", kind="統計のための書き出し")
    if (answer := save_form(request, form, lambda: _statistics(request, form))) is not None:
        return answer
    context = {
        "form": form,
        "tabs": tabs_of(acting, "statistics"),
        "columns": [words for words, _ in rows.COLUMNS.values()],
    }
    return render_form(request, "reports/statistics.html", context, form)


def _statistics(request: ActingRequest, form: StatisticsForm) -> str:
    asked = form.cleaned_data
    recipient = None
    if asked["use"] == "others":
        recipient = services.Recipient(
            asked["recipients"].strip(), asked["purpose"].strip(), asked["legal_basis"].code
        )
    job = services.request_statistics(
        body=asked["body"],
        first_on=form.first_day,
        last_on=form.last_day,
        form=asked["form"],
        recipient=recipient,
        by=request.user,
        key=form.form_key,
    )
    return reverse("jobs:detail", args=[job.pk])


@route(
    "R2",
    reads=True,
    methods=BOTH,
    roles=(Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR),
)
@step_up
def own_data(request: ActingRequest, case_record: uuid.UUID) -> HttpResponse:
    """Ask for all that the own body has written about a case, as data."""
    record = data.may(request.user, case_record)
    if record is None:
        raise Http404
    form = OwnDataForm(request.POST or None)
    request.acting.log.note("read", record, kind=data.OWN_DATA.label)

    def ask() -> str:
        job = services.request_own_data(
            record=record, form=form.cleaned_data["form"], by=request.user, key=form.form_key
        )
        return reverse("jobs:detail", args=[job.pk])

    if (answer := save_form(request, form, ask)) is not None:
        return answer
    context = {
        "form": form,
        "record": record,
        "case": record.compartment.case,
        "version": data.VERSION,
        "tables": [str(model._meta.verbose_name) for model in TABLES],
        "left_out": list(LEFT_OUT.values()),
    }
    return render_form(request, "reports/own_data.html", context, form)
