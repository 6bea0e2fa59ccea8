"""The frame around every form about a plan: who may come here, saving once, and conflicts."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.shortcuts import get_visible
from bunkyo_support.forms import BaseForm, render_form
from bunkyo_support.saving import Changing, send
from cases.typed_contacts import ask_about_contacts
from organizations.models import Role
from plans.forms.common import tell_readers
from plans.models import Plan
from plans.page import PlanPage
from plans.states import DECIDED_AND_AFTER

BOTH = ("GET", "HEAD", "POST")
COORDINATORS = (Role.COORDINATOR,)
Said = str | Callable[[Any], str]


def kept_plan(request: HttpRequest, plan: uuid.UUID) -> PlanPage:
    """The plan, for a coordinator of its secretariat (R6); to others the page is not there."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    if not page.is_coordinator:
        raise Http404
    return page


def of_version(page: PlanPage, about: Any = None) -> dict[str, Any]:
    """For a form that changes the plan: the version is the plan's, its drafts are about the plan or a row of it."""
    return {"draft_object": (about or page.plan).pk, "initial": {"version": page.plan.version}}


def with_reason(page: PlanPage, about: Any = None) -> dict[str, Any]:
    """The same where a reason is asked for once the plan is decided."""
    return of_version(page, about) | {"reason_needed": page.plan.state in DECIDED_AND_AFTER}


def sent_by(page: PlanPage, form: BaseForm) -> dict[str, Any]:
    """For the service: the plan, the version that was before her eyes, and who writes."""
    return {"plan": page.plan, "version": form.version, "by": page.user}


def said_of(page: PlanPage, done: str) -> Callable[[Plan], str]:
    """What is said of a plan whose words were saved: nothing new, or an agreement that is to be asked anew."""
    version, agreed = page.plan.version, page.plan.agreed_on is not None

    def said(made: Plan) -> str:
        if made.version == version:
            return "変えたところはありません。前のままです"
        again = "。本人の同意は取り消されました。直したプランで、あらためて同意を受けてください"
        return done + again if agreed and made.agreed_on is None else done

    return said


def say_done(request: HttpRequest, done: Said, made: Any) -> None:
    """On the page that follows; said once, and not again when the form is sent twice."""
    words = done(made) if callable(done) else done
    if words:
        messages.success(request, words)


def answer(
    page: PlanPage,
    form: BaseForm,
    act: Callable[[], Any],
    template: str,
    target: Callable[[Any], str] | None = None,
    action: str = "write",
    changing: Changing = None,
    done: Said = "",
    **context: Any,
) -> HttpResponse:
    """The page with its form; when it was sent, the service once, and then the plan.

    `changing` tells of what the form carries the version, if that is not the plan alone; `done` says, on
    the page that follows, what was done: a sentence, or one made of what the service answered.
    What is typed in it the circle reads: it asks about protected contacts (R11, docs/decisions/0993).
    """
    request, plan = page.request, page.plan
    if form.is_bound and not form.is_asked_about:
        ask_about_contacts(request, form, page.case.pk, only_new=True)
    tell_readers(form, is_before_consent=plan.is_before_consent)

    def save() -> str:
        made = act()
        request.acting.log.note(action, plan)
        say_done(request, done, made)
        return target(made) if target else reverse("plans:detail", args=[plan.pk])

    sent, saved = send(request, form, save, changing=plan if changing is None else changing)
    if sent is not None:
        return sent
    if form.errors:  # the service may have changed the object in memory, and the database nothing
        page = PlanPage(request, get_visible(Plan, request.user, plan.pk))
    request.acting.log.note("read", page.plan)
    return render_form(request, template, page.context(form=form, saved=saved, **context), form)
