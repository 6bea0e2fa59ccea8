"""The auditors' pages of unusual reading: flags, what was found about each, the figures (R10, S-73)."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bunkyo_support.forms import render_form

from . import unusual
from .acting import ActingRequest
from .errors import DomainError
from .forms import FiguresForm, FindingForm
from .models import AccessLog, ReadingFlag
from .routes import route
from .shortcuts import row_or_404
from .unusual_models import Unusual

PAGE = 50
AUDITOR = ("auditor",)
BOTH = ("GET", "HEAD", "POST")
KIND = "注意する閲覧"
STATES = (("", "まだ閉じていない"), ("closed", "閉じた"), ("all", "すべて"))


@route("R10", "R19", reads=True, roles=AUDITOR)
def flags(request: ActingRequest) -> HttpResponse:
    """What the log shows that is unusual: definitions, numbers, and the rows by filter."""
    request.acting.log.note(AccessLog.Action.LIST, kind=KIND)
    asked = {name: request.GET.get(name, "") for name in ("rule", "state")}
    every = ReadingFlag.objects.with_state()
    rows = every
    if asked["state"] != "all":
        rows = rows.filter(is_closed=asked["state"] == "closed")
    if asked["rule"] in Unusual.values:
        rows = rows.filter(rule=asked["rule"])
    pages = Paginator(rows.order_by("-day", "-last_at", "id"), PAGE).get_page(
        request.GET.get("page")
    )
    told = unusual.definitions(unusual.figures())
    waiting = dict(
        every.filter(is_closed=False).order_by().values_list("rule").annotate(number=Count("pk"))
    )
    context = {
        "rows": unusual.rows_of(list(pages.object_list)),
        "total": pages.paginator.count,
        "definitions": [
            {"label": label, "text": told[code], "count": waiting.get(code, 0)}
            for code, label in Unusual.choices
        ],
        "filters": [
            _options(asked, "state", "状態", STATES),
            _options(asked, "rule", "目印", [("", "すべて"), *Unusual.choices]),
        ],
        "newer_url": _page(asked, pages.previous_page_number()) if pages.has_previous() else "",
        "older_url": _page(asked, pages.next_page_number()) if pages.has_next() else "",
        "newer": "新しいもの",
        "older": "古いもの",
    }
    return render(request, "access/flags.html", context)


def _page(asked: dict[str, str], number: int) -> str:
    return "?" + urlencode({**{k: v for k, v in asked.items() if v}, "page": number})


def _options(asked: dict[str, str], name: str, label: str, options: Any) -> dict[str, Any]:
    chosen = asked[name] if asked[name] in dict(options) else ""

    def url(value: str) -> str:
        return "?" + urlencode({k: v for k, v in {**asked, name: value}.items() if v})

    return {
        "label": label,
        "options": [
            {"label": words, "url": url(value), "is_chosen": value == chosen}
            for value, words in options
        ],
    }


@route("R10", "R19", reads=True, methods=("POST",), roles=AUDITOR)
def look_again(request: ActingRequest) -> HttpResponse:
    """Look through the log of yesterday and today now, and not at the next full hour."""
    request.acting.log.note(AccessLog.Action.SEARCH, kind=KIND)
    unusual.look()
    return see(reverse("access:flags"))


@route("R10", "R19", reads=True, methods=BOTH, roles=AUDITOR)
def flag(request: ActingRequest, reading_flag: uuid.UUID) -> HttpResponse:
    """A flag: its definition, the entries of the log, what auditors wrote; a comment or a conclusion."""
    found = row_or_404(ReadingFlag.objects.with_state(), reading_flag)
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unusual.say(flag=found, by=request.user, key=form.form_key, **form.values())
            request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
            return see(reverse("access:flag", args=[found.pk]))
        except DomainError as error:
            form.add_error(None, str(error))
    request.acting.log.note(AccessLog.Action.READ, kind=KIND)
    context = {
        "row": unusual.rows_of([found])[0],
        "definition": unusual.definitions(unusual.figures())[found.rule],
        "lines": unusual.lines_of(found),
        "findings": found.findings.select_related("created_by"),
        "form": form,
    }
    return render_form(request, "access/flag.html", context, form)


@route("R10", "R19", reads=True, methods=BOTH, roles=AUDITOR)
def figures(request: ActingRequest) -> HttpResponse:
    """The figures of the definitions; a change holds for what is read from then on."""
    now = unusual.figures()
    names = FiguresForm.Meta.fields
    form = FiguresForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    request.acting.log.note(AccessLog.Action.READ, kind=KIND)
    if request.method == "POST" and form.is_valid():
        unusual.set_figures(by=request.user, **form.values())
        request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
        return see(reverse("access:flags"))
    return render_form(request, "access/figures.html", {"form": form, "now": now}, form)


def see(url: str) -> HttpResponseRedirect:
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer
