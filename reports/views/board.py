"""The board of plans for supervisors and coordinators."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from bunkyo_support.saving import save_form
from plans.models import Plan
from plans.standing import RULE
from reports import services
from reports.charts import load_picture
from reports.counted_first import counted_first
from reports.forms import PaperForm
from reports.plan_board import ORDERS, ROLES
from reports.plan_summary import PlanSummary
from reports.tabs import tabs_of

PAGE = 25
FILTERS = ("why", "kind", "staff", "order")


@route("R6", "R9", reads=True, methods=("GET", "HEAD", "POST"), roles=ROLES)
@counted_first(
    "支援プランの進行管理",
    lambda request: ["plans"],
    lambda request: tabs_of(request.acting, "plans"),
)
def plans(request: ActingRequest) -> HttpResponse:
    """How the plans stand that the user answers for; filtered, sorted, each with its page."""
    acting = request.acting
    board = PlanSummary(acting, request.user)
    codes = {name: request.GET.get(name, "") for name in FILTERS if request.GET.get(name)}
    rows = board.chosen(codes)
    form = PaperForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        return _print(request, form, board.board.chosen(codes), codes)

    if (answer := save_form(request, form, save)) is not None:
        return answer
    pages = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    acting.log.note("list", kind="支援プランの進行管理")
    orders = [(code, words) for code, (words, _) in ORDERS.items()]
    context = {
        "board": board,
        "tabs": tabs_of(acting, "plans"),
        "pages": pages,
        "rows": board.shown(list(pages.object_list)),
        "total": len(rows),
        "form": form,
        "address": "?" + urlencode(codes) if codes else "",
        "filters": [*_filters(board, codes), _options(codes, "order", "並び順", orders)],
        "picture": load_picture(board),
        "rule": RULE,
        "today": timezone.localdate(),
        "newer_url": _page(codes, pages.previous_page_number()) if pages.has_previous() else "",
        "older_url": _page(codes, pages.next_page_number()) if pages.has_next() else "",
    }
    return render(request, "reports/plan_board.html", context)


def _print(request: ActingRequest, form: PaperForm, rows: Any, codes: dict[str, str]) -> str:
    job = services.request_board_paper(rows=rows, codes=codes, by=request.user, key=form.form_key)
    return reverse("jobs:detail", args=[job.pk])


def _page(codes: dict[str, str], number: int) -> str:
    return "?" + urlencode({**codes, "page": number})


def _filters(board: PlanSummary, codes: dict[str, str]) -> list[dict[str, Any]]:
    reasons = [
        (code, f"{words} {count}")
        for code, words, count in board.counts
        if count or codes.get("why") == code
    ]
    found = [
        _options(codes, "why", "状況", [("", f"すべて {len(board.rows)}"), *reasons]),
        _options(codes, "kind", "種類", [("", "すべて"), *Plan.Kind.choices]),
    ]
    if len(board.staff) > 1:
        found.append(_options(codes, "staff", "担当者", [("", "全員"), *board.staff]))
    return found


def _options(
    codes: dict[str, str], name: str, label: str, options: list[tuple[str, str]]
) -> dict[str, Any]:
    known = dict(options)
    chosen = codes.get(name, "") if codes.get(name, "") in known else options[0][0]

    def url(value: str) -> str:
        kept = {key: kept for key, kept in {**codes, name: value}.items() if kept}
        return "?" + urlencode(kept)

    return {
        "label": label,
        "options": [
            {"label": words, "url": url(value), "is_chosen": value == chosen}
            for value, words in options
        ],
    }
