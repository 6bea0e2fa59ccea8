"""Lines of the family chronology 家族年表 in a body's record."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case, get_changeable
from cases import pictures, services
from cases.forms.family import LifeEventForm
from cases.models import CaseRecord, LifeEvent, Note
from cases.page import CasePage
from documents.partial_dates import PartialDate
from drafts.submit import see_other

from .base import BOTH, form_page, not_any_more

EXPLANATION = "年表は、自機関の記録です。ほかの機関には見えません。情報源を一件ずつ書いてください。"


def _people(page: CasePage) -> list[Any]:
    return pictures.family_of(page.face, page.user) if page.face else []


def _back(page: CasePage, record: CaseRecord) -> str:
    asked = f"?record={record.pk}" if len(page.records) > 1 else ""
    where = "cases:family" if page.face else "cases:detail"
    return reverse(where, args=[page.case.pk]) + asked + "#ch"


def _entering(
    request: Any, page: CasePage, record: CaseRecord, form: LifeEventForm, note: Note | None = None
) -> HttpResponse:
    def save() -> str:
        event = services.enter_life_event(
            record=record, facts=form.facts(), note=note, by=request.user
        )
        request.acting.log.note("write", event)
        messages.success(request, "家族年表に加えました")
        return _back(page, record)

    return form_page(
        request,
        page,
        form,
        save,
        heading="家族年表に加える",
        submit="加える",
        explanation=EXPLANATION,
        entry=note,
        back=_back(page, record),
        text_audience=page.audience,
    )


@route("R2", reads=True, methods=BOTH)
def add_life_event(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """A line of the chronology."""
    page = CasePage(request, get_case(request.user, case), "family")
    record = page.own_record()
    if request.method != "POST" and (ended := not_any_more(request, page, record)):
        return ended
    form = LifeEventForm(request.POST or None, people=_people(page), draft_object=record.pk)
    return _entering(request, page, record, form)


@route("R2", reads=True, methods=BOTH)
def note_to_chronology(request: ActingRequest, note: uuid.UUID) -> HttpResponse:
    """A line of the chronology out of a note, which stays as it is."""
    row = get_changeable(Note, request.user, note)
    page = CasePage(request, row.compartment.case, "family")
    record = next(r for r in page.records if r.pk == row.record_id)
    if request.method != "POST" and (ended := not_any_more(request, page, record)):
        return ended
    initial = {
        "happened": PartialDate(timezone.localdate(row.occurred_at)),
        "text": row.words[:300],
        "nature": row.nature,
        "source": row.source or row.counterpart,
    }
    form = LifeEventForm(
        request.POST or None, people=_people(page), draft_object=note, initial=initial
    )
    return _entering(request, page, record, form, row)


@route("R2", reads=True, methods=BOTH)
def change_life_event(request: ActingRequest, life_event: uuid.UUID) -> HttpResponse:
    """Complete or correct a line."""
    row = get_changeable(LifeEvent, request.user, life_event)
    page = CasePage(request, row.compartment.case, "family")
    record = next(r for r in page.records if r.pk == row.record_id)
    form = LifeEventForm(
        request.POST or None,
        people=_people(page),
        draft_object=life_event,
        initial=LifeEventForm.initial_of(row),
    )

    def save() -> str:
        services.change_life_event(
            event=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", row)
        messages.success(request, "家族年表について、直した内容を登録しました")
        return _back(page, record)

    return form_page(
        request,
        page,
        form,
        save,
        heading="家族年表を直す",
        submit="直した内容を登録する",
        explanation=EXPLANATION,
        entry=row,
        changing=row,
        compare=("text", "nature", "source"),
        back=_back(page, record),
        text_audience=page.audience,
    )


@route("R2", methods=("POST",))
def remove_life_event(request: ActingRequest, life_event: uuid.UUID) -> HttpResponse:
    """Take a line out of the chronology."""
    row = get_changeable(LifeEvent, request.user, life_event)
    services.remove_life_event(event=row, by=request.user)
    request.acting.log.note("write", row)
    page = CasePage(request, row.compartment.case)
    messages.success(request, "家族年表から外しました")
    return see_other(_back(page, row.record))
