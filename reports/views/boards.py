"""Boards: multi-agency cases for coordinators, one's own body for supervisors, the ward in figures."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from cases.paging import filter_links, page_of
from organizations.models import Role
from plans.standing import RULE
from reports.boards.access import sees_ward
from reports.boards.kept_together import KeptTogether
from reports.boards.pictures import signals_picture, spans_picture, steps_picture
from reports.boards.silence import DAYS, SIGNALS, Radar, page_lines, rows_of
from reports.boards.steps import Step, Who
from reports.boards.together import ORDERS, SPANS
from reports.boards.ward import ward_figures
from reports.counted_first import counted_first
from reports.figures import figures_of
from reports.plan_board import ROLES
from reports.tabs import tabs_of


def _tabs(of: str) -> Callable[[Any], list[dict[str, Any]]]:
    return lambda request: tabs_of(request.acting, of)


def _of_ward(request: ActingRequest) -> list[str]:
    if not sees_ward(request.acting):
        raise Http404
    return ["together", "plans", "own", figures_of(timezone.localdate())]


@route("R6", reads=True, roles=(Role.COORDINATOR,))
@counted_first("多機関協働の進み具合", lambda request: ["together"], _tabs("together"))
def together(request: ActingRequest) -> HttpResponse:
    """Where each multi-agency case is, for how long, and for whom it waits."""
    acting = request.acting
    board = KeptTogether(acting, request.user)
    asked = {name: request.GET.get(name, "") for name in ("step", "who", "long", "order")}
    chosen = board.chosen(asked)
    steps = [(str(s), f"{s.label} {n}") for s, n, _ in board.counts if n or asked["step"] == s]
    waits = [(str(w), f"{w.label} {n}") for w, n in board.waiting if n or asked["who"] == w]
    every = ("", f"すべて {len(board.rows)}")
    orders = [("" if code == "days" else code, words) for code, (words, _) in ORDERS.items()]
    pages = page_of(request, chosen)
    acting.log.note("list", kind="多機関協働の進み具合")
    context = {
        "board": board,
        "tabs": tabs_of(acting, "together"),
        "pages": pages | {"rows": board.named(pages["rows"])},
        "filters": filter_links(
            request,
            ("段階", "step", [every, *steps]),
            ("待っている相手", "who", [every, *waits]),
            ("日数", "long", [("", "すべて"), ("1", f"60日以上 {board.long}")]),
            ("並び順", "order", orders),
        ),
        "is_filtered": any(asked[name] for name in ("step", "who", "long")),
        "picture": steps_picture(board),
        "spans": [words for words, _ in SPANS],
        "steps": [
            (step, total, [(words, n) for (words, _), n in zip(SPANS, parts, strict=True)])
            for step, total, parts in board.counts
            if total
        ],
        "rule": RULE,
        "all_steps": [step.label for step in Step],
        "all_who": [who.label for who in Who],
        "today": timezone.localdate(),
    }
    return render(request, "reports/together.html", context)


@route("R2", "R9", reads=True, roles=(Role.SUPERVISOR,))
@counted_first("自機関の進み具合", lambda request: ["own"], _tabs("own"))
def own(request: ActingRequest) -> HttpResponse:
    """One's own body: how it stands, and where nothing has been heard for long."""
    acting = request.acting
    days = request.GET.get("days", "")
    known = {str(number): number for number in DAYS}
    radar = Radar(acting, request.user, keep=True)
    if days in known:
        radar.days = known[days]
    code = request.GET.get("about", "")
    code = code if code in SIGNALS else "households"
    pages = page_of(request, rows_of(radar, code))
    lines = page_lines(radar, code, pages["rows"])
    acting.log.note("list", kind="自機関の進み具合")
    context = {
        "radar": radar,
        "tabs": tabs_of(acting, "own"),
        "pages": pages,
        "lines": lines,
        "signal": SIGNALS[code],
        "signals": [(signal, radar.counts[key]) for key, signal in SIGNALS.items()],
        "filters": filter_links(
            request,
            (
                "見るもの",
                "about",
                [
                    ("" if key == "households" else key, f"{signal.label} {radar.counts[key]}")
                    for key, signal in SIGNALS.items()
                ],
            ),
            (
                "関わりのない日数",
                "days",
                [("" if number == 60 else str(number), f"{number}日以上") for number in DAYS],
            ),
        ),
        "signals_picture": signals_picture(radar),
        "spans_picture": spans_picture(radar),
    }
    return render(request, "reports/own.html", context)


@route("R6", "R9", reads=True, roles=ROLES)
@counted_first("区全体の数", _of_ward, _tabs("ward"))
def ward(request: ActingRequest) -> HttpResponse:
    """Figures only, for the secretariat and those who manage a part of the ward."""
    acting = request.acting
    if not sees_ward(acting):
        raise Http404
    groups = ward_figures(acting, request.user)
    acting.log.note("list", kind="区全体の数")
    context = {
        "tabs": tabs_of(acting, "ward"),
        "groups": groups,
        "now": timezone.localtime(),
    }
    return render(request, "reports/ward.html", context)
