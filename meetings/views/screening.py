"""受理票: read and written by coordinators only; the sender sees neither page nor word of it (R6)."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience, future_audience
from access.routes import route
from access.shortcuts import get_visible
from cases import codes
from drafts.submit import see_other
from organizations.models import Role

from .. import services
from ..forms.screening import ScreeningForm
from ..models import CoordinationRequest, RequestScreening, RequestState
from .base import BOTH, form_page

COORDINATORS = (Role.COORDINATOR,)


def _of_secretariat(request: ActingRequest, pk: uuid.UUID) -> CoordinationRequest:
    row = get_visible(CoordinationRequest, request.user, pk)
    if row.secretariat not in request.acting.bodies_with(Role.COORDINATOR):
        raise Http404
    return row


@route("R6", reads=True, methods=("POST",), roles=COORDINATORS)
def take_up(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """Say that one looks at the request; the form is opened."""
    row = _of_secretariat(request, coordination_request)
    if row.state == RequestState.REQUESTED:
        made = services.take_up_request(request=row, by=request.user)
        request.acting.log.note("write", made)
    else:
        request.acting.log.note("read", row)
    return see_other(reverse("meetings:screening", args=[row.pk]))


@route("R6", reads=True, methods=BOTH, roles=COORDINATORS)
def screening(request: ActingRequest, coordination_request: uuid.UUID) -> HttpResponse:
    """The form of a request, beside what was asked. Answered, it can only be read."""
    row = _of_secretariat(request, coordination_request)
    known = services.screening_of(row, request.user)
    initial = {n: getattr(known, n) for n in (*RequestScreening.CRITERIA, "view", "proposal")}
    initial |= {"version": known.version} if known else {}
    form = ScreeningForm(
        request.POST or None, draft_object=row.pk, initial=initial if known else {}
    )

    def save() -> str:
        made = services.screen_request(
            request=row, version=form.version, by=request.user, **form.content()
        )
        request.acting.log.note("write", made)
        messages.success(
            request,
            "受理票を登録しました"
            if made.proposal
            else "受理票を登録しました。結論を選ぶと、受理か差し戻しの返事ができます",
        )
        return reverse("meetings:request", args=[row.pk])

    readers = (
        audience(request.user, known.compartment)
        if known
        else future_audience(row.secretariat, COORDINATORS)
    )
    # It lies in a compartment of the kind of hand-offs, which the sender does not share.
    readers = replace(readers, level="org", level_label="事務局のみ", note="")
    context = {
        "case": row.compartment.case,
        "row": row,
        "screening": known,
        "audience": readers,
        "urgency": codes.urgency_words(row.urgency),
        "consent_state": codes.label(codes.CONSENT_STATE, row.consent_state),
        "is_answered": row.state != RequestState.REQUESTED,
        "findings": findings_of(known),
    }
    template = "meetings/screening.html"
    return form_page(
        request,
        form,
        save,
        context,
        entry=known or row,
        template=template,
        changing=known,
        compare=("view", "proposal"),
        asks=False,
    )


def findings_of(row: RequestScreening | None) -> list[tuple[str, str]]:
    """Each criterion with its answer, as words."""
    if row is None:
        return []
    fields: Any = [RequestScreening._meta.get_field(name) for name in RequestScreening.CRITERIA]
    return [(str(f.verbose_name), getattr(row, f"get_{f.name}_display")()) for f in fields]
