"""The history of a plan: two editions side by side, every change, and the versions that were fixed."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.routes import route
from access.shortcuts import get_visible
from cases.paging import page_of
from plans import services
from plans.changes import Changes
from plans.comparing import last_meeting, side_by_side
from plans.editions import Edition, editions, now_said, snapshot
from plans.forms import CopyForm
from plans.models import FixedPlan, FixedPlanText, Plan
from plans.page import PlanPage
from plans.services.changing import bodies_acted_for
from plans.services.prints import receivers_of

from .forms_of_plan import BOTH, answer

PAGE = 25


@route("R5", "R6", "R9", reads=True, methods=BOTH)
def history(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Two editions side by side, or the plan now beside the plan at the last meeting; all changes."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    found = editions(page.plan, request.user)
    met = last_meeting(page.plan, request.user)
    sent = request.POST if request.method == "POST" else request.GET
    everything = sent.get("all") == "1"
    if sent.get("since") == "meeting" and met:
        fixed, old = met
        compared = {
            "since": fixed,
            "sections": side_by_side(
                old, now_said(page.plan, request.user), everything=everything, progress=True
            ),
            "before_label": f"会議のとき（第{fixed.edition}版）",
            "after_label": f"いま（第{page.plan.edition}版）",
        }
    else:
        compared = _compared(page, *_chosen(sent, found), everything)
    acting.log.note("read", page.plan, kind="支援プランの履歴")
    changes: Any = Changes(page.plan, request.user)
    context = page.context(
        editions=found,
        met=met[0] if met else None,
        everything=everything,
        fixed_versions=list(FixedPlan.objects.visible_to(request.user).filter(plan=page.plan)),
        changes=page_of(request, changes, size=PAGE),
        **compared,
    )
    return render(request, "plans/history.html", context)


def _compared(
    page: PlanPage, before: int | None, after: int | None, everything: bool
) -> dict[str, Any]:
    sections = None
    if before and after and before != after:
        old = snapshot(page.plan, before, page.user)
        new = snapshot(page.plan, after, page.user)
        sections = side_by_side(old, new, everything=everything) if old and new else None
    return {
        "before": before,
        "after": after,
        "sections": sections,
        "before_label": f"第{before}版",
        "after_label": f"第{after}版",
    }


def _chosen(sent: Any, found: list[Edition]) -> tuple[int | None, int | None]:
    """The two editions to compare, the older first; the newest two unless others are asked for."""
    numbers = [edition.number for edition in found]
    asked = [sent.get(name, "") for name in ("before", "after")]
    wanted = [int(a) for a in asked if a.isdecimal() and len(a) < 6 and int(a) in numbers]
    if len(wanted) != len(asked):
        wanted = numbers[:2]
    if len(wanted) < 2:
        return None, None
    return min(wanted), max(wanted)


def _text_of(fixed: FixedPlan, user: Any) -> FixedPlanText:
    """The words of a fixed version; a supervisor sees that it is there, and not these (R9)."""
    text = FixedPlanText.objects.visible_to(user).filter(fixed=fixed).first()
    if text is None:
        raise Http404
    return text


@route("R5", "R6", reads=True)
def fixed(request: HttpRequest, fixed_plan: uuid.UUID) -> HttpResponse:
    """The plan as it stood at a meeting, or when the ward decided."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(FixedPlan, request.user, fixed_plan)
    text = _text_of(row, request.user)
    page = PlanPage(request, get_visible(Plan, request.user, row.plan_id))
    acting.log.note("read", page.plan)
    may_print = page.may_write and bool(bodies_acted_for(page.plan, request.user))
    return render(
        request,
        "plans/fixed.html",
        page.context(fixed=row, blocks=text.blocks, may_print=may_print),
    )


@route("R5", "R6", "R21", reads=True, methods=BOTH)
def print_fixed(request: HttpRequest, fixed_plan: uuid.UUID) -> HttpResponse:
    """Ask for a copy of a fixed version: for whom, and then the page of its making."""
    row = get_visible(FixedPlan, request.user, fixed_plan)
    _text_of(row, request.user)
    page = PlanPage(request, get_visible(Plan, request.user, row.plan_id))
    acted_for = bodies_acted_for(page.plan, request.user)
    if not page.may_write or not acted_for:
        raise Http404
    form = CopyForm(
        request.POST or None,
        may_leave=page.has_consent,
        receivers=receivers_of(page.plan, acted_for[0], request.user),
        draft_object=fixed_plan,
    )
    return answer(
        page,
        form,
        lambda: services.request_print(
            plan=page.plan,
            **form.chosen(),
            body=acted_for[0],
            fixed=row,
            by=request.user,
        ),
        "plans/form.html",
        action="print",
        target=lambda made: reverse("jobs:detail", args=[made[1].pk]),
        heading=f"決まった版（第{row.edition}版）を印刷する（PDF）",
        submit="PDFを作る",
        explanation="決まったときの内容を、そのまま印刷します。そのあとの変更は入りません。"
        "写しには番号と、印刷した人・日時が入ります。"
        "本人や参加機関に渡すときは、提供の記録に残ります。",
    )
