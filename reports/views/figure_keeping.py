"""What the secretariat does with the figures of the ward: targets, closing of months, yearly reports."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.stepping_up import step_up
from bunkyo_support.forms import render_form
from documents.wareki import fiscal_year, fiscal_year_label
from drafts.submit import submit_once
from organizations.models import Role
from reports import figure_services as services
from reports.closing import closings, is_counted_out
from reports.counting import months_counted
from reports.figure_forms import CloseForm, TargetsForm, YearlyForm, name_of
from reports.indicators import groups
from reports.models import FigureTarget, LastCount

from .entrusted import not_reported
from .figures import KIND, _links, address, asked_month, code_of, tabs

BOTH = ("GET", "HEAD", "POST")
SECRETARIAT = (Role.COORDINATOR,)


def _saved(request: ActingRequest, form: Any, save: Callable[[], str]) -> HttpResponse | None:
    """Save once; what the service says stands in the form, and nothing typed is lost."""
    if not form.is_valid():
        return None
    try:
        return submit_once(request, form, save)
    except services.TargetsChanged as error:
        form.add_error(None, str(error))
        form.tell_changed(error.now)
        return None
    except DomainError as error:
        form.add_error(None, str(error))
        return None


def _years_of_targets() -> list[int]:
    """Those that are counted, and the one to come: what is wanted of a year is set before it begins."""
    today = timezone.localdate()
    years = {fiscal_year(month) for month in months_counted(today)}
    return sorted(years | {fiscal_year(today) + 1}, reverse=True)


def _asked_year(request: ActingRequest) -> int:
    """The year in the address; that of the month in it without, and this one for what is none."""
    asked = request.GET.get("year", "")
    known = {str(year): year for year in _years_of_targets()}
    return known.get(asked, fiscal_year(asked_month(request)))


@route("R20", reads=True, methods=BOTH, roles=SECRETARIAT)
def targets(request: ActingRequest) -> HttpResponse:
    """What is wanted of each indicator in a fiscal year."""
    year = _asked_year(request)
    rows = FigureTarget.objects.visible_to(request.user).filter(fiscal_year=year)
    known = {row.indicator: row.number for row in rows}
    form = TargetsForm(request.POST if request.method == "POST" else None, known=known)

    def save() -> str:
        services.set_targets(
            year=year, numbers=form.numbers, seen=form.seen_numbers, by=request.user
        )
        messages.success(request, f"{fiscal_year_label(year)}の目標を保存しました")
        return address("targets", year=str(year))

    answer = _saved(request, form, save)
    if answer is not None:
        return answer
    request.acting.log.note("list", kind=KIND)
    by_year = [
        (fiscal_year_label(one), address("targets", year=str(one)), one == year)
        for one in _years_of_targets()
    ]
    context = {
        "tabs": tabs(request, "targets"),
        "filters": [_links("年度", by_year)],
        "form": form,
        "groups": [
            (letter, name, [form[name_of(one.key)] for one in listed])
            for letter, name, listed in groups()
        ],
        "year_words": fiscal_year_label(year),
        "action": address("targets", year=str(year)),
    }
    return render_form(request, "reports/targets.html", context, form)


@route("R20", reads=True, methods=BOTH, roles=SECRETARIAT)
def closing(request: ActingRequest) -> HttpResponse:
    """Months of a year: closed or not, and what differs since (R31)."""
    today = timezone.localdate()
    asked = asked_month(request)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        services.close_month(month=asked, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{services.month_words(asked)}を締めました")
        return address("closing")

    answer = _saved(request, form, save)
    if answer is not None:
        return answer
    request.acting.log.note("list", kind=KIND)
    months = list(reversed(months_counted(today)))
    rows = [
        {"row": row, "words": services.month_words(row.month), "code": code_of(row.month)}
        for row in closings(months, today, request.user)
    ]
    chosen = next((row for row in rows if row["code"] == request.GET.get("month", "")), None)
    last = LastCount.objects.visible_to(request.user).first()
    context = {
        "counted_at": last and last.counted_at,
        "is_counted_out": is_counted_out(asked, last),
        "missing": not_reported(asked, request.user) if chosen else [],
        "tabs": tabs(request, "closing"),
        "rows": rows,
        "chosen": chosen,
        "form": form,
        "action": address("closing", month=code_of(asked)),
    }
    return render_form(request, "reports/closing.html", context, form)


@route("R20", reads=True, methods=BOTH, roles=SECRETARIAT)
@step_up
def yearly(request: ActingRequest) -> HttpResponse:
    """Ask for the yearly report and the paper for the 地域福祉推進協議会."""
    years = services.published_years(request.user)
    form = YearlyForm(request.POST if request.method == "POST" else None, years=years)

    def save() -> str:
        values = form.cleaned_data
        job = services.request_yearly_report(
            year=values["year"],
            form=values["form"],
            least=values["least"],
            by=request.user,
            key=form.form_key,
        )
        return reverse("jobs:detail", args=[job.pk])

    answer = _saved(request, form, save)
    if answer is not None:
        return answer
    request.acting.log.note("list", kind=KIND)
    context = {"tabs": tabs(request, "yearly"), "form": form, "years": years}
    return render_form(request, "reports/yearly.html", context, form)
