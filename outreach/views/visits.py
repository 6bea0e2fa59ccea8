"""Visits planned; attempts told on the way back, and corrected."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.routes import route
from access.shortcuts import row_or_404
from cases.paging import page_of
from outreach import services
from outreach.forms import AttemptForm, CancelForm, CorrectAttemptForm, VisitForm
from outreach.models import PlannedVisit, VisitAttempt, VisitState
from outreach.page import OutreachPage

from .base import BOTH, KEEPERS, form_page, only_to_open, seen, written


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def plan(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """Plan the next visit."""
    page = written(request, outreach)
    form = VisitForm(
        request.POST or None,
        colleagues=page.colleagues,
        draft_object=page.outreach.pk,
        initial={"visitor": str(request.user.pk)},
    )

    def act() -> Any:
        return services.plan_visit(outreach=page.outreach, facts=form.facts(), by=request.user)

    return form_page(
        page,
        form,
        act,
        heading="次の予定を立てる",
        submit="予定に入れる",
        template="outreach/visit.html",
    )


def _planned(request: HttpRequest, planned_visit: uuid.UUID) -> tuple[OutreachPage, PlannedVisit]:
    """A visit in an outreach in which the user writes. Its forms are offered while it is to come; whoever
    was typing when somebody else told of it is answered by the service."""
    visit = row_or_404(PlannedVisit.objects.visible_to(request.user).for_list(), planned_visit)
    page = written(request, visit.outreach_id)
    only_to_open(request, visit.state == VisitState.PLANNED)
    return page, visit


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def change(request: HttpRequest, planned_visit: uuid.UUID) -> HttpResponse:
    """Change day, hours, or who goes."""
    page, visit = _planned(request, planned_visit)
    form = VisitForm(
        request.POST or None,
        colleagues=page.colleagues,
        draft_object=visit.pk,
        initial=VisitForm.initial_of(visit),
    )

    def act() -> Any:
        return services.set_hours(
            visit=visit, facts=form.facts(), version=form.version, by=request.user
        )

    return form_page(
        page,
        form,
        act,
        heading="予定を変える",
        submit="予定を変える",
        template="outreach/visit.html",
        entry=visit,
        visit=visit,
        changing=visit,
    )


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def cancel(request: HttpRequest, planned_visit: uuid.UUID) -> HttpResponse:
    """It does not take place."""
    page, visit = _planned(request, planned_visit)
    form = CancelForm(request.POST or None, draft_object=visit.pk)

    def act() -> Any:
        return services.cancel_visit(
            visit=visit, reason=form.cleaned_data["reason"], by=request.user
        )

    return form_page(page, form, act, heading="予定を取りやめる", submit="取りやめる", entry=visit)


def _attempt(request: HttpRequest, page: OutreachPage, visit: PlannedVisit | None) -> HttpResponse:
    initial: dict[str, Any] = {"visitor": str(request.user.pk)}
    if visit is not None:
        initial = AttemptForm.initial_of_visit(visit)
    form = AttemptForm(
        request.POST or None,
        colleagues=page.colleagues,
        recorded=page.who_was_to_go(visit) if visit else (),
        draft_object=(visit or page.outreach).pk,
        initial=initial,
        is_before_approach=page.is_before_approach,
    )

    def act() -> Any:
        return services.record_attempt(
            outreach=page.outreach, facts=form.facts(), visit=visit, by=request.user
        )

    return form_page(
        page,
        form,
        act,
        heading="結果を記録する",
        submit="記録する",
        template="outreach/attempt.html",
        visit=visit,
        due_visits=[] if visit else page.due_visits,
    )


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def attempt(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """Tell what came of an attempt that nobody had planned."""
    return _attempt(request, written(request, outreach), None)


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def attempt_of_visit(request: HttpRequest, planned_visit: uuid.UUID) -> HttpResponse:
    """Tell what came of a planned visit: who went is filled in."""
    page, visit = _planned(request, planned_visit)
    return _attempt(request, page, visit)


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def correct(request: HttpRequest, visit_attempt: uuid.UUID) -> HttpResponse:
    """Correct what was told; the former row stays readable."""
    rows = VisitAttempt.objects.visible_to(request.user).that_count()
    rows = rows.with_people().select_related("visit", "compartment__case")
    row = row_or_404(rows, visit_attempt)
    page = seen(request, row.outreach_id, "attempts")
    page.require(page.may_write)
    form = CorrectAttemptForm(
        request.POST or None,
        colleagues=page.colleagues,
        recorded=(row.visitor, row.companion),
        draft_object=row.pk,
        initial=CorrectAttemptForm.initial_of(row),
    )

    def act() -> Any:
        return services.correct_attempt(
            attempt=row, facts=form.facts(), reason=form.cleaned_data["reason"], by=request.user
        )

    return form_page(
        page,
        form,
        act,
        heading="記録を訂正する",
        submit="訂正する",
        template="outreach/attempt.html",
        entry=row,
        target=reverse("outreach:attempts", args=[page.outreach.pk]),
        is_correction=True,
    )


@route("R2", reads=True, roles=KEEPERS)
def attempts(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """All attempts, the newest first; corrected ones crossed out."""
    page = seen(request, outreach, "attempts")
    shown = page_of(request, page.attempts.with_people().with_correction(), unit="回")
    page.request.acting.log.note("read", page.outreach)
    return render(request, "outreach/attempts.html", page.context(**shown))
