"""The own fields of a kind of plan, candidate resources, and the plans of one household."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_case
from plans import services
from plans.forms import FORM_OF, candidates_form
from plans.forms.kinds import KindForm, values_of_candidates
from plans.forms.rows import RowsForm
from plans.models import Plan
from plans.page import PlanPage
from plans.services.kinds import kind_of
from plans.side_by_side import columns_of

from .forms_of_plan import BOTH, COORDINATORS, kept_plan, of_version
from .merging import Merging, saving_rows


@route("R5", "R6", "R7", reads=True, methods=BOTH, roles=COORDINATORS)
def kind(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """The own fields of the kind; each save is an edition."""
    page = kept_plan(request, plan)
    model = kind_of(page.plan)

    def values(own: Any) -> dict[str, Any]:
        row = own or model()
        return {name: getattr(row, name) for name in model.words}

    def build(page: PlanPage, data: Any) -> KindForm:
        form: KindForm = FORM_OF[page.plan.kind](
            data,
            draft_object=page.plan.pk,
            initial=values(page.own) | {"version": page.plan.version},
        )
        return form

    def act(page: PlanPage, form: KindForm) -> Plan:
        given = form.values()
        reason = given.pop("reason")
        return services.edit_kind(
            plan=page.plan, values=given, reason=reason, version=form.version, by=page.user
        )

    return Merging(
        page,
        build=build,
        act=act,
        template="plans/kind.html",
        done="プランの内容を保存しました",
        values=lambda said: values(said.own),
    ).answer()


@route("R5", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def candidates(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Places that may take the person in, one row each, and blank rows."""
    page = kept_plan(request, plan)
    page.require(page.plan.kind == Plan.Kind.PARTICIPATION)

    def build(page: PlanPage, data: Any) -> RowsForm:
        return candidates_form(
            page.candidates,
            data,
            **of_version(page),
        )

    return Merging(
        page,
        build=build,
        act=saving_rows(services.edit_candidates),
        template="plans/candidates.html",
        done="候補の資源を保存しました",
        values=lambda said: values_of_candidates(said.candidates),
    ).answer()


@route("R5", "R6", "R9", reads=True)
def of_household(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """The plans of one household that the user sees, side by side."""
    file = get_case(request.user, case)
    columns = columns_of(file, request.user)
    request.acting.log.note("read", file, kind="世帯の支援プラン")
    context = {"case": file, "columns": columns, "today": timezone.localdate()}
    return render(request, "plans/side_by_side.html", context)
