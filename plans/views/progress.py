"""How far goals and tasks have come."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from access.routes import route
from access.shortcuts import get_visible
from plans import services
from plans.choices import DEGREES, codes
from plans.forms import GoalProgressForm, TaskProgressForm
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
        done="進み具合を登録しました",
        changing=row,
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
        done="進み具合を登録しました",
        changing=row,
        task=row,
        heading="役割の進み具合を書く",
    )
