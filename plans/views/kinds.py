"""The own fields of a kind of plan, candidate resources, and the plans of one household."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.routes import route
from access.shortcuts import get_case
from plans import services
from plans.editions import ON_CANDIDATE, rows_of_kind
from plans.forms import FORM_OF, candidates_form
from plans.kind_models import CandidateResource
from plans.models import Plan
from plans.services.kinds import kind_of, kind_words
from plans.side_by_side import columns_of

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan
from .writing import saved_rows


@route("R5", "R6", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def kind(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The own fields of the kind; each save is an edition."""
    page = kept_plan(request, plan)
    model = kind_of(page.plan)
    own = page.own or model()
    initial = {name: getattr(own, name) for name in model.words}
    form = FORM_OF[page.plan.kind](
        request.POST or None,
        draft_object=page.plan.pk,
        initial=initial | {"version": page.plan.version},
    )

    def saved(now: Plan) -> list[dict[str, str]]:
        theirs = rows_of_kind(now.kind, kind_words(now, request.user))
        mine = rows_of_kind(now.kind, model(**form.values()))
        return [
            {"label": label, "before": before, "after": after}
            for (label, before), (_, after) in zip(theirs, mine, strict=True)
        ]

    return answer(
        page,
        form,
        lambda: services.edit_kind(
            plan=page.plan, values=form.values(), version=form.version, by=page.user
        ),
        "plans/kind.html",
        saved,
        sections=[
            (title, [form[name] for name in names if name in form.fields])
            for title, names in form.sections
        ],
        heading=f"{model._meta.verbose_name}を書く",
    )


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def candidates(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Places that may take the person in, one row each, and blank rows."""
    page = kept_plan(request, plan)
    page.require(page.plan.kind == Plan.Kind.PARTICIPATION)
    form = candidates_form(
        page.candidates,
        request.POST or None,
        draft_object=page.plan.pk,
        initial={"version": page.plan.version},
    )

    def saved(now: Plan) -> list[dict[str, str]]:
        rows = CandidateResource.objects.visible_to(request.user).filter(plan=now)
        return saved_rows(CandidateResource, rows, ON_CANDIDATE)

    return answer(
        page,
        form,
        lambda: services.edit_candidates(
            plan=page.plan, rows=form.facts(), version=form.version, by=page.user
        ),
        "plans/candidates.html",
        saved,
    )


@route("R5", "R6", "R9", reads=True)
def of_household(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The plans of one household that the user sees, side by side."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    file = get_case(request.user, case)
    columns = columns_of(file, request.user)
    acting.log.note("read", file, kind="世帯の支援プラン")
    context = {"case": file, "columns": columns, "today": timezone.localdate()}
    return render(request, "plans/side_by_side.html", context)
