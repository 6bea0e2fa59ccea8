"""The targets of one's body, and the week: who goes when, and who is not back."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest, body_asked
from access.errors import DomainError
from access.explain import future_audience
from access.grants import record_roles
from access.routes import route
from access.shortcuts import get_changeable
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from cases.in_row import in_its_row
from cases.paging import filter_links, page_of
from cases.services import offices_at
from drafts.submit import see_other, submit_once
from outreach import services
from outreach.forms import ConfirmForm, TargetForm
from outreach.lists import list_rows, targets
from outreach.models import PlannedVisit
from outreach.states import OutreachState
from outreach.week import Week, week_of

from .base import BOTH, KEEPERS

GROUPS = [("", "続いているもの"), ("mine", "自分の担当"), ("closed", "終結したもの")]


def list_tabs(here: str) -> list[dict[str, Any]]:
    """Tabs of the pages over all targets."""
    names = (("list", "対象の一覧"), ("week", "今週の訪問"), ("monthly", "月の明細"))
    return [
        {"url": reverse(f"outreach:{name}"), "label": label, "is_current": name == here}
        for name, label in names
    ]


@route("R2", "R6", reads=True, roles=KEEPERS)
def targets_list(request: ActingRequest) -> HttpResponse:
    """Whom the body seeks out, those first whose next day is first."""
    states = [("", "すべて"), *OutreachState.choices[:-1]]
    shown = page_of(request, targets(request.user, request.GET), unit="人")
    shown["rows"] = list_rows(shown["rows"], request.user)
    request.acting.log.note("list", kind="アウトリーチの一覧")
    context = {
        **shown,
        "tabs": list_tabs("list"),
        "filters": filter_links(request, ("範囲", "group", GROUPS), ("段階", "state", states)),
        "is_filtered": bool(request.GET.get("group") or request.GET.get("state")),
    }
    return render(request, "outreach/list.html", context)


@route("R2", methods=BOTH, roles=KEEPERS)
def new(request: ActingRequest) -> HttpResponse:
    """Somebody comes to notice who has no file yet."""
    bodies = request.acting.recording_bodies
    body = body_asked(request, bodies)
    colleagues = {a.staff_id: a.staff for a in offices_at(body) if a.staff_id != request.user.pk}
    form = TargetForm(request.POST or None, colleagues=list(colleagues.values()))

    def save() -> str:
        data = form.cleaned_data
        made = services.notice_target(
            body=body,
            called=data["called"],
            is_real_name=data["is_real_name"],
            place=data["place"],
            topics=data["topics"],
            urgency=data["urgency"],
            facts=form.facts(),
            in_charge=form.colleague("in_charge"),
            area=data["area"],
            by=request.user,
        )
        request.acting.log.note("write", made)
        return reverse("outreach:detail", args=[made.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    context = {
        "form": form,
        "body": body,
        "bodies": bodies,
        "audience": future_audience(body, record_roles(body)),
    }
    return render_form(request, "outreach/new.html", context, form)


@route("R2", "R6", reads=True, roles=KEEPERS)
def week(request: ActingRequest) -> HttpResponse:
    """Visits of a week as a list and as a calendar; who did not come back stands above both."""
    shown = Week(week_of(request.GET.get("week", "")), request.user, own="mine" in request.GET)
    request.acting.log.note("list", kind="訪問の週の予定")
    context = {"week": shown, "tabs": list_tabs("week"), "today": timezone.localdate()}
    return render(request, "outreach/week.html", context)


@route("R2", methods=("POST",), roles=KEEPERS)
def returned_here(request: ActingRequest, planned_visit: uuid.UUID) -> HttpResponse:
    """Who went is back: in the row of the home page."""
    visit = get_changeable(PlannedVisit, request.user, planned_visit)
    return in_its_row(
        request,
        visit,
        lambda: services.confirm_return(visit=visit, by=request.user),
        {"said": "帰着を確かめました", "about": "訪問の予定", "url": reverse("outreach:week")},
    )


@route("R2", methods=("POST",), roles=KEEPERS)
def returned(request: ActingRequest, planned_visit: uuid.UUID) -> HttpResponse:
    """Who went is back."""
    visit = get_changeable(PlannedVisit, request.user, planned_visit)
    form = ConfirmForm(request.POST)
    target = f"{reverse('outreach:week')}?week={visit.on:%G-W%V}"

    def save() -> str:
        services.confirm_return(visit=visit, by=request.user)
        request.acting.log.note("write", visit)
        return target

    if not form.is_valid():
        return see_other(target)
    try:
        return submit_once(request, form, save)
    except DomainError:  # cancelled meanwhile, or a day to come: the week shows which
        return see_other(target)
