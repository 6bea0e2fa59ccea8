"""The frame around every form about an outreach: who comes here, saving once, conflicts."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from access.shortcuts import row_or_404
from bunkyo_support.forms import BaseForm, render_form
from bunkyo_support.saving import Changing, only_to_open, send
from organizations.models import Role
from outreach.models import Outreach
from outreach.page import OutreachPage

__all__ = ["BOTH", "KEEPERS", "form_page", "only_to_open", "seen", "written"]
BOTH = ("GET", "HEAD", "POST")
# Roles that keep records (R2); the coordinators' own, at the secretariat (R6).
KEEPERS = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)


def seen(request: HttpRequest, outreach: uuid.UUID, tab: str = "detail") -> OutreachPage:
    """The page of an outreach that the user sees; otherwise 404 (R14)."""
    rows = Outreach.objects.visible_to(request.user).for_list()
    row = row_or_404(rows, outreach)
    return OutreachPage(request, row, tab)


def written(request: HttpRequest, outreach: uuid.UUID, tab: str = "detail") -> OutreachPage:
    """The same, for who writes in the record. An end is final: no form is offered after it, and what was
    being typed when it came is refused by the service, with its words."""
    page = seen(request, outreach, tab)
    page.require(page.may_write)
    only_to_open(request, not page.outreach.is_closed)
    return page


def form_page(
    page: OutreachPage,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    heading: str,
    submit: str,
    template: str = "outreach/form.html",
    entry: Any = None,
    target: str = "",
    changing: Changing = None,
    compare: Sequence[str] | None = None,
    **extra: Any,
) -> HttpResponse:
    """A page with one form; when it was sent, the service once, and then `target` or the outreach.

    A form that carries a version names its row as `changing`: what a colleague saved meanwhile stands
    beside what was typed, in the fields that the form was filled in with or in those of `compare`.
    """
    request = page.request
    detail = reverse("outreach:detail", args=[page.outreach.pk])

    def save() -> str:
        made = act()
        request.acting.log.note("write", entry or made or page.outreach)
        return target or detail

    answer, saved = send(request, form, save, changing=changing, compare=compare)
    if answer is not None:
        return answer
    if form.errors:  # the service may have changed the object in memory, and the database nothing
        page = seen(request, page.outreach.pk, page.tab)
    request.acting.log.note("read", entry or page.outreach)
    context = page.context(
        form=form, heading=heading, submit=submit, saved=saved, back=detail, **extra
    )
    return render_form(request, template, context, form)
