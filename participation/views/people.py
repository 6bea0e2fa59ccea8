"""One person's participation: list, begin, needs, steps by hand, and the resources that fit her."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.open_registers import INVOLVED
from access.routes import route
from access.shortcuts import get_visible
from cases.merged_rows import all_rows_of
from cases.paging import filter_links, page_of
from cases.track import track_of
from organizations.models import Body
from participation import services
from participation.choices import MENUS
from participation.forms.participating import (
    BeginForm,
    ChargeForm,
    MoveForm,
    NeedsForm,
    ProposeForm,
)
from participation.matching import MOST, Match, match, matches_for
from participation.models import (
    PARTICIPATION_MOVES,
    Participation,
    ParticipationState,
    Placement,
)
from participation.models.states import OVER, REFUSED
from participation.page import BY_HAND, ParticipationPage, persons_of, tone_of
from participation.services.participating import needs_of
from plans.models import Plan
from plans.services.changing import secretariat_of
from plans.services.circle import circle_of

from .base import BOTH, form_page, only_to_open
from .register import get_resource
from .tabs import tabs

KIND_WORDS = "参加支援"


@route("R5", "R6", "R9", reads=True, roles=INVOLVED)
def participations(request: ActingRequest) -> HttpResponse:
    """Whose participation the user sees, those to be looked at next at the top."""
    states = [("", "進んでいるもの"), *ParticipationState.choices]
    asked = request.GET.get("state", "")
    rows = Participation.objects.visible_to(request.user)
    is_filtered = asked in ParticipationState.values
    rows = rows.filter(state=asked) if is_filtered else rows.filter(ended_on__isnull=True)
    rows = rows.select_related("compartment__case", "body").order_by(
        "next_look_on", "-created_at", "pk"
    )
    pages = page_of(request, rows)
    for row in pages["rows"]:
        row.tone = tone_of(row.state)
    request.acting.log.note("list", kind=KIND_WORDS)
    context = {
        "tabs": tabs(request),
        "pages": pages,
        "filters": filter_links(request, ("状態", "state", states)),
        "is_filtered": is_filtered,
        "today": timezone.localdate(),
    }
    return render(request, "participation/list.html", context)


@route("R5", "R6", reads=True, methods=BOTH, roles=INVOLVED)
def begin(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Begin in a 参加支援プラン, for somebody who consented to it."""
    row = get_visible(Plan, request.user, plan)
    persons = {str(one.person_id): one.name for one in persons_of(row, request.user)}
    bodies = _bodies_of(row, request.user)
    if row.kind != Plan.Kind.PARTICIPATION or not persons:
        raise Http404
    form = BeginForm(
        request.POST or None,
        persons=list(persons.items()),
        bodies=bodies,
        initial={"body": _own(bodies, request.acting.bodies)},
    )

    def save() -> str:
        chosen = form.cleaned_data["person"]
        made = services.begin(
            plan=row,
            person_id=uuid.UUID(chosen),
            subject=f"{persons[chosen]} さん",
            body=form.cleaned_data["body"],
            by=request.user,
        )
        request.acting.log.note("write", made)
        return reverse("participation:needs", args=[made.pk])

    context = {
        "plan": row,
        "case": row.compartment.case,
        "back": reverse("plans:detail", args=[row.pk]),
    }
    return form_page(request, form, save, context, template="participation/begin.html", entry=row)


def _own(bodies: list[Body], mine: list[Body]) -> Body | None:
    return next((body for body in bodies if body in mine), None)


def page_for(request: Any, pk: uuid.UUID) -> ParticipationPage:
    return ParticipationPage(request, get_visible(Participation, request.user, pk))


@route("R5", "R6", "R9", reads=True)
def detail(request: ActingRequest, participation: uuid.UUID) -> HttpResponse:
    """Where it stands, what she wishes, every try."""
    page = page_for(request, participation)
    request.acting.log.note("read", page.row)
    context = page.context(track=track_of(request, page.case))
    return render(request, "participation/detail.html", context)


@route("R5", "R6", reads=True, methods=BOTH)
def needs(request: ActingRequest, participation: uuid.UUID) -> HttpResponse:
    """What the person likes, needs and wishes."""
    page = page_for(request, participation)
    page.require(page.may_end and page.needs)
    only_to_open(request, page.may_write)
    names = [name for _, fields in NeedsForm.sections for name in fields]
    initial = {name: getattr(page.needs, name) for name in names} | {"version": page.row.version}
    form = NeedsForm(request.POST or None, draft_object=page.row.pk, initial=initial)
    back = reverse("participation:detail", args=[page.row.pk])

    def save() -> str:
        services.edit_needs(
            participation=page.row, values=form.values(), version=form.version, by=request.user
        )
        request.acting.log.note("write", page.row)
        return back

    def now() -> Any:
        """What stands there at this moment, under the version of the participation, which guards it."""
        row = get_visible(Participation, request.user, page.row.pk)
        found: Any = needs_of(row, request.user)
        found.version = row.version
        return found

    return form_page(
        request,
        form,
        save,
        page.context(back=back),
        template="participation/needs.html",
        entry=page.row,
        changing=now,
    )


@route("R5", "R6", reads=True, methods=BOTH)
def charge(request: ActingRequest, participation: uuid.UUID) -> HttpResponse:
    """Which body looks after it, and when somebody asks again."""
    page = page_for(request, participation)
    page.require(page.may_end and page.needs)
    only_to_open(request, page.may_set_charge)
    form = ChargeForm(
        request.POST or None,
        bodies=_bodies_of(page.plan, request.user),
        draft_object=page.row.pk,
        initial={
            "body": page.row.body_id,
            "next_look_on": page.row.next_look_on,
            "version": page.row.version,
        },
    )
    back = reverse("participation:detail", args=[page.row.pk])

    def save() -> str:
        services.set_charge(
            participation=page.row, version=form.version, by=request.user, **form.values()
        )
        request.acting.log.note("write", page.row)
        return back

    context = page.context(back=back)
    return form_page(
        request,
        form,
        save,
        context,
        template="participation/charge.html",
        entry=page.row,
        changing=page.row,
    )


def _bodies_of(plan: Plan, user: Any) -> list[Body]:
    """Those of the plan and the secretariat that keeps it."""
    return [one.body for one in circle_of(plan, user)] + [secretariat_of(plan)]


@route("R5", "R6", "R20", reads=True, methods=BOTH)
def move(request: ActingRequest, participation: uuid.UUID, to: str) -> HttpResponse:
    """A step by hand, with its reason where something ends."""
    page = page_for(request, participation)
    page.require(page.may_end and to in BY_HAND)
    only_to_open(request, to in PARTICIPATION_MOVES[page.row.state])
    only_to_open(request, page.may_write or to in OVER)
    form = MoveForm(
        request.POST or None,
        to=to,
        draft_object=page.row.pk,
        initial={"version": page.row.version},
    )
    back = reverse("participation:detail", args=[page.row.pk])

    def save() -> str:
        services.move_participation(
            participation=page.row,
            to=to,
            reason=form.reason_given(),
            version=form.version,
            by=request.user,
        )
        words = f"参加支援を「{ParticipationState(to).label}」にしました"
        messages.success(request, words)
        request.acting.log.note("write", page.row)
        return back

    context = page.context(back=back, to=to, heading=BY_HAND[ParticipationState(to)])
    return form_page(
        request,
        form,
        save,
        context,
        template="participation/move.html",
        entry=page.row,
        changing=page.row,
    )


@route("R5", "R6", reads=True)
def matching(request: ActingRequest, participation: uuid.UUID) -> HttpResponse:
    """Resources that fit, the best first: why, and what misses."""
    page = page_for(request, participation)
    page.require(page.may_match)
    assert page.needs is not None
    found = matches_for(page.row, page.needs, request.user)
    request.acting.log.note("read", page.row)
    context = page.context(pages=page_of(request, found), most=MOST)
    return render(request, "participation/matching.html", context)


@route("R5", "R6", reads=True, methods=BOTH)
def propose(request: ActingRequest, participation: uuid.UUID, resource: uuid.UUID) -> HttpResponse:
    """Make a place a candidate; what fits and what misses stands beside the form."""
    page = page_for(request, participation)
    page.require(page.may_end and page.needs)
    only_to_open(request, page.may_match)
    assert page.needs is not None
    row = get_resource(request.user, resource)
    found: Match = match(page.needs, row, page.words)
    tries = Placement.objects.visible_to(request.user).of_case(page.case)
    hers = all_rows_of([page.row.person_id], page.case.pk, request.user)
    refused = tries.filter(
        participation__person_id__in=hers, resource_id=row.pk, state__in=REFUSED
    ).first()
    menus = [(str(v), str(label)) for v, label in MENUS if v in row.menus] or [
        (str(v), str(label)) for v, label in MENUS
    ]
    wished = [menu for menu, _ in menus if menu in page.needs.menus]
    form = ProposeForm(
        request.POST or None, menus=menus, initial={"menu": wished[0] if wished else ""}
    )

    def save() -> str:
        made = services.propose(
            participation=page.row,
            resource=row,
            menu=form.cleaned_data["menu"],
            points=found.points,
            why=form.cleaned_data["why"] or ("" if refused else found.why),
            by=request.user,
        )
        request.acting.log.note("write", made)
        return reverse("participation:detail", args=[page.row.pk])

    context = page.context(
        resource=row,
        match=found,
        refused=refused,
        most=MOST,
        back=reverse("participation:matching", args=[page.row.pk]),
    )
    return form_page(
        request, form, save, context, template="participation/propose.html", entry=page.row
    )
