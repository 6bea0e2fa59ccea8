"""One's own jobs: how far they are, and their results, authorised again when fetched.

The page of a job shows the kind of paper, times and the state, and nothing of what the job is about. The list says as
much of that as tells papers of one kind apart, asked anew through visible_to; so it reads, as the result does, in the
sense of the log (R19).
"""

import hashlib
import uuid

from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from access import output
from access.acting import ActingRequest
from access.models import AccessLog
from access.reach import Reach, is_narrower
from access.routes import route

from . import services
from .answers import answers
from .models import Job, JobResult, JobState
from .registry import NotPermitted, known_kind, unlisted_kinds
from .words import Shown, shown, told_apart

PAGE = 25


@route("OWN", reads=True)
def job_list(request: ActingRequest) -> HttpResponse:
    """Jobs of one's own, the latest first."""
    rows = Job.objects.visible_to(request.user)
    pages = Paginator(rows.exclude(kind__in=unlisted_kinds()), PAGE)
    page = pages.get_page(request.GET.get("page"))
    found, told = answers(request.user, page), told_apart(request.user, page)
    request.acting.log.note("list", kind="作成したもの")
    return render(
        request,
        "jobs/list.html",
        {
            "rows": [shown(job, found.get(job.pk), told[job.pk]) for job in page],
            "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        },
    )


@route("OWN")
def detail(request: ActingRequest, job: uuid.UUID) -> HttpResponse:
    """One job; the page may be left and found again."""
    return render(request, "jobs/detail.html", {"shown": _shown(request, job)})


@route("OWN")
def progress(request: ActingRequest, job: uuid.UUID) -> HttpResponse:
    """The part that asks again until the job is over. Nothing new: 204, and nothing is read out
    twice by a screen reader."""
    now = _shown(request, job)
    if request.GET.get("seen") == now.seen:
        return HttpResponse(status=204)
    return render(request, "jobs/_job.html", {"shown": now})


@route("OWN", reads=True, formats=("pdf", "xlsx", "csv", "ics", "txt", "json", "zip"))
def result(request: ActingRequest, job: uuid.UUID) -> HttpResponse:
    """The result, while it is kept and if its owner still may see what it is about (S-06)."""
    acting = request.acting
    found: JobResult = get_object_or_404(
        JobResult.objects.visible_to(request.user).select_related("job"),
        job=job,
        job__state=JobState.DONE,
        job__expires_at__gt=Now(),
    )
    kind = known_kind(found.job.kind)
    row = kind.may(request.user, found.job.object_id) if kind else None
    if kind is None or not row:
        raise Http404
    content = bytes(found.content)
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise DamagedResult
    # Since it was read, not all of it may be for her any more (S-06), or somebody is protected: from her, then what was
    # read is not what the second person lets pass (R11), or from others (S-91).
    try:
        leaving = kind.gate(request.user, row, found.job.option)
        is_whole = not is_narrower(request.user, Reach.of_kept(found.reach)) and kind.shows(
            request.user, content
        )
    except NotPermitted:
        is_whole = False
    if not is_whole:
        acting.log.note(AccessLog.Action.REFUSED, row, kind=kind.label, outcome="refused")
        context = {"label": kind.label, "page_url": kind.page(found.job.object_id)}
        return render(request, "jobs/out_of_date.html", context)
    asked = services.asked(kind, found.job, row, is_made=True)
    if output.stops(user=request.user, asked=asked, output=leaving):
        acting.log.note(AccessLog.Action.REFUSED, row, kind=kind.label, outcome="refused")
        return render(request, "jobs/held.html", {"label": kind.label})
    acting.log.note(AccessLog.Action.DOWNLOAD, row, kind=kind.label)
    response = HttpResponse(content, content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return response


class DamagedResult(Exception):
    """The content is not what was kept."""


def _own(request: ActingRequest, job: uuid.UUID) -> Job:
    found: Job = get_object_or_404(Job.objects.visible_to(request.user), pk=job)
    return found


def _shown(request: ActingRequest, job: uuid.UUID) -> Shown:
    found = _own(request, job)
    return shown(found, answers(request.user, [found]).get(found.pk))
