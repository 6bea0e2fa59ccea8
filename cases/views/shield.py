"""Staff related to a household: restrictions lifted by two (R12), the check before somebody is put
in charge (R23), and what staff declare of themselves."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.acting import ActingRequest
from access.models import DeclaredTie, Restriction
from access.protecting import was_first_about
from access.routes import route
from access.shortcuts import get_case
from bunkyo_support.forms import render_form
from cases.forms.base import ConfirmForm
from cases.forms.protection import ReasonForm
from cases.forms.shield import RelationForm, TieForm
from cases.models import RelationCheck
from cases.page import CasePage
from cases.services import restrictions, shield
from cases.services.records import offices_at
from drafts.submit import see_other

from .base import BOTH, form_page, save_form


@route("R12", reads=True, methods=BOTH)
def lift(request: ActingRequest, restriction: uuid.UUID) -> HttpResponse:
    """Ask that a restriction be lifted, or lift what another has asked for."""
    user: Any = request.user
    known = Restriction.objects.filter(pk=restriction)
    row: Any = known.select_related("user", "case", "lift_asked_by").first()
    if row is None:
        raise Http404
    page = CasePage(request, get_case(user, row.case_id))
    page.require(restrictions.may_decide(page.case, user))
    page.require_offered(row.lifted_at is None)
    another_asked = row.lift_asked_by_id is not None and row.lift_asked_by_id != user.pk
    decides = another_asked and "reason" not in request.POST
    seen = {"version": row.version}
    form = (ConfirmForm if decides else ReasonForm)(request.POST or None, initial=seen)
    back = reverse("cases:restrict", args=[row.case_id])

    def save() -> str:
        # A page from before the request must not be the second person's word.
        if form.version != row.version:
            raise was_first_about(row, user)
        if decides:
            restrictions.lift_restriction(restriction=row, by=user)
        else:
            restrictions.ask_to_lift_restriction(
                restriction=row, reason=form.cleaned_data["reason"], by=user
            )
        request.acting.log.note("write", page.case)
        return back

    asked = (
        f"{row.lift_asked_by.name}さんが解除を申し出ています。理由：{row.lift_reason.rstrip('。')}。"
        if another_asked
        else ""
    )
    words = asked + (
        "解除すると、この職員は、ほかの根拠があればこのケースを見られるようになります。"
        if decides
        else "もう1人が確かめると、解除されます。それまで制限は続きます。"
    )
    return form_page(
        request,
        page,
        form,
        save,
        heading="閲覧の制限を解除する" if decides else "閲覧の制限の解除を申し出る",
        submit="解除する" if decides else "解除を申し出る",
        about=row.user.name,
        back=back,
        explanation=words,
        changing=lambda: row,
    )


@route("R23", reads=True, methods=BOTH)
def relations(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Staff of the body who may be related to the household; what was decided."""
    user: Any = request.user
    page = CasePage(request, get_case(user, case))
    record = page.own_record()
    staff = [a.staff for a in offices_at(record.body).select_related("staff")]
    found = shield.proposals(record=record, staff=staff, by=user)
    form = RelationForm(request.POST or None, proposals=found, draft_object=record.pk)

    def save() -> str:
        shield.decide(
            record=record,
            staff=form.chosen(),
            is_related=form.cleaned_data["decision"] == "restricted",
            how=form.cleaned_data["how"],
            by=user,
        )
        request.acting.log.note("write", page.case)
        return reverse("cases:relations", args=[case])

    checks = RelationCheck.objects.visible_to(user).filter(record=record)
    return form_page(
        request,
        page,
        form,
        save,
        heading="職員が親族でないか確かめる",
        submit="決める",
        template="cases/relations.html",
        proposals=found,
        checks=checks.select_related("staff", "created_by"),
        text_audience=page.audience,
    )


@route("OWN", methods=BOTH)
def own_ties(request: ActingRequest) -> HttpResponse:
    """What one declares of oneself; read by nobody else."""
    user: Any = request.user
    form = TieForm(request.POST or None)

    def save() -> str:
        data = form.values()
        if data["area"]:
            shield.declare_tie(by=user, area=data["area"])
        if data["name"]:
            shield.declare_tie(by=user, name=data["name"], relation=data["relation"])
        return reverse("cases:own_ties")

    if (answer := save_form(request, form, save)) is not None:
        return answer
    rows = DeclaredTie.objects.visible_to(user).select_related("area")
    return render_form(request, "cases/own_ties.html", {"form": form, "rows": rows}, form)


@route("OWN", methods=("POST",))
def withdraw_tie(request: ActingRequest, declared_tie: uuid.UUID) -> HttpResponse:
    """One's own declaration is not so any more."""
    row = get_object_or_404(DeclaredTie.objects.visible_to(request.user), pk=declared_tie)
    shield.withdraw_tie(tie=row)
    return see_other(reverse("cases:own_ties"))
