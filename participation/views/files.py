"""The register as a file, and a file into the register: looked at line by line before it is taken in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import row_or_404
from access.stepping_up import step_up
from bunkyo_support.forms import BaseForm, render_form
from cases.paging import page_of
from documents import tables
from participation import services
from participation.asking import Question
from participation.columns import HEAD, LABELS, SEVERAL
from participation.forms.files import BringForm
from participation.models import ResourceImport

from .base import BOTH, KEEP, READERS, save_form
from .tabs import tabs

KIND_WORDS = "社会資源台帳の取り込み"


@route("R1", reads=True, methods=("POST",), roles=READERS)
@step_up
def export(request: ActingRequest) -> HttpResponse:
    """The register as it stands on the screen, as a file: made by the worker."""
    form = BaseForm(request.POST)
    question = Question(request)

    def save() -> str:
        job = services.export_resources(
            resources=question.rows().values_list("pk", flat=True),
            words=question.words,
            form=request.POST.get("format", ""),
            by=request.user,
            key=form.form_key,
        )
        request.acting.log.note("export", kind="社会資源台帳")
        return reverse("jobs:detail", args=[job.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    for message in form.non_field_errors():
        messages.error(request, str(message))
    request.acting.log.note("list", kind="社会資源")
    return redirect("participation:resources")


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def imports(request: ActingRequest) -> HttpResponse:
    """One's own lists, and bringing another."""
    form = BringForm(request.POST or None, request.FILES or None)

    def save() -> str:
        file = form.cleaned_data["upload"]
        kept = services.bring_resources(name=file.name, content=file.read(), by=request.user)
        return reverse("participation:import", args=[kept.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("list", kind=KIND_WORDS)
    context = {
        "tabs": tabs(request),
        "form": form,
        "rows": ResourceImport.objects.visible_to(request.user)[:25],
        "columns": [
            (label, "いくつでも。「、」で区切ります" if name in SEVERAL else "")
            for name, label in LABELS.items()
        ],
    }
    return render_form(request, "participation/imports.html", context, form)


@route("MASTERS", roles=KEEP, formats=("csv",))
def template(request: ActingRequest) -> HttpResponse:
    """The empty table."""
    response = HttpResponse(tables.as_csv(HEAD, []), content_type=tables.CSV)
    response["Content-Disposition"] = 'attachment; filename="resources-template.csv"'
    return response


def _kept(request: ActingRequest, pk: uuid.UUID) -> ResourceImport:
    return row_or_404(ResourceImport.objects.visible_to(request.user), pk)


@route("R1", "OWN", reads=True, methods=BOTH, roles=KEEP)
def resource_import(request: ActingRequest, resource_import: uuid.UUID) -> HttpResponse:
    """The dry run, line by line; then all of it, or none."""
    kept = _kept(request, resource_import)
    form = BaseForm(request.POST or None)

    def save() -> str:
        if "give_up" in request.POST:
            services.give_up_import(kept=kept, by=request.user)
            return reverse("participation:imports")
        taken = services.take_in(kept=kept, by=request.user)
        request.acting.log.note("write", kind=KIND_WORDS)
        messages.success(request, f"{taken.taken_in}件を台帳に取り込みました")
        return reverse("participation:import", args=[kept.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("read", kind=KIND_WORDS)
    lines = services.lines_of(kept, request.user)
    only_faulty = request.GET.get("show") == "faulty"
    faulty = [line for line in lines if line.errors]
    context = {
        "kept": kept,
        "form": form,
        "lines": len(lines),
        "faulty": len(faulty),
        "new": sum(line.resource is None and not line.errors for line in lines),
        "only_faulty": only_faulty,
        "pages": page_of(request, faulty if only_faulty else lines),
    }
    return render_form(request, "participation/import.html", context, form)
