"""The frame around every form about an outreach: who comes here, saving once, conflicts."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.errors import DomainError, StaleError
from bunkyo_support.forms import BaseForm, render_form
from drafts.submit import submit_once
from organizations.models import Role
from outreach.models import Outreach
from outreach.page import OutreachPage

BOTH = ("GET", "HEAD", "POST")
# Roles that keep records (R2); the coordinators' own, at the secretariat (R6).
KEEPERS = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)


def seen(request: HttpRequest, outreach: uuid.UUID, tab: str = "detail") -> OutreachPage:
    """The page of an outreach that the user sees; otherwise 404 (R14)."""
    rows = Outreach.objects.visible_to(request.user).for_list()
    row = rows.filter(pk=outreach).first()
    if row is None:
        raise Http404
    return OutreachPage(request, row, tab)


def written(request: HttpRequest, outreach: uuid.UUID, tab: str = "detail") -> OutreachPage:
    """The same, for who writes in the record; an end is final."""
    page = seen(request, outreach, tab)
    page.require(page.may_write and not page.outreach.is_closed)
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
    compare: Sequence[str] = (),
    **extra: Any,
) -> HttpResponse:
    """A page with one form; when it was sent, the service once, and then `target` or the outreach.

    `compare` names fields of the outreach shown beside what was typed, for a colleague saved meanwhile.
    """
    request = page.request
    current: list[dict[str, Any]] = []
    detail = reverse("outreach:detail", args=[page.outreach.pk])

    def save() -> str:
        made = act()
        request.acting.log.note("write", entry or made or page.outreach)
        return target or detail

    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
            # The service has changed the object in memory, and the database nothing.
            page = seen(request, page.outreach.pk, page.tab)
            if isinstance(error, StaleError) and compare:
                current = _beside(page.outreach, form, compare)
                _take_over_version(form, page.outreach)
    request.acting.log.note("read", entry or page.outreach)
    context = page.context(
        form=form, heading=heading, submit=submit, saved=current, back=detail, **extra
    )
    return render_form(request, template, context, form)


def _beside(row: Any, form: BaseForm, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "label": form.fields[name].label,
            "before": getattr(row, name),
            "after": form.cleaned_data.get(name),
        }
        for name in names
    ]


def _take_over_version(form: BaseForm, row: Any) -> None:
    """Both texts are on the page now: the next save is made with open eyes."""
    sent: Any = form.data
    data = sent.copy()
    data[form.add_prefix("version")] = row.version
    form.data = data
