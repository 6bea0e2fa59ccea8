"""The frame around every form about a plan: who may come here, saving once, and conflicts."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.errors import DomainError, StaleError
from access.shortcuts import get_visible
from bunkyo_support.forms import BaseForm, render_form
from drafts.submit import submit_once
from organizations.models import Role
from plans.forms.common import tell_readers
from plans.models import Plan
from plans.page import PlanPage

BOTH = ("GET", "HEAD", "POST")
COORDINATORS = (Role.COORDINATOR,)


def kept_plan(request: HttpRequest, plan: uuid.UUID) -> PlanPage:
    """The plan, for a coordinator of its secretariat (R6); to others the page is not there."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    if not page.is_coordinator:
        raise Http404
    return page


def answer(
    page: PlanPage,
    form: BaseForm,
    act: Callable[[], Any],
    template: str,
    saved_as: Callable[[Plan], list[dict[str, str]]] | None = None,
    target: Callable[[Any], str] | None = None,
    action: str = "write",
    locked: Any = None,
    **context: Any,
) -> HttpResponse:
    """The page with its form; when it was sent, the service once, and then the plan.

    `saved_as` gives rows of what stands now beside what was typed, for a colleague saved meanwhile.
    `locked` is the row that the form's version is of, if that is not the plan.
    """
    request, plan = page.request, page.plan
    tell_readers(form, is_before_consent=plan.is_before_consent)
    current: list[dict[str, str]] = []

    def save() -> str:
        made = act()
        request.acting.log.note(action, plan)
        return target(made) if target else reverse("plans:detail", args=[plan.pk])

    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
            # The service has changed the object in memory, and the database nothing.
            plan = get_visible(Plan, request.user, plan.pk)
            if isinstance(error, StaleError):
                take_over_version(form, plan if locked is None else locked)
                current = saved_as(plan) if saved_as else []
    request.acting.log.note("read", plan)
    shown = PlanPage(request, plan).context(form=form, current=current, **context)
    return render_form(request, template, shown, form)


def take_over_version(form: BaseForm, row: Any) -> None:
    """Both texts are on the page now: the next save is made with open eyes."""
    sent: Any = form.data
    data = sent.copy()
    data[form.add_prefix("version")] = row.version
    form.data = data
