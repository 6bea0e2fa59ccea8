"""Changing what is to be done next, and taking back a tick."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.shortcuts import get_changeable
from cases import services
from cases.forms.next_actions import NextActionForm
from cases.models import NextAction
from cases.page import CasePage
from drafts.submit import see_other

from .base import BOTH, form_page


@route("R2", reads=True, methods=BOTH)
def change_action(request: ActingRequest, next_action: uuid.UUID) -> HttpResponse:
    """Another thing to do, another day, another person."""
    row = get_changeable(NextAction, request.user, next_action)
    page = CasePage(request, row.compartment.case)
    page.require_offered(row.done_at is None)
    record = next(r for r in page.records if r.pk == row.record_id)
    people = services.possible_assignees(record=record, by=request.user)
    if row.assignee_id not in {person.pk for person in people}:
        people.append(row.assignee)
    form = NextActionForm(
        request.POST or None,
        people=people,
        draft_object=next_action,
        initial={
            "what": row.what,
            "due_on": row.due_on,
            "assignee": str(row.assignee_id),
            "version": row.version,
        },
    )

    def save() -> str:
        services.change_action(action=row, version=form.version, by=request.user, **form.facts())
        request.acting.log.note("write", row)
        return reverse("cases:detail", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="次の予定を直す",
        submit="直した内容を登録する",
        entry=row,
        changing=row,
        compare=("what", "due_on"),
    )


@route("R2", methods=("POST",))
def undo_action(request: ActingRequest, next_action: uuid.UUID) -> HttpResponse:
    """It was not done after all."""
    row = get_changeable(NextAction, request.user, next_action)
    try:
        services.undo_action(action=row, by=request.user)
        request.acting.log.note("write", row)
    except DomainError as error:
        messages.warning(request, str(error))
    return see_other(reverse("cases:detail", args=[row.compartment.case_id]))
