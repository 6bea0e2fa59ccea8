"""Receiving, screening, and members of the household."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.errors import DomainError
from access.explain import audience, future_audience
from access.grants import record_roles
from access.routes import route
from access.shortcuts import get_case, get_visible, may_write
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.forms import IntakeForm, MemberForm, MemberRows, ScreeningForm
from cases.models import Intake, Person
from cases.page import CasePage
from drafts.submit import submit_once
from organizations.models import Role

BOTH = ("GET", "HEAD", "POST")
RECEIVING = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)


@route("R2", reads=True, methods=BOTH, roles=RECEIVING)
def intake(request: HttpRequest) -> HttpResponse:
    """相談受付: one page, four required answers, saved with any subset of the rest."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    bodies = acting.bodies_with(*RECEIVING)
    form = IntakeForm(request.POST or None, bodies=bodies)
    rows = MemberRows(request.POST or None, prefix="members")
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        return submit_once(request, form, lambda: _receive(request, form, rows, bodies))
    acting.log.note("list", kind="相談受付")
    context = {
        "form": form,
        "rows": rows,
        "audience": future_audience(bodies[0], record_roles(bodies[0])),
        "body": bodies[0],
    }
    return render_form(request, "cases/intake.html", context, form, *rows.forms)


def _receive(request: Any, form: IntakeForm, rows: Any, bodies: list[Any]) -> str:
    others = [
        row.facts()
        for row in rows.forms
        if row.has_changed() and (row.cleaned_data.get("name") or row.cleaned_data.get("relation"))
    ]
    received = services.receive_intake(
        body=form.cleaned_data.get("body") or bodies[0],
        facts=form.facts(),
        subject=form.subject(),
        others=others,
        by=request.user,
    )
    request.acting.log.note("write", received)
    return reverse("cases:detail", args=[received.compartment.case_id])


@route("R2", reads=True, methods=BOTH)
def intake_detail(request: HttpRequest, intake: uuid.UUID) -> HttpResponse:
    """An intake with its screening 見立て."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Intake, request.user, intake)
    page = CasePage(request, row.compartment.case)
    form = ScreeningForm(
        request.POST or None,
        draft_object=intake,
        initial={"version": row.version, "result": row.screening_result},
    )
    if request.method == "POST" and form.is_valid():
        if not may_write(request.user, row.compartment):
            raise Http404

        def save() -> str:
            services.screen_intake(
                intake=row,
                result=form.cleaned_data["result"],
                version=form.version,
                by=request.user,
            )
            acting.log.note("write", row)
            return reverse("cases:detail", args=[page.case.pk])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", row)
    context = page.context(
        intake=row,
        form=form,
        topics=codes.labels(codes.TOPIC, row.topics),
        method=codes.label(codes.METHOD, row.method),
        urgency=codes.label(codes.URGENCY, row.urgency),
        consent_state=codes.label(codes.CONSENT_STATE, row.consent_state),
        visitor=dict(codes.VISITORS).get(row.visitor, ""),
    )
    return render_form(request, "cases/intake_detail.html", context, form)


@route("R2", reads=True, methods=BOTH)
def add_member(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Another member of the household."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "household")
    face = page.face
    if face is None or not may_write(request.user, face):
        raise Http404
    form = MemberForm(request.POST or None, draft_object=case)
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            person = services.add_person(face=face, facts=form.facts(), by=request.user)
            acting.log.note("write", person)
            return reverse("cases:household", args=[case])

        return submit_once(request, form, save)
    acting.log.note("read", page.case)
    context = page.context(form=form, heading="世帯の人を加える", submit="加える")
    context["audience"] = audience(request.user, face)
    return render_form(request, "cases/form.html", context, form)


@route("R2", reads=True, methods=BOTH)
def change_member(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """Complete or correct what is known of a member."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_visible(Person, request.user, person)
    if not may_write(request.user, row.compartment):
        raise Http404
    page = CasePage(request, row.compartment.case, "household")
    names = ("name", "kana", "relation", "birth_on", "birth_estimate", "sex", "lives_together")
    initial = {name: getattr(row, name) for name in names} | {"version": row.version}
    form = MemberForm(request.POST or None, draft_object=person, initial=initial)
    current = None
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            services.change_person(
                person=row, facts=form.facts(), version=form.version, by=request.user
            )
            acting.log.note("write", row)
            return reverse("cases:household", args=[page.case.pk])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
            current = get_visible(Person, request.user, person)
    acting.log.note("read", row)
    context = page.context(
        form=form,
        heading="世帯の人を直す",
        submit="保存する",
        current=[(form.fields[n].label, getattr(current, n)) for n in names] if current else None,
    )
    context["audience"] = audience(request.user, row.compartment)
    return render_form(request, "cases/form.html", context, form)
