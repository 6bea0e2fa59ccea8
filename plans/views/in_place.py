"""Progress in place: all goals and tasks on one page, row by row, and a task on the home page.

With htmx each row saves by itself and answers with the row, and with the card beside it that sums up all rows; without,
the same address answers with the page.
"""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from cases.typed_contacts import ask_about_contacts
from plans import services
from plans.choices import DEGREES, codes
from plans.forms.progress import TaskQuickForm
from plans.models import Goal, Plan, PlanTask
from plans.page import PlanPage
from plans.progress_page import Row, goal_form, rows_of_plan, task_form
from plans.services.changing import bodies_acted_for

from .forms_of_plan import BOTH
from .progress import told_of


@route("R5", "R6", "R9", reads=True)
def progress(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """All goals and tasks; a form in each row for who may tell."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    request.acting.log.note("read", page.plan)
    return render(request, "plans/steps.html", _whole(page))


def _whole(page: PlanPage, instead: Row | None = None) -> dict[str, Any]:
    """The page of all rows, one of them as it was sent."""
    bodies = bodies_acted_for(page.plan, page.user) if page.may_tell_progress else []
    goals, tasks = rows_of_plan(page, bodies)
    if instead is not None:
        goals, tasks = ([instead if r.key == instead.key else r for r in x] for x in (goals, tasks))
    return page.context(goal_rows=goals, task_rows=tasks, form=instead.form if instead else None)


@route("R5", "R6", reads=True, methods=BOTH)
def goal_row(request: ActingRequest, goal: uuid.UUID) -> HttpResponse:
    """One goal, saved by itself."""
    row = get_visible(Goal, request.user, goal)
    page, bodies = told_of(request, row)
    return _row(page, row, goal_form(page, row, bodies, codes(DEGREES), request.POST or None))


@route("R5", "R6", reads=True, methods=BOTH)
def task_row(request: ActingRequest, plan_task: uuid.UUID) -> HttpResponse:
    """One task, saved by itself."""
    row = get_visible(PlanTask, request.user, plan_task)
    page, bodies = told_of(request, row)
    return _row(page, row, task_form(page, row, bodies, codes(DEGREES), request.POST or None))


def _row(page: PlanPage, row: Any, form: Any) -> HttpResponse:
    request: Any = page.request
    kind = "goal" if isinstance(row, Goal) else "task"
    back = f"{reverse('plans:progress', args=[page.plan.pk])}#{kind}-{row.pk}"
    if request.method != "POST":
        return HttpResponseRedirect(back)
    done = _send(page, row, form, kind, back)
    if done is not None and not (request.htmx and done.status_code == 303):
        return done
    request.acting.log.note("read", page.plan)
    page = PlanPage(request, get_visible(Plan, request.user, page.plan.pk))
    context = _whole(page)
    found = next(
        r for r in [*context["goal_rows"], *context["task_rows"]] if r.key.endswith(str(row.pk))
    )
    if done is None:
        found.form = form
    found.is_saved = done is not None
    if request.htmx:
        context |= {"row": found}
        return render_form(request, f"plans/_{kind}_row.html", context, found.form)
    return render_form(request, "plans/steps.html", context | {"form": form}, form)


def _send(page: PlanPage, row: Any, form: Any, kind: str, target: str) -> HttpResponse | None:
    """What was sent, told once; None when the form comes back with what to put right, or asks about a protected contact that
    the circle would read (R11)."""
    if form.is_bound:
        ask_about_contacts(page.request, form, page.case.pk, only_new=True)

    def save() -> str:
        services.enter_progress(
            plan=page.plan, by=page.user, **{kind: row}, **form.step(), **form.told()
        )
        page.request.acting.log.note("write", page.plan)
        return target

    return save_form(page.request, form, save, changing=row)


@route("R5", "R6", reads=True, methods=BOTH)
def task_quick(request: ActingRequest, plan_task: uuid.UUID) -> HttpResponse:
    """A task on the home page, told where it stands; without htmx its own page does the same."""
    row = get_visible(PlanTask, request.user, plan_task)
    page, bodies = told_of(request, row)
    form = TaskQuickForm(
        request.POST or None,
        bodies=sorted(bodies, key=lambda body: body.pk != row.body_id)[:1],
        prefix=row.pk.hex,
        draft_object=row.pk,
        initial={"state": row.state, "version": row.version},
    )
    if request.method != "POST" and not request.htmx:
        return HttpResponseRedirect(reverse("plans:task_progress", args=[row.pk]))
    done = _send(page, row, form, "task", reverse("home"))
    if done is not None and not (request.htmx and done.status_code == 303):
        return done
    request.acting.log.note("read", page.plan)
    context = page.context(form=form, task=get_visible(PlanTask, request.user, row.pk))
    context |= {"is_saved": done is not None}
    return render_form(request, "plans/_task_quick.html", context, form)
