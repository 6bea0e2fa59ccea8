"""One's own jobs: how far they are, and their results, checked again when fetched."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.routes import route

from . import services
from .models import Job, JobResult, JobState
from .registry import kind_of


def _own(request: HttpRequest, job: uuid.UUID) -> Job:
    row = Job.objects.visible_to(request.user).filter(pk=job).first()
    if row is None:
        raise Http404
    found: Job = row
    return found


def _shown(job: Job) -> dict[str, Any]:
    return {"job": job, "label": kind_of(job.kind).label, "states": JobState}


@route("OWN")
def job_list(request: HttpRequest) -> HttpResponse:
    """Jobs of one's own, newest first; results past their hour go."""
    services.throw_old_results_away(user=request.user)
    pages = Paginator(Job.objects.visible_to(request.user), 25).get_page(request.GET.get("page"))
    rows = [_shown(job) for job in pages]
    return render(request, "jobs/list.html", {"rows": rows, "pages": pages})


@route("OWN")
def detail(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """One job; the page may be left and found again."""
    return render(request, "jobs/detail.html", _shown(_own(request, job)))


@route("OWN")
def progress(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """The fragment that asks again every two seconds until the job is over."""
    return render(request, "jobs/_progress.html", _shown(_own(request, job)))


@route("OWN", "R5", "R17", reads=True, formats=("pdf",))
def result(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """The result, if its owner still sees what it is about (S-06)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = _own(request, job)
    made = (
        JobResult.objects.visible_to(request.user)
        .filter(job=row, expires_at__gt=timezone.now())
        .first()
    )
    if made is None or not kind_of(row.kind).may(request.user, row.object_id):
        raise Http404
    acting.log.note("download", kind=kind_of(row.kind).label)
    response = HttpResponse(bytes(made.content), content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response
