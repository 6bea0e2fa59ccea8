"""The alerts of who asks: all of them, marked as seen, put off; whether a daily mail is wanted."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from bunkyo_support.forms import render_form
from drafts.submit import see_other, submit_once

from . import services
from .forms import DigestForm, PutOffForm
from .reading import Shown, put_off_ones, shown_as, shown_to

PAGE = 25
WAYS = [("", "知らせているもの"), ("put-off", "あとにしたもの")]


@route("R1", "R17", reads=True)
def alert_list(request: ActingRequest) -> HttpResponse:
    """What is told now, or what she has put off."""
    asked = "put-off" if request.GET.get("show") == "put-off" else ""
    rows = put_off_ones(request) if asked else shown_to(request)
    more = "以上" if any(row.goes_on for row in rows) else ""
    pages = Paginator(rows, PAGE)
    page = pages.get_page(request.GET.get("page"))
    request.acting.log.note("list", kind="知らせ")
    show = f"&show={asked}" if asked else ""
    context = {
        "rows": list(page.object_list),
        "asked": asked,
        "ways": WAYS,
        "unseen": any(not row.is_seen for row in page.object_list),
        "newer_url": f"?page={page.previous_page_number()}{show}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}{show}" if page.has_next() else "",
        "summary": f"{pages.count}件{more}のうち {page.start_index()}〜{page.end_index()}件",
        "has_address": bool(services.address_of(request.user)),
        "wants_digest": services.wants_digest(request.user),
    }
    return render(request, "alerts/list.html", context)


def _own(request: Any, alert: uuid.UUID) -> Shown:
    """One of those that are for her now; otherwise 404, as if there were none (R14)."""
    found = shown_as(request, alert)
    if not found:
        raise Http404
    return found[0]


@route("R1", "R17", methods=("POST",))
def seen(request: ActingRequest) -> HttpResponse:
    """All that are for her now."""
    services.mark_seen(alerts=[row.alert.pk for row in shown_to(request)], by=request.user)
    return see_other(reverse("alerts:list"))


@route("R1", "R17", reads=True, methods=("GET", "HEAD", "POST"))
def put_off(request: ActingRequest, alert: uuid.UUID) -> HttpResponse:
    """「まだ大丈夫」: in the row of the home page, or on a page of its own."""
    row: Any = _own(request, alert)
    log: Any = request.acting.log
    is_fragment = bool(request.htmx)
    form = PutOffForm(request.POST or None)
    log.note("list", kind="知らせ")
    if request.method == "POST" and form.is_valid():
        answer = _save(request, row, form)
        if answer is not None and not is_fragment:
            return answer
        if answer is not None:
            context = {"said": "あとにしました", "about": row.title, "url": row.line.url}
            return render(request, "home/_done.html", context | {"number": row.line.case_number})
    template = "alerts/_put_off.html" if is_fragment else "alerts/put_off.html"
    return render_form(request, template, {"form": form, "row": row}, form)


def _save(request: Any, row: Shown, form: PutOffForm) -> HttpResponse | None:
    def save() -> str:
        services.put_off(alert=row.alert.pk, by=request.user, **form.values())
        return reverse("alerts:list")

    try:
        return submit_once(request, form, save)
    except DomainError as error:
        form.add_error("until", str(error))
        return None


@route("OWN", methods=("POST",))
def digest(request: ActingRequest) -> HttpResponse:
    """Whether she wants the daily mail."""
    form = DigestForm(request.POST)
    if form.is_valid():
        wanted = form.cleaned_data["wanted"] == "yes"
        services.choose_digest(wanted=wanted, by=request.user)
        words = "受け取ります" if wanted else "受け取りません"
        messages.success(request, f"今日の仕事のメールを{words}")
    return see_other(reverse("alerts:list"))
