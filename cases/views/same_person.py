"""One person entered twice, one person in two files, and a household that splits."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.models import Protection
from access.routes import route
from access.shortcuts import get_case, get_changeable
from cases import services
from cases.forms.same_person import MergeForm, SamePersonForm, SplitForm, UndoForm
from cases.likeness import Typed, likely_people
from cases.models import (
    ContactPoint,
    Household,
    Person,
    PersonMerge,
    ProtectedContact,
    SamePerson,
)
from cases.page import CasePage

from .base import BOTH, person_page
from .people import household_page, household_url

MERGE_HELP = (
    "まとめる人の連絡先、ほかの名前、間柄、つながりは、この人に移ります。この人の空いている項目は、"
    "まとめる人の内容で補われます。あとから取り消すと、元どおり2人に戻ります。"
)


@route("R2", reads=True, methods=BOTH)
def merge(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """Another row of the file is the same person."""
    row = get_changeable(Person, request.user, person)
    rows = Person.objects.changeable_by(request.user).standing().filter(household=row.household_id)
    others = list(rows.filter(is_subject=False).exclude(pk=row.pk))
    form = MergeForm(
        request.POST or None,
        others=others,
        draft_object=person,
        initial={"version": row.version},
    )

    def save() -> str:
        done = services.merge_people(
            survivor=row,
            merged=form.chosen,
            reason=form.cleaned_data["reason"],
            by=request.user,
            version=form.version,
            merged_version=form.chosen.version,
        )
        request.acting.log.note("write", done)
        messages.success(request, "同じ人を1人にまとめました")
        return household_url(row)

    return person_page(
        request,
        household_page(request, row),
        form,
        save,
        heading="同じ人をまとめる",
        submit="1人にまとめる",
        about=row,
        entry=row,
        explanation=MERGE_HELP,
        changing=row,
    )


@route("R2", reads=True, methods=BOTH)
def unmerge(request: ActingRequest, person_merge: uuid.UUID) -> HttpResponse:
    """They were two people after all."""
    row = get_changeable(PersonMerge, request.user, person_merge)
    page = household_page(request, row)
    page.require_offered(row.undone_on is None)
    initial = {"version": row.version}
    form = UndoForm(request.POST or None, draft_object=person_merge, initial=initial)

    def save() -> str:
        services.unmerge_people(
            merge=row, reason=form.cleaned_data["reason"], by=request.user, version=form.version
        )
        request.acting.log.note("write", row)
        messages.success(request, "2人に戻しました")
        return household_url(row)

    return person_page(
        request,
        page,
        form,
        save,
        heading="まとめたことを取り消す",
        submit="2人に戻す",
        about=row.survivor,
        entry=row,
        changing=row,
        explanation="まとめたときに移したもの、補ったものは、元の人に戻ります。そのあとに書き足したものは、残した人に残ります。",
    )


SAME_HELP = (
    "二つの世帯の記録は、混ざりません。同じ人であることが、両方の世帯を見られる人にだけ出ます。"
    "どちらかの世帯に保護されている人がいる間は、その保護の名簿の人にだけ出ます。"
)


@route("R2", reads=True, methods=BOTH)
def same_person(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """A person of another file is the same person."""
    row = get_changeable(Person, request.user, person)
    form = SamePersonForm(
        request.POST or None, others=_likely_elsewhere(row, request.user), draft_object=person
    )

    def save() -> str:
        link = services.say_same_person(
            person=row, other=form.chosen, reason=form.cleaned_data["reason"], by=request.user
        )
        request.acting.log.note("write", link)
        messages.success(request, "ほかの世帯にもいる人として登録しました")
        return household_url(row)

    none = (
        ""
        if form.others
        else "この人と氏名や生年月日が似た人は、あなたが書き込めるほかの世帯には、いません。"
    )
    return person_page(
        request,
        household_page(request, row),
        form,
        save,
        heading="ほかの世帯にもいる人として登録する",
        submit="同じ人として登録する",
        about=row,
        entry=row,
        explanation=none or SAME_HELP,
    )


def _likely_elsewhere(person: Person, user: Any) -> list[Person]:
    """People of other files in which the user writes, who are like this one."""
    birth = person.birth_on.isoformat() if person.birth_on else ""
    found = likely_people(user, Typed.of(person.name, person.kana, birth))
    rows = Person.objects.changeable_by(user).filter(pk__in=[one.person.pk for one in found])
    return list(
        rows.exclude(compartment_id=person.compartment_id).select_related("compartment__case")
    )


@route("R2", reads=True, methods=BOTH)
def not_same(request: ActingRequest, same_person: uuid.UUID) -> HttpResponse:
    """They are two people after all."""
    row = get_changeable(SamePerson, request.user, same_person)
    page = household_page(request, row)
    page.require_offered(row.ended_on is None)
    initial = {"version": row.version}
    form = UndoForm(request.POST or None, draft_object=same_person, initial=initial)

    def save() -> str:
        services.unsay_same_person(
            link=row, reason=form.cleaned_data["reason"], by=request.user, version=form.version
        )
        request.acting.log.note("write", row)
        messages.success(request, "同じ人ではなかったことを登録しました")
        return household_url(row)

    return person_page(
        request,
        page,
        form,
        save,
        heading="同じ人ではなかったことを登録する",
        submit="登録する",
        entry=row,
        changing=row,
    )


SPLIT_HELP = (
    "移る人のために、新しいケースを作ります。今の世帯には「これまで世帯にいた人」として残ります。"
    "DVなどで居場所を守るときは、先に「連絡先を保護する」をしてください。保護は新しい世帯にも続き、"
    "二つの世帯のつながりは、保護の名簿の人にだけ出ます。"
)


@route("R2", reads=True, methods=BOTH)
def split(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """A file of its own for those who go."""
    page = CasePage(request, get_case(request.user, case), "household")
    page.require(page.may_write_face and page.record and page.may_write_record)
    people = [person for person in page.people if not person.is_subject]
    assert page.face is not None
    household = Household.objects.visible_to(request.user).get(compartment=page.face)
    form = SplitForm(
        request.POST or None,
        people=people,
        points=_points_of(people, request.user),
        draft_object=page.face.pk,
        initial={"version": household.version},
    )

    def save() -> str:
        new = services.split_household(
            record=page.own_record(), facts=form.facts(), by=request.user, version=form.version
        )
        request.acting.log.note("write", household)
        request.acting.log.note("write", new, kind="ケース")
        messages.success(request, "新しい世帯を作りました")
        return reverse("cases:household", args=[new.pk])

    return person_page(
        request,
        page,
        form,
        save,
        heading="世帯を分ける",
        submit="新しい世帯を作る",
        explanation=SPLIT_HELP,
        entry=household,
        changing=household,
    )


def _points_of(people: list[Person], user: Any) -> list[ContactPoint | ProtectedContact]:
    """How to reach those who may go, as far as the user sees it (R11); of a protection that was lifted nothing goes along."""
    keys = [person.pk for person in people]
    points = ContactPoint.objects.visible_to(user).filter(person__in=keys, ended_on__isnull=True)
    locks = Protection.objects.in_force().on_list_of(user).filter(person_id__in=keys)
    kept = ProtectedContact.objects.visible_to(user).filter(
        compartment__in=locks.values("compartment"), ended_on__isnull=True
    )
    return [*points, *kept.select_related("measure")]
