"""How far goals and tasks have come, and copies on paper."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.routes import route
from access.shortcuts import get_visible
from plans import services
from plans.choices import DEGREES, codes
from plans.forms import GoalProgressForm, PrintForm, TaskProgressForm
from plans.models import Goal, Plan, PlanTask
from plans.page import PlanPage
from plans.services.changing import bodies_acted_for

from .forms_of_plan import BOTH, answer


def told_of(request: HttpRequest, row: Goal | PlanTask) -> tuple[PlanPage, list[Any]]:
    """The plan and the bodies for which the user may tell its progress (R5)."""
    page = PlanPage(request, get_visible(Plan, request.user, row.plan_id))
    acted_for = bodies_acted_for(page.plan, request.user)
    if not page.may_write or not acted_for:
        raise Http404
    return page, acted_for


@route("R5", "R6", reads=True, methods=BOTH)
def goal(request: HttpRequest, goal: uuid.UUID) -> HttpResponse:
    """How far a goal has come."""
    row = get_visible(Goal, request.user, goal)
    page, acted_for = told_of(request, row)
    form = GoalProgressForm(
        request.POST or None,
        bodies=acted_for,
        degrees=codes(DEGREES),
        draft_object=row.pk,
        initial={"level": row.level, "version": row.version},
    )
    return answer(
        page,
        form,
        lambda: services.enter_progress(
            plan=page.plan,
            goal=row,
            by=request.user,
            **form.step(),
            **form.told(),
        ),
        "plans/progress.html",
        locked=row,
        goal=row,
        heading="目標の進み具合を書く",
    )


@route("R5", "R6", reads=True, methods=BOTH)
def task(request: HttpRequest, plan_task: uuid.UUID) -> HttpResponse:
    """How far a task has come."""
    row = get_visible(PlanTask, request.user, plan_task)
    page, acted_for = told_of(request, row)
    own_first = sorted(acted_for, key=lambda body: body.pk != row.body_id)
    form = TaskProgressForm(
        request.POST or None,
        bodies=own_first,
        degrees=codes(DEGREES),
        draft_object=row.pk,
        initial={"state": row.state, "version": row.version},
    )
    return answer(
        page,
        form,
        lambda: services.enter_progress(
            plan=page.plan,
            task=row,
            by=request.user,
            **form.step(),
            **form.told(),
        ),
        "plans/progress.html",
        locked=row,
        task=row,
        heading="役割の進み具合を書く",
    )


@route("R5", "R6", "R21", reads=True, methods=BOTH)
def printing(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Ask for a copy: for whom, and then the page of its making."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    acted_for = bodies_acted_for(page.plan, request.user)
    if not page.may_write or page.content is None or not acted_for:
        raise Http404
    form = PrintForm(request.POST or None, may_leave=page.has_consent, draft_object=plan)

    return answer(
        page,
        form,
        lambda: services.request_print(
            plan=page.plan,
            made_for=form.cleaned_data["made_for"],
            body=acted_for[0],
            by=request.user,
        ),
        "plans/form.html",
        action="print",
        target=lambda made: reverse("jobs:detail", args=[made[1].pk]),
        heading=f"第{page.plan.edition}版を印刷する（PDF）",
        submit="PDFを作る",
        explanation="写しには番号と、印刷した人・日時が入ります。"
        "本人や参加機関に渡すときは、提供の記録に残ります。",
    )
