"""家族図: the pictures of a household, and who is what to whom."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_changeable, get_visible
from cases import kinship, pictures, services
from cases.family_paper import JOB_KIND
from cases.forms.family import LifeFactsForm, ProposalForm, RelationshipForm, TieForm
from cases.models import Household, Person, Relationship, Tie
from cases.page import CasePage
from drafts.submit import key_of_button, see_other
from drawings import ecomap
from drawings.genogram import legend
from jobs.services import request_job

from .base import BOTH, person_page


def _page(request: Any, case: Any) -> CasePage:
    return CasePage(request, case, "family")


def _home(page: CasePage, part: str = "") -> str:
    asked = f"?record={page.record.pk}" if page.record and len(page.records) > 1 else ""
    return reverse("cases:family", args=[page.case.pk]) + asked + part


@route("R2", "R3", reads=True)
def family(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Genogram, ecomap and chronology, each as a picture and in words."""
    page = _page(request, get_case(request.user, case))
    page.require(page.face)
    assert page.face is not None
    people = pictures.family_of(page.face, request.user)
    bonds = list(services.bonds_of(page.face, request.user))
    ties = pictures.ties_of(page.face, request.user)
    events = pictures.events_of(page.record, request.user) if page.record else []
    page.note_read(kind="家族図")
    shown = page.context(
        members=people,
        bonds=bonds,
        taken_off=services.taken_off_today(page.face, request.user) if page.may_write_face else [],
        ties=ties,
        events=events,
        genogram=pictures.genogram_of(people, bonds),
        ecomap=pictures.ecomap_of(people, ties) if ties else None,
        chronology=pictures.chronology_of(people, events) if events else None,
        legend=legend(),
        ecomap_legend=ecomap.legend(),
        proposals=kinship.proposals(people, bonds) if page.may_write_face else [],
    )
    return render(
        request,
        "cases/family.html",
        shown | {"audience": audience(request.user, page.face)},
    )


@route("R2", reads=True, methods=BOTH)
def add_relationship(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """What binds two members."""
    acting = request.acting
    page = _page(request, get_case(request.user, case))
    page.require(page.may_write_face)
    assert page.face is not None
    face = page.face
    people = pictures.family_of(face, request.user)
    form = RelationshipForm(request.POST or None, people=people, draft_object=face.pk)

    def save() -> str:
        acting.log.note("write", services.relate(face=face, facts=form.facts(), by=request.user))
        messages.success(request, "家族の間柄を加えました")
        return _home(page)

    words = {"heading": "家族の間柄を加える", "submit": "加える", "explanation": BOND_HELP}
    return person_page(request, page, form, save, back=_home(page), **words)


BOND_HELP = (
    "親子のときは、上に親、下に子を選びます。夫婦・内縁・きょうだいは、どちらが上でもかまいません。"
)


@route("R2", reads=True, methods=BOTH)
def change_relationship(request: ActingRequest, relationship: uuid.UUID) -> HttpResponse:
    """Complete or correct what binds two members."""
    row = get_changeable(Relationship, request.user, relationship)
    page = _page(request, row.compartment.case)
    form = RelationshipForm(
        request.POST or None,
        people=pictures.family_of(row.compartment, request.user),
        draft_object=relationship,
        initial=RelationshipForm.initial_of(row),
    )

    def save() -> str:
        services.change_relationship(
            relationship=row, facts=form.facts(), version=form.version, by=request.user
        )
        request.acting.log.note("write", row)
        messages.success(request, "家族の間柄について、直した内容を登録しました")
        return _home(page)

    return person_page(
        request,
        page,
        form,
        save,
        back=_home(page),
        heading="家族の間柄を直す",
        submit="直した内容を登録する",
        explanation=BOND_HELP,
        entry=row,
        changing=row,
        compare=("kind", "ending", "note"),
    )


@route("R2", methods=("POST",))
def remove_relationship(request: ActingRequest, relationship: uuid.UUID) -> HttpResponse:
    """Entered by mistake."""
    row = get_changeable(Relationship, request.user, relationship)
    services.remove_relationship(relationship=row, by=request.user)
    request.acting.log.note("write", row)
    messages.success(
        request,
        "家族の間柄を取り消しました。きょうのうちは、「きょう取り消した間柄」から元に戻せます",
    )
    return see_other(reverse("cases:family", args=[row.compartment.case_id]))


@route("R2", methods=("POST",))
def bring_back_relationship(request: ActingRequest, relationship: uuid.UUID) -> HttpResponse:
    """Taken off by mistake."""
    row = get_changeable(Relationship, request.user, relationship)
    try:
        services.bring_back_relationship(relationship=row, by=request.user)
        messages.success(request, "取り消した家族の間柄を、元に戻しました")
    except DomainError as refused:
        messages.warning(request, str(refused))
    request.acting.log.note("write", row)
    return see_other(reverse("cases:family", args=[row.compartment.case_id]))


@route("R2", reads=True, methods=BOTH)
def proposals(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """What the words 長男, 妻, 母 of the household table tell; a person confirms."""
    acting = request.acting
    page = _page(request, get_case(request.user, case))
    page.require(page.may_write_face)
    assert page.face is not None
    face = page.face
    people = pictures.family_of(face, request.user)
    # What a first click has just entered is still a choice of the second one (submit_once).
    known = [] if request.method == "POST" else services.bonds_of(face, request.user)
    found = kinship.proposals(people, known)
    form = ProposalForm(request.POST or None, proposals=found, draft_object=face.pk)

    def save() -> str:
        for facts in form.confirmed():
            acting.log.note("write", services.relate(face=face, facts=facts, by=request.user))
        messages.success(request, "チェックした間柄を登録しました")
        return _home(page)

    return person_page(
        request,
        page,
        form,
        save,
        back=_home(page),
        heading="続柄から間柄を登録する",
        submit="チェックした間柄を登録する",
        template="cases/proposals.html",
        found=found,
    )


@route("R2", reads=True, methods=BOTH)
def life_facts(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """That somebody has died, and whether she is the one to turn to."""
    row = get_changeable(Person, request.user, person)
    page = _page(request, row.compartment.case)
    initial = LifeFactsForm.initial_of(row)
    form = LifeFactsForm(request.POST or None, draft_object=person, initial=initial)

    def save() -> str:
        services.note_life_facts(person=row, by=request.user, version=form.version, **form.values())
        request.acting.log.note("write", row)
        messages.success(request, "家族図に出すことを登録しました")
        return _home(page)

    return person_page(
        request,
        page,
        form,
        save,
        back=_home(page),
        heading="家族図に出すこと",
        about=row,
        submit="登録する",
        entry=row,
        changing=row,
        compare=("is_key_person", "is_deceased"),
    )


@route("R2", reads=True, methods=BOTH)
def add_tie(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """A tie to somebody or something outside."""
    acting = request.acting
    page = _page(request, get_case(request.user, case))
    page.require(page.may_write_face)
    assert page.face is not None
    face = page.face
    people = pictures.family_of(face, request.user)
    form = TieForm(request.POST or None, people=people, draft_object=face.pk)

    def save() -> str:
        acting.log.note("write", services.add_tie(face=face, facts=form.facts(), by=request.user))
        messages.success(request, "外とのつながりを加えました")
        return _home(page, "#eh")

    words = {"heading": "外とのつながりを加える", "submit": "加える"}
    return person_page(request, page, form, save, back=_home(page), **words)


@route("R2", reads=True, methods=BOTH)
def change_tie(request: ActingRequest, tie: uuid.UUID) -> HttpResponse:
    """A tie that has changed or was understood wrongly."""
    row = get_changeable(Tie, request.user, tie)
    page = _page(request, row.compartment.case)
    form = TieForm(
        request.POST or None,
        people=pictures.family_of(row.compartment, request.user),
        draft_object=tie,
        initial=TieForm.initial_of(row),
    )

    def save() -> str:
        services.change_tie(tie=row, facts=form.facts(), version=form.version, by=request.user)
        request.acting.log.note("write", row)
        messages.success(request, "外とのつながりについて、直した内容を登録しました")
        return _home(page, "#eh")

    return person_page(
        request,
        page,
        form,
        save,
        back=_home(page),
        heading="外とのつながりを直す",
        submit="直した内容を登録する",
        entry=row,
        changing=row,
        compare=("outside", "strength", "flow", "note"),
    )


@route("R2", methods=("POST",))
def end_tie(request: ActingRequest, tie: uuid.UUID) -> HttpResponse:
    """A tie is no more."""
    row = get_changeable(Tie, request.user, tie)
    services.end_tie(tie=row, by=request.user)
    request.acting.log.note("write", row)
    messages.success(request, "外とのつながりを、終わったものとして登録しました")
    return see_other(reverse("cases:family", args=[row.compartment.case_id]))


@route("R2", "R3", methods=("POST",))
def print_family(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Ask for the pictures on paper; the worker makes them with the rights of who asked (S-06)."""
    page = _page(request, get_case(request.user, case))
    page.require(page.face)
    household = Household.objects.visible_to(request.user).filter(compartment=page.face).first()
    page.require(household)
    assert household is not None
    option = str(page.record.pk) if page.record else ""
    job = request_job(
        by=request.user,
        kind=JOB_KIND,
        object_id=household.pk,
        option=option,
        key=key_of_button(request, JOB_KIND, household.pk, option),
    )
    request.acting.log.note("write", household)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R2", "R3", reads=True)
def family_of(request: ActingRequest, household: uuid.UUID) -> HttpResponse:
    """Back from the making of a paper to its page."""
    row = get_visible(Household, request.user, household)
    request.acting.log.note("read", row)
    return see_other(reverse("cases:family", args=[row.compartment.case_id]))
