"""名簿の取り込み: bring a list, look at it, try it, take it in, take it back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from bunkyo_support.forms import BaseForm, render_form
from cases.forms.imports import BringForm, StepForm, TakeBackForm
from cases.import_job import KIND, RUN, TRY, latest_job, may
from cases.import_template import CSV, XLSX, template
from cases.importing.columns import Choices, explanation
from cases.models import CaseImport, ImportState
from cases.paging import page_of
from cases.services import imports as services
from jobs.services import request_job
from organizations.models import Role

from .base import BOTH, save_form, supervised_body

ROLES = (Role.SUPERVISOR,)


@route("R2", "R9", "OWN", methods=BOTH, roles=ROLES)
def imports(request: ActingRequest) -> HttpResponse:
    """One's own lists, the latest first, and bringing another."""
    body = supervised_body(request)
    form = BringForm(request.POST or None, request.FILES or None)

    def save() -> str:
        file = form.cleaned_data["upload"]
        kept = services.bring_list(body=body, name=file.name, content=file.read(), by=request.user)
        return reverse("cases:case_import", args=[kept.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    head, *columns = explanation(Choices.of_today())
    context = {
        "body": body,
        "bodies": request.acting.bodies_with(Role.SUPERVISOR),
        "form": form,
        "pages": page_of(request, CaseImport.objects.visible_to(request.user).filter(body=body)),
        "head": head,
        "columns": columns,
        "kept_days": services.KEPT_FOR.days,
    }
    return render_form(request, "cases/imports.html", context, form)


@route("R9", "MASTERS", roles=ROLES, formats=("xlsx", "csv"))
def import_template(request: ActingRequest, form: str) -> HttpResponse:
    """The empty list to fill in."""
    if form not in (XLSX, CSV):
        raise Http404
    content, content_type = template(form)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="import-template.{form}"'
    return response


def _kept(request: ActingRequest, pk: uuid.UUID) -> CaseImport:
    found = may(request.user, pk)
    if found is None:
        raise Http404
    return found


@route("R2", "R9", "OWN", reads=True, roles=ROLES)
def case_import(request: ActingRequest, case_import: uuid.UUID) -> HttpResponse:
    """The lines and what is wrong with each; after it was taken in, the cases that it made."""
    kept = _kept(request, case_import)
    return _show(request, kept, TakeBackForm() if kept.state == ImportState.DONE else StepForm())


def _show(request: Any, kept: CaseImport, form: BaseForm) -> HttpResponse:
    request.acting.log.note("list", kind="名簿の取り込み")
    context: dict[str, Any] = {"kept": kept, "form": form, "job": latest_job(kept, request.user)}
    if kept.is_open:
        rows = services.rows_of(kept, request.user)
        only_faulty = request.GET.get("show") == "faulty"
        shown = [row for row in rows if row.errors] if only_faulty else rows
        context |= {
            "pages": page_of(request, shown),
            "only_faulty": only_faulty,
            "warned": sum(bool(row.warnings) for row in rows),
        }
    elif kept.case_ids:
        found = services.worked_on(kept, request.user)
        context |= {"found": found, "pages": page_of(request, [*found.gone, *found.stay])}
    return render_form(request, "cases/import.html", context, form)


def _step(
    request: Any,
    pk: uuid.UUID,
    act: Callable[[CaseImport, BaseForm], str],
    form_class: type[BaseForm] = StepForm,
) -> HttpResponse:
    kept, form = _kept(request, pk), form_class(request.POST)
    if (answer := save_form(request, form, lambda: act(kept, form))) is not None:
        request.acting.log.note("write", kind="名簿の取り込み")
        return answer
    return _show(request, kept, form)


@route("R2", "R9", "OWN", methods=("POST",), reads=True, roles=ROLES)
def try_import(request: ActingRequest, case_import: uuid.UUID) -> HttpResponse:
    """Ask for a trial, or for the run: both are made by the worker."""

    def act(kept: CaseImport, form: BaseForm) -> str:
        option = RUN if "run" in request.POST else TRY
        job = request_job(
            by=request.user, kind=KIND, object_id=kept.pk, option=option, key=form.form_key
        )
        return reverse("jobs:detail", args=[job.pk])

    return _step(request, case_import, act)


@route("R2", "R9", "OWN", methods=("POST",), reads=True, roles=ROLES)
def give_up_import(request: ActingRequest, case_import: uuid.UUID) -> HttpResponse:
    """Do not take it in; the lines go."""

    def act(kept: CaseImport, form: BaseForm) -> str:
        services.give_up(kept=kept, by=request.user)
        return reverse("cases:imports")

    return _step(request, case_import, act)


@route("R2", "R9", "OWN", methods=("POST",), reads=True, roles=ROLES)
def take_back_import(request: Any, case_import: uuid.UUID) -> HttpResponse:
    """Undo: cases on which nobody has worked vanish for everybody."""

    def act(kept: CaseImport, form: BaseForm) -> str:
        found = services.take_back(kept=kept, by=request.user)
        for case in found.gone:
            request.acting.log.note("write", case)
        return reverse("cases:case_import", args=[kept.pk])

    return _step(request, case_import, act, TakeBackForm)
