"""モニタリング・評価シート: to write one, to read one, and all of a plan."""

import datetime
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from meetings.models.conference import MINUTED
from organizations.body_settings import monitoring_months
from plans import services
from plans.choices import codes
from plans.evaluation_page import sheets_shown
from plans.forms import CopyForm, evaluation_form
from plans.forms.evaluation import CODE_LISTS
from plans.models import Plan, PlanPrint
from plans.monitoring_models import (
    Evaluation,
    EvaluationContent,
    GoalReview,
    levels_at_last_review,
)
from plans.page import PlanPage
from plans.services.changing import bodies_acted_for
from plans.services.drafting import bodies_with_roles
from plans.services.evaluating import EXAMINING, ON_CONTENT
from plans.services.kinds import outcome_of
from plans.services.prints import receivers_of

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan

PAGE = 10
ON_SHEET = (
    *("held_on", "method", "result", "end_reason", "follow_up_is_needed", "follow_up_on"),
    *("next_monitoring_on", "look_again_on", "conference_on"),
)


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def evaluate(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Write the sheet; saving it enters the evaluation and leads to what follows."""
    page = kept_plan(request, plan)
    page.require(page.may_evaluate)
    form = evaluation_form(
        request.POST or None,
        goals=page.goals,
        reviewed=levels_at_last_review(page.plan, request.user, but=page.open_sheet),
        bodies=bodies_with_roles(page.plan, request.user),
        code_choices={name: codes(name) for name in CODE_LISTS},
        months=monitoring_months(page.secretariat),
        outcome=outcome_of(page.plan, request.user)[0],
        draft_object=page.plan.pk,
        initial=_initial(page),
    )

    def act() -> Evaluation:
        return services.evaluate_plan(
            plan=page.plan, facts=form.facts(), version=form.version, by=request.user
        )

    return answer(
        page,
        form,
        act,
        "plans/evaluation_form.html",
        changing=lambda: _of_now(kept_plan(request, plan)),
        target=lambda made: _next(request, made),
        done="評価シートを保存しました",
    )


def _initial(page: PlanPage) -> dict[str, Any]:
    """The open sheet, to be written anew; otherwise the day of a conference on the progress."""
    found: dict[str, Any] = {"version": page.plan.version}
    found["outcome"] = outcome_of(page.plan, page.user)[1]
    sheet = page.open_sheet
    if sheet is None:
        day = _examined_on(page)
        return found | ({"conference_on": day} if day else {})
    words = EvaluationContent.objects.visible_to(page.user).get(evaluation=sheet)
    found |= {name: getattr(sheet, name) for name in ON_SHEET}
    found |= {name: getattr(words, name) for name in ON_CONTENT}
    found |= {"lead_body": str(sheet.lead_body_id or ""), "monitoring_after": ""}
    for review in GoalReview.objects.visible_to(page.user).filter(evaluation=sheet):
        key = review.goal_id.hex
        found |= {f"degree_{key}": review.degree, f"level_{key}": review.level}
        found[f"text_{key}"] = review.text
    return found


def _of_now(page: PlanPage) -> Any:
    """The sheet that a colleague has saved meanwhile; the plan alone when she did something else with it."""
    return _initial(page) if page.open_sheet else page.plan


def _examined_on(page: PlanPage) -> datetime.date | None:
    """The day of the conference that has examined the progress since the last sheet."""
    sheets = Evaluation.objects.visible_to(page.user).filter(plan=page.plan)
    last = sheets.first()
    days = [
        row.held_on
        for row in page.conferences
        if row.state in MINUTED
        and (last is None or _is_after(row.held_on, last))
        and any(item.purpose in EXAMINING for item in row.items.all())
    ]
    return max(days, default=None)


def _is_after(day: datetime.date, sheet: Evaluation) -> bool:
    """Whether a conference of that day is for the next sheet. One of the day of the sheet itself is, unless the sheet
    names it already."""
    return day > sheet.held_on or (day == sheet.held_on and sheet.conference_on != day)


def _next(request: ActingRequest, made: Evaluation) -> str:
    """Where the result leads: the step that carries it out, filled in from the sheet."""
    page = PlanPage(request, get_visible(Plan, request.user, made.plan_id))
    step = page.next_step if made.settled_on is None else None
    return step[1] if step else reverse("plans:evaluation", args=[made.pk])


@route("R5", "R6", "R9", reads=True)
def evaluations(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """All sheets of the plan, the newest first."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    rows = Evaluation.objects.visible_to(request.user).filter(plan=page.plan)
    chosen = rows.select_related("lead_body", "body", "created_by")
    pages = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    request.acting.log.note("read", page.plan, kind="評価シート")
    sheets = sheets_shown(pages.object_list, request.user)
    return render(request, "plans/evaluations.html", page.context(sheets=sheets, pages=pages))


@route("R5", "R6", "R9", reads=True)
def evaluation(request: ActingRequest, evaluation: uuid.UUID) -> HttpResponse:
    """One sheet."""
    sheet = get_visible(Evaluation, request.user, evaluation)
    page = PlanPage(request, get_visible(Plan, request.user, sheet.plan_id))
    request.acting.log.note("read", page.plan, kind="評価シート")
    (shown_sheet,) = sheets_shown([sheet], request.user)
    may_print = shown_sheet.content is not None and page.may_write
    may_print = may_print and bool(bodies_acted_for(page.plan, request.user))
    context = page.context(shown=shown_sheet, may_print=may_print)
    return render(request, "plans/evaluation.html", context)


@route("R5", "R6", "R9", "R21", reads=True, methods=BOTH)
def print_sheet(request: ActingRequest, evaluation: uuid.UUID) -> HttpResponse:
    """Ask for copies of a sheet; who reads progress and no words makes none (R9)."""
    sheet = get_visible(Evaluation, request.user, evaluation)
    page = PlanPage(request, get_visible(Plan, request.user, sheet.plan_id))
    words = EvaluationContent.objects.visible_to(request.user).filter(evaluation=sheet)
    acted_for = bodies_acted_for(page.plan, request.user)
    page.require(page.may_write and acted_for and words.exists())
    form = CopyForm(
        request.POST or None,
        may_leave=page.has_consent,
        receivers=receivers_of(page.plan, acted_for[0], request.user),
        draft_object=evaluation,
    )
    return answer(
        page,
        form,
        lambda: services.request_print(
            plan=page.plan,
            **form.chosen(),
            paper=PlanPrint.Paper.EVALUATION,
            evaluation=sheet,
            body=acted_for[0],
            by=request.user,
        ),
        "plans/form.html",
        action="print",
        target=lambda made: reverse("jobs:detail", args=[made[1].pk]),
        heading="モニタリング・評価シートを印刷する（PDF）",
        submit="PDFを作る",
        explanation="本人に渡す写しには、家族から聞いたことは入りません。"
        "写しには番号・照合コードと、印刷した人・日時が入ります。"
        "本人や参加機関に渡すときは、提供の記録に残ります。",
    )
