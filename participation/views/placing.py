"""A try at a place: steps, refusals, support; and what the host is told, seen before it is told."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import BaseForm, render_form
from cases.typed_contacts import ask_about_contacts
from documents.wareki import format_date
from participation import services
from participation.forms.placing import RefusalForm, StepForm, SupportForm, TellingForm
from participation.models import PLACEMENT_MOVES, HostTelling, Placement, PlacementState
from participation.models.states import AT_THE_HOST, OVER, THERE
from participation.page import NEXT, ParticipationPage
from participation.services.placing import resource_of
from participation.services.telling import check_telling

from .base import BOTH, form_page, only_to_open, save_form


def _page(
    request: Any, pk: uuid.UUID, *, is_end: bool = False
) -> tuple[ParticipationPage, Placement]:
    """A try and its page, for who writes there; what is new is offered while the plan goes on."""
    row = get_visible(Placement, request.user, pk)
    page = ParticipationPage.of_placement(request, row)
    page.require(page.may_end)
    only_to_open(request, page.may_write or is_end)
    return page, next(one for one in page.placements if one.pk == row.pk)


def _answer(
    request: Any,
    page: ParticipationPage,
    row: Placement,
    form: Any,
    act: Callable[[], object],
    **words: Any,
) -> HttpResponse:
    back = reverse("participation:detail", args=[page.row.pk])

    def save() -> str:
        act()
        request.acting.log.note("write", row)
        return back

    context = page.context(placement=row, back=back, **words)
    return form_page(
        request,
        form,
        save,
        context,
        template="participation/placement_form.html",
        entry=row,
        changing=row,
    )


@route("R5", "R6", reads=True, methods=BOTH)
def step(request: ActingRequest, placement: uuid.UUID, to: str) -> HttpResponse:
    """Visited, tried, begun, settled."""
    page, row = _page(request, placement)
    page.require(to in AT_THE_HOST)
    only_to_open(request, to in PLACEMENT_MOVES[row.state])
    form = StepForm(
        request.POST or None,
        placement=None if to == PlacementState.STARTED else row,
        draft_object=row.pk,
        initial={"version": row.version},
    )

    def act() -> object:
        return services.step(
            placement=row, to=to, version=form.version, by=request.user, **form.values()
        )

    label = next(words for state, words in NEXT.items() if state == to)
    return _answer(request, page, row, form, act, heading=f"{label}ことを記録する")


@route("R5", "R6", reads=True, methods=BOTH)
def refuse(request: ActingRequest, placement: uuid.UUID) -> HttpResponse:
    """It came to nothing, or is over: in a plan that is over or held as well."""
    page, row = _page(request, placement, is_end=True)
    only_to_open(request, row.is_open)
    form = RefusalForm(
        request.POST or None,
        placement=row,
        draft_object=row.pk,
        initial={"version": row.version},
    )

    def act() -> object:
        return services.refuse(
            placement=row, version=form.version, by=request.user, **form.values()
        )

    return _answer(request, page, row, form, act, heading="断られた・終わったことを記録する")


@route("R5", "R6", reads=True, methods=BOTH)
def support(request: ActingRequest, placement: uuid.UUID) -> HttpResponse:
    """How the person is doing there, what the host was helped with; before she begins, what was arranged."""
    page, row = _page(request, placement)
    only_to_open(request, row.is_open)
    # Of what is over meanwhile every kind: the service says what happened, not this field.
    is_there = row.state in THERE or not row.is_open
    form = SupportForm(
        request.POST or None,
        is_there=is_there,
        is_over=page.row.state in OVER,
        draft_object=row.pk,
    )

    def act() -> object:
        return services.note_support(placement=row, by=request.user, **form.values())

    heading = "様子・受入先への支援を記録する" if is_there else "受入先との連絡・調整を記録する"
    return _answer(request, page, row, form, act, heading=heading)


@route("R3", "R5", "R21", "R22", reads=True, methods=BOTH)
def tell(request: ActingRequest, placement: uuid.UUID) -> HttpResponse:
    """What the host is told: written, seen word for word, then told (R22)."""
    page, row = _page(request, placement)
    only_to_open(request, row.is_open)
    consents = services.consents_naming(
        participation=page.row, resource=resource_of(row, request.user), by=request.user
    )
    labelled = [
        (one, f"{format_date(one.given_on)}の同意（期限 {format_date(one.valid_until_on)}）")
        for one in consents
    ]
    form = TellingForm(request.POST or None, consents=labelled, draft_object=row.pk)
    ask_about_contacts(request, form, row.compartment.case_id)
    back = reverse("participation:detail", args=[page.row.pk])
    context = page.context(
        placement=row,
        consents=consents,
        back=back,
        nothing_form=BaseForm(auto_id=False),
        reaches_kept_out=services.may_reach_kept_out(placement=row, by=request.user),
    )
    asked = request.POST.get("step", "")
    if request.method == "POST" and asked != "tell" and form.is_valid():
        seen = _seen_first(request, row, form, context, is_back=asked == "back")
        if seen is not None:
            return seen

    def save() -> str:
        made = services.tell_host(
            placement=row,
            consent=form.chosen,
            told=form.told,
            way=form.cleaned_data["way"],
            told_on=form.cleaned_data["told_on"],
            by=request.user,
        )
        request.acting.log.note("write", made)
        messages.success(request, "伝えたことを記録しました。提供の記録にも残りました")
        return back

    if request.method == "POST" and asked == "tell":
        answer = save_form(request, form, save)
        if answer is not None:
            return answer
    request.acting.log.note("read", row)
    return render_form(request, "participation/tell.html", context | {"form": form}, form)


def _seen_first(
    request: Any, row: Placement, form: TellingForm, context: dict[str, Any], *, is_back: bool
) -> HttpResponse | None:
    """The words as the host gets them, or None with the form's error when they may not be told."""
    request.acting.log.note("read", row)
    if is_back:
        return render_form(request, "participation/tell.html", context | {"form": form}, form)
    try:
        check_telling(placement=row, consent=form.chosen, told=form.told, by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    told = {
        "text": services.text_of(form.told),
        "consent": form.chosen,
        "way": HostTelling.Way(form.cleaned_data["way"]).label,
        "told_on": form.cleaned_data["told_on"],
    }
    return render(request, "participation/tell_check.html", context | {"form": form, "told": told})


@route("R5", reads=True, methods=("POST",))
def tell_nothing(request: ActingRequest, placement: uuid.UUID) -> HttpResponse:
    """The person goes there as anybody does."""
    page, row = _page(request, placement)
    form = BaseForm(request.POST)
    back = reverse("participation:detail", args=[page.row.pk])

    def save() -> str:
        services.tell_nothing(placement=row, by=request.user)
        request.acting.log.note("write", row)
        return back

    answer = save_form(request, form, save)
    if answer is not None:
        return answer
    request.acting.log.note("read", row)
    return render_form(request, "participation/detail.html", page.context(form=form), form)
