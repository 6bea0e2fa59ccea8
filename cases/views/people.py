"""Names of a person, and when she belonged to the household."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_changeable
from cases import services
from cases.areas import area_of
from cases.forms.people import HouseholdForm, LeaveForm, NameForm, ReturnForm, StayForm
from cases.models import ContactPoint, Household, HouseholdStay, OtherName, Person
from cases.page import CasePage
from drafts.submit import see_other

from .base import BOTH, person_page


def household_page(request: Any, row: Any) -> CasePage:
    """The household in which a person, a name or a stay is entered."""
    return CasePage(request, row.compartment.case, "household")


def household_url(row: Any) -> str:
    """Back to it."""
    return reverse("cases:household", args=[row.compartment.case_id])


def _saving(request: Any, row: Any, write: Callable[[], Any], done: str) -> Callable[[], str]:
    """Write, note it in the log of reading, and go back to the household, where `done` says what was saved."""

    def save() -> str:
        write()
        request.acting.log.note("write", row)
        messages.success(request, done)
        return household_url(row)

    return save


@route("R2", reads=True, methods=BOTH)
def change_household(request: ActingRequest, household: uuid.UUID) -> HttpResponse:
    """What is said of the household as a whole: what is to be minded, and its 圏域."""
    row = get_changeable(Household, request.user, household)
    page = household_page(request, row)
    hides_area = bool(page.protections)
    form = HouseholdForm(
        request.POST or None, draft_object=household, household=row, hides_area=hides_area
    )
    if not hides_area:
        form.propose(area_of(_address_of(request.user, page.subject)))
    save = _saving(
        request,
        row,
        lambda: services.change_household(
            household=row, version=form.version, by=request.user, **form.values()
        ),
        "世帯のことについて、直した内容を登録しました",
    )
    words = {"heading": "世帯のことを直す", "submit": "直した内容を登録する"}
    if hides_area:
        words["explanation"] = "圏域は、保護のため表示していません。"

    def now() -> dict[str, Any]:
        return HouseholdForm.initial_of(get_changeable(Household, request.user, household))

    return person_page(request, page, form, save, entry=row, changing=now, **words)


def _address_of(user: Any, person: Person | None) -> str:
    """Where she lives now, as far as the user reads it (R11)."""
    if person is None:
        return ""
    rows = ContactPoint.objects.visible_to(user).filter(person=person, ended_on__isnull=True)
    row = rows.filter(kind=ContactPoint.Kind.ADDRESS).order_by("-created_at", "-pk").first()
    return row.value if row else ""


@route("R2", reads=True, methods=BOTH)
def add_name(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """A former, common or other name of a person."""
    row = get_changeable(Person, request.user, person)
    form = NameForm(request.POST or None, draft_object=person)
    save = _saving(
        request,
        row,
        lambda: services.add_name(person=row, facts=form.facts(), by=request.user),
        "ほかの名前を加えました",
    )
    words = {"heading": "ほかの名前を加える", "submit": "加える", "about": row, "entry": row}
    return person_page(request, household_page(request, row), form, save, **words)


@route("R2", reads=True, methods=BOTH)
def change_name(request: ActingRequest, other_name: uuid.UUID) -> HttpResponse:
    """Complete or correct a name."""
    row = get_changeable(OtherName, request.user, other_name)
    initial = NameForm.initial_of(row)
    form = NameForm(request.POST or None, draft_object=other_name, initial=initial)
    save = _saving(
        request,
        row,
        lambda: services.change_name(
            other_name=row, facts=form.facts(), version=form.version, by=request.user
        ),
        "ほかの名前について、直した内容を登録しました",
    )
    return person_page(
        request,
        household_page(request, row),
        form,
        save,
        heading="ほかの名前を直す",
        submit="直した内容を登録する",
        entry=row,
        changing=row,
        compare=("kind", "name", "kana"),
    )


@route("R2", methods=("POST",))
def remove_name(request: ActingRequest, other_name: uuid.UUID) -> HttpResponse:
    """Entered by mistake."""
    row = get_changeable(OtherName, request.user, other_name)
    services.remove_name(other_name=row, by=request.user)
    request.acting.log.note("write", row)
    messages.success(request, "ほかの名前を取り消しました")
    return see_other(household_url(row))


@route("R2", reads=True, methods=BOTH)
def leave(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """Somebody no longer belongs to the household."""
    row = get_changeable(Person, request.user, person)
    page = household_page(request, row)
    page.require_offered(not row.is_subject)
    form = LeaveForm(request.POST or None, draft_object=person, initial={"version": row.version})
    save = _saving(
        request,
        row,
        lambda: services.leave_household(
            person=row, by=request.user, version=form.version, **form.values()
        ),
        "世帯から離れたことを登録しました",
    )
    return person_page(
        request,
        page,
        form,
        save,
        heading="世帯から離れたことを登録する",
        submit="登録する",
        about=row,
        entry=row,
        changing=row,
        explanation="登録すると「これまで世帯にいた人」に移ります。書いたことは、残ります。",
    )


@route("R2", reads=True, methods=BOTH)
def come_back(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """Somebody who had left belongs to the household again."""
    row = get_changeable(Person, request.user, person)
    form = ReturnForm(request.POST or None, draft_object=person, initial={"version": row.version})
    save = _saving(
        request,
        row,
        lambda: services.return_to_household(
            person=row, by=request.user, version=form.version, **form.values()
        ),
        "世帯に戻ったことを登録しました",
    )
    return person_page(
        request,
        household_page(request, row),
        form,
        save,
        heading="世帯に戻ったことを登録する",
        submit="登録する",
        about=row,
        entry=row,
        changing=row,
    )


@route("R2", reads=True, methods=BOTH)
def change_stay(request: ActingRequest, household_stay: uuid.UUID) -> HttpResponse:
    """Correct a time in the household."""
    row = get_changeable(HouseholdStay, request.user, household_stay)
    initial = StayForm.initial_of(row)
    form = StayForm(request.POST or None, draft_object=household_stay, initial=initial)
    save = _saving(
        request,
        row,
        lambda: services.change_stay(
            stay=row, facts=form.facts(), version=form.version, by=request.user
        ),
        "世帯にいた期間について、直した内容を登録しました",
    )
    return person_page(
        request,
        household_page(request, row),
        form,
        save,
        heading="世帯にいた期間を直す",
        submit="直した内容を登録する",
        about=row.person,
        entry=row,
        changing=row,
        compare=("reason", "note"),
    )


@route("R2", methods=("POST",))
def remove_stay(request: ActingRequest, household_stay: uuid.UUID) -> HttpResponse:
    """Entered by mistake."""
    row = get_changeable(HouseholdStay, request.user, household_stay)
    services.remove_stay(stay=row, by=request.user)
    request.acting.log.note("write", row)
    messages.success(request, "世帯にいた期間を取り消しました")
    return see_other(household_url(row))
