"""Receiving somebody, and members of the household."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience, future_audience
from access.grants import record_roles
from access.routes import route
from access.shortcuts import get_case, get_changeable
from bunkyo_support.forms import render_form
from cases import services
from cases.areas import area_of
from cases.forms.contacts import ContactForm
from cases.forms.intakes import (
    ROWS,
    AreaFields,
    IntakeForm,
    MemberForm,
    MemberRows,
    NewMemberForm,
)
from cases.household import household_of
from cases.models import Person
from cases.page import CasePage
from organizations.models import Role

from .base import BOTH, person_page, save_form

RECEIVING = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)


@route("R2", reads=True, methods=BOTH, roles=RECEIVING)
def intake(request: ActingRequest) -> HttpResponse:
    """相談受付: one page, four required answers, saved with any subset of the rest."""
    bodies = request.acting.recording_bodies
    if not bodies:
        raise Http404  # a coordinator elsewhere than at the secretariat keeps no records (R6)
    more = request.method == "POST" and "more" in request.POST
    data = _with_more_rows(request.POST) if more else request.POST or None
    form = IntakeForm(data, bodies=bodies)
    rows = MemberRows(data, prefix="members")
    if request.method == "POST" and not more and form.is_valid() & rows.is_valid():
        answer = save_form(request, form, lambda: _receive(request, form, rows, bodies))
        if answer is not None:
            return answer
    request.acting.log.note("list", kind="相談受付")
    shown = [future_audience(body, record_roles(body)) for body in bodies]
    context = {"form": form, "rows": rows, "audiences": shown, "is_asking_for_rows": more}
    if more:
        rows.forms[-1].fields["name"].widget.attrs["autofocus"] = True
        return render(request, "cases/intake.html", context)
    return render_form(request, "cases/intake.html", context, form, *rows.forms)


@route("R2", methods=("POST",), roles=RECEIVING)
def area_of_address(request: ActingRequest) -> HttpResponse:
    """The choice of the 圏域, with the one in which the address lies: a proposal, where nothing is chosen yet. The
    address is posted (S-51), and nothing is read but the masters."""
    chosen = request.POST.get("area", "")
    proposed = "" if chosen else area_of(request.POST.get("address", ""))
    form = AreaFields(initial={"area": chosen or proposed})
    return render(request, "cases/_area.html", {"form": form, "is_proposed": bool(proposed)})


def _with_more_rows(posted: Any) -> Any:
    """What was typed, with one more row: for browsers without script."""
    data = posted.copy()
    count = posted.get("members-TOTAL_FORMS", "")
    rows = int(count) if count.isascii() and count.isdecimal() and len(count) < 3 else ROWS
    data["members-TOTAL_FORMS"] = str(min(rows + 1, 12))
    return data


def _receive(request: Any, form: IntakeForm, rows: Any, bodies: list[Any]) -> str:
    received = services.receive_intake(
        body=form.cleaned_data.get("body") or bodies[0],
        facts=form.facts(),
        subject=form.subject(),
        others=[row.facts() for row in rows.forms if row.has_changed() and row.is_filled],
        by=request.user,
    )
    request.acting.log.note("write", received)
    messages.success(request, "受付を登録しました。次に、見立てを決めてください")
    return reverse("cases:detail", args=[received.compartment.case_id])


@route("R2", "R3", reads=True)
def household(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """The household and how to reach its members."""
    page = CasePage(request, get_case(request.user, case), "household")
    page.require(page.face)
    page.note_read(kind="世帯")
    assert page.face is not None
    people = household_of(page)
    context = page.context(household=people) | {"audience": audience(request.user, page.face)}
    return render(request, "cases/household.html", context)


@route("R2", reads=True, methods=BOTH)
def add_member(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Another member of the household."""
    page = CasePage(request, get_case(request.user, case), "household")
    page.require(page.may_write_face)
    assert page.face is not None
    form = NewMemberForm(request.POST or None, draft_object=page.face.pk)

    def save() -> str:
        assert page.face is not None
        person = services.add_person(face=page.face, facts=form.facts(), by=request.user)
        if since := form.cleaned_data["since"]:
            services.join_household(person=person, since=since, by=request.user)
        request.acting.log.note("write", person)
        messages.success(request, "世帯の人を加えました")
        return reverse("cases:household", args=[case])

    words = {"heading": "世帯の人を加える", "submit": "加える"}
    url = reverse("cases:likely_member", args=[case])
    return person_page(request, page, form, save, likely_url=url, **words)


@route("R2", reads=True, methods=BOTH)
def change_member(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """Complete or correct what is known of a member."""
    row = get_changeable(Person, request.user, person)
    page = CasePage(request, row.compartment.case, "household")
    initial = MemberForm.initial_of(row)
    form = MemberForm(request.POST or None, draft_object=person, initial=initial)

    def save() -> str:
        services.change_person(
            person=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", row)
        messages.success(request, "世帯の人について、直した内容を登録しました")
        return reverse("cases:household", args=[page.case.pk])

    return person_page(
        request,
        page,
        form,
        save,
        heading="世帯の人を直す",
        submit="直した内容を登録する",
        entry=row,
        changing=row,
    )


@route("R2", reads=True, methods=BOTH)
def add_contact(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """Another way to reach a person."""
    row = get_changeable(Person, request.user, person)
    page = CasePage(request, row.compartment.case, "household")
    beside = [one for one in page.people if one.pk in page.protections]
    if row in beside:  # the service refuses, and says where to write it
        beside = []
    form = ContactForm(request.POST or None, draft_object=person, beside=beside)

    def save() -> str:
        services.add_contact(person=row, by=request.user, **form.facts())
        request.acting.log.note("write", row)
        messages.success(request, "連絡先を加えました")
        return reverse("cases:household", args=[page.case.pk])

    words: dict[str, Any] = {"heading": "連絡先を加える", "submit": "加える", "about": row}
    if beside and page.may_write_record:
        words["protect_url"] = reverse("cases:protect", args=[row.pk])
    template = "cases/contact.html"
    return person_page(request, page, form, save, entry=row, template=template, **words)
