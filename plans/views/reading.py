"""Plans to read: list and page."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible, row_or_404
from meetings.words import conference_name
from plans.choices import end_reason_of
from plans.comparing import since_last_meeting
from plans.models import Plan, PlanBatch, PlanPrint
from plans.overview import rows_of
from plans.page import PlanPage
from plans.paper_contents import was_refused

PAGE = 25
GROUPS = {"going": "進んでいるもの", "ended": "終わったもの"}


@route("R5", "R6", "R9", reads=True)
def plan_list(request: ActingRequest) -> HttpResponse:
    """Plans that the user sees, with progress; those that go on, or those that have ended."""
    group = request.GET.get("group", "going")
    group = group if group in GROUPS else "going"
    visible = Plan.objects.visible_to(request.user)
    chosen = visible.going_on().by_monitoring() if group == "going" else visible.ended().by_end()
    pages = Paginator(chosen.for_list(), PAGE).get_page(request.GET.get("page"))
    request.acting.log.note("list", kind="支援プラン")
    tabs = [
        {"url": f"?group={key}", "label": label, "is_current": key == group}
        for key, label in GROUPS.items()
    ]
    rows = rows_of(list(pages.object_list), request.user)
    context = {"rows": rows, "pages": pages, "tabs": tabs, "group": group}
    return render(request, "plans/list.html", context | {"today": timezone.localdate()})


@route("R5", "R6", "R9", reads=True)
def detail(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """The plan: the person's wishes on top, goals, roles, circle, next step."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    request.acting.log.note("read", page.plan)
    since = since_last_meeting(page.plan, request.user)
    marks = since.marks if since else {}
    marked: list[Any] = [*page.goals, *page.tasks, *page.candidates, *page.circle]
    for row in marked:
        row.since = marks.get(row.pk, "")
    context = page.context(
        conference_name=conference_name(),
        since=since,
        end_reason=end_reason_of(page.plan),
        is_refused=was_refused(page.plan),
        own_rows=[(row, marks.get(row.name, "")) for row in page.own_rows],
    )
    return render(request, "plans/detail.html", context)


@route("R5", "R6")
def copy(request: ActingRequest, plan_print: uuid.UUID) -> HttpResponse:
    """Back from the making of a copy to its plan."""
    made = get_visible(PlanPrint, request.user, plan_print)
    return HttpResponseRedirect(reverse("plans:detail", args=[made.plan_id]))


@route("R5", "R6")
def batch(request: ActingRequest, plan_batch: uuid.UUID) -> HttpResponse:
    """Back from the making of many copies: to their conference, their one plan, or the choice of plans."""
    made = row_or_404(PlanBatch.objects.visible_to(request.user), plan_batch)
    if made.conference_id is not None:
        return HttpResponseRedirect(reverse("meetings:conference", args=[made.conference_id]))
    rows = PlanPrint.objects.visible_to(request.user).filter(pk__in=made.copy_ids)
    plans = list(rows.order_by().values_list("plan", flat=True).distinct()[:2])
    if len(plans) == 1:
        return HttpResponseRedirect(reverse("plans:detail", args=plans))
    return HttpResponseRedirect(reverse("plans:print_many"))
