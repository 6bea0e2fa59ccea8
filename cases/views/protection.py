"""Protecting a member of a household (R11): the lock, the list by name, what is behind it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access import protecting
from access.acting import ActingRequest
from access.explain import audience
from access.models import ListRenewal
from access.renewing import renewals_of
from access.routes import route
from access.shortcuts import get_changeable, get_visible
from cases.forms.base import ConfirmForm as PressForm
from cases.forms.protection import (
    AdmitForm,
    ConfirmForm,
    MeasureForm,
    ProtectedContactForm,
    ProtectForm,
    ReasonForm,
)
from cases.models import ContactPoint, Person, ProtectedContact, ProtectionMeasure
from cases.page import CasePage
from cases.services import protection as services
from cases.services.came_elsewhere import came_elsewhere
from documents.wareki import format_date
from drafts.submit import led_before
from organizations.models import Appointment

from .base import BOTH, form_page


@route("R11", reads=True, methods=BOTH)
def protect(request: ActingRequest, person: uuid.UUID) -> HttpResponse:
    """Lock how to find a person, from the first telephone call on."""
    user: Any = request.user
    row = get_changeable(Person, user, person)
    page = CasePage(request, row.compartment.case, "household")
    record = page.own_record()
    offices = services.candidates(record)
    listed = [
        str(a.pk) for a in offices if a.staff_id == user.pk or a.role in services.DECIDING_ROLES
    ]
    others = [p for p in page.people if p.pk != row.pk and p.pk not in page.protections]
    form = ProtectForm(
        request.POST or None,
        offices=offices,
        others=others,
        draft_object=person,
        initial={"named": listed},
    )

    def save() -> str:
        measures = [
            measure
            for member in [row, *form.together()]
            for measure in services.protect_everywhere(
                record=record,
                person=member,
                named=form.chosen(),
                is_provisional=form.cleaned_data["how"] == "provisional",
                review_on=form.cleaned_data["review_on"],
                facts=form.facts(),
                by=user,
            )
        ]
        for measure in measures:
            request.acting.log.note("write", measure)
        return reverse("cases:protection", args=[measures[0].pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="連絡先を保護する",
        submit="いますぐ保護する",
        about=row,
        entry=row,
        back=reverse("cases:household", args=[page.case.pk]),
        explanation=(
            "住所・電話・メール・学校・勤め先・いまいる所・圏域を、名簿の人のほかには表示しません。"
            "一覧、検索、履歴、印刷にも出ません。この世帯が載る書類は、名簿のもう1人が認めるまで止まります。"
            "同じ人として登録されている、ほかの記録の連絡先も、書き込める記録ではいっしょに保護します。"
        ),
    )


def _measure(user: Any, pk: uuid.UUID) -> tuple[ProtectionMeasure, Any, Person | None]:
    measure = get_visible(ProtectionMeasure, user, pk)
    person = Person.objects.visible_to(user).filter(pk=measure.person_id).first()
    return measure, services.protection_of(measure), person


@route("R11", reads=True)
def protection(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """What lies behind the lock; only for those on the list."""
    user: Any = request.user
    row, lock, person = _measure(user, measure)
    page = CasePage(request, row.compartment.case, "household")
    listed = [office for _, office in protecting.on_the_list(lock)]
    offices = Appointment.objects.with_body().select_related("staff").filter(pk__in=listed)
    readers = audience(user, row.compartment)
    kept = list(ProtectedContact.objects.visible_to(user).filter(measure=row))
    request.acting.log.note("read", row)
    context = page.context(
        measure=row,
        protection=lock,
        person=person,
        points=ContactPoint.objects.visible_to(user).filter(
            person_id=row.person_id, ended_on__isnull=True
        ),
        contacts=[one for one in kept if one.ended_on is None],
        ended=[one for one in kept if one.ended_on is not None],
        elsewhere=services.rows_elsewhere(person, user) if person else [],
        beside=[] if lock.ended_at else _beside(page),
        came=came_elsewhere(person, user) if person and not lock.ended_at else [],
        offices=offices,
        renewed=renewals_of(lock).filter(outcome=ListRenewal.Outcome.AGREED).first(),
        is_short=lock.ended_at is None and services.is_short(offices),
        text_audience=readers,
        audience=readers,
        may_decide=(decides := services.may_decide(lock, user)),
        may_release=decides
        and lock.ended_at is None
        and user.pk != lock.lift_asked_by_id
        and (
            lock.lift_asked_by_id is not None
            or (lock.state == "provisional" and user.pk != lock.created_by_id)
        ),
    )
    return render(request, "cases/protection.html", context)


def _beside(page: CasePage) -> list[Person]:
    """Who lives with somebody protected and is not: her address and school tell where the other is (R11)."""
    return [
        one
        for one in page.people
        if one.lives_together and not one.is_deceased and one.pk not in page.protections
    ]


def _step(
    request: Any,
    pk: uuid.UUID,
    form: Any,
    do: Any,
    *,
    heading: str,
    submit: str,
    words: str | Callable[[Any], str] = "",
    done: str | Callable[[Any], str] = "",
    of_lock: bool = False,
) -> HttpResponse:
    """A page with one form about a protection in force; afterwards back to it. `of_lock`: its version is of the
    protection, not of the measure. `words` may depend on who has asked that it be lifted, and so may `done`, what is said once it is saved."""
    # Before it is asked who sees it: lifting it may have ended the view of who sends it once more.
    answer = led_before(request, form)
    if answer is not None:
        return answer
    row, lock, person = _measure(request.user, pk)
    page = CasePage(request, row.compartment.case, "household")
    page.require_offered(lock.ended_at is None)
    back = reverse("cases:protection", args=[pk])
    readers = audience(request.user, row.compartment)
    if of_lock:
        form.initial["version"] = lock.version

    def current() -> Any:
        found = get_visible(ProtectionMeasure, request.user, pk)
        return services.protection_of(found) if of_lock else found

    def save() -> str:
        do(row)
        request.acting.log.note("write", row)
        said = done(lock) if callable(done) else done
        if said:
            messages.success(request, said)
        stays = protecting.is_on_the_list(request.user, lock)
        return back if stays else reverse("cases:household", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading=heading,
        submit=submit,
        about=person,
        entry=row,
        back=back,
        explanation=words(lock) if callable(words) else words,
        changing=current,
        compare=[n for n in form.fields if hasattr(lock if of_lock else row, n)]
        if "version" in form.initial
        else [],
        text_audience=readers,
        audience=readers,
    )


@route("R11", reads=True, methods=BOTH)
def change_measure(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """Complete or correct why somebody is protected."""
    row = get_changeable(ProtectionMeasure, request.user, measure)
    form = MeasureForm(
        request.POST or None, draft_object=measure, initial=MeasureForm.initial_of(row)
    )
    return _step(
        request,
        measure,
        form,
        lambda found: services.change_measure(
            measure=found, facts=form.facts(), version=form.version, by=request.user
        ),
        heading="保護の理由を直す",
        submit="直した内容を登録する",
    )


@route("R11", reads=True, methods=BOTH)
def add_protected_contact(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """Another way to find the person, seen by the list only."""
    get_changeable(ProtectionMeasure, request.user, measure)
    form = ProtectedContactForm(request.POST or None, draft_object=measure)
    return _step(
        request,
        measure,
        form,
        lambda row: services.add_protected_contact(measure=row, by=request.user, **form.values()),
        heading="秘匿の連絡先を加える",
        submit="加える",
        words="名簿の人だけが見られます。保護を解除しても、ここに書いたものは基本情報になりません。",
    )


@route("R11", reads=True, methods=BOTH)
def confirm(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """A supervisor makes the lock a protection, or lets it go on."""
    form = ConfirmForm(request.POST or None)
    return _step(
        request,
        measure,
        form,
        lambda found: services.confirm_protection(
            measure=found,
            review_on=form.cleaned_data["review_on"],
            version=form.version,
            by=request.user,
        ),
        heading="保護を決める・続ける",
        submit="保護を続ける",
        words=lambda lock: (
            _asked(lock) and f"{_asked(lock)}保護を続けると、この申し出には応じないことになります。"
        ),
        done=_goes_on,
        of_lock=True,
    )


def _goes_on(lock: Any) -> str:
    """What was decided about the protection as it stood before."""
    if lock.lift_asked_by is not None:
        return f"{lock.lift_asked_by.name}さんの解除の申し出に、保護を続けると答えました"
    return "保護に決めました" if lock.state == "provisional" else "保護を続けることにしました"


def _asked(lock: Any) -> str:
    """Who has asked that it be lifted, when, and why: whoever is on the list reads it (R11)."""
    if lock.lift_asked_by is None:
        return ""
    asked_on = format_date(timezone.localdate(lock.lift_asked_at))
    return (
        f"{lock.lift_asked_by.name}さんが、{asked_on}に解除を申し出ています。"
        f"理由：{lock.lift_reason.rstrip('。')}。"
    )


@route("R11", reads=True, methods=BOTH)
def ask_release(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """Somebody on the list asks that the protection be lifted."""
    form = ReasonForm(request.POST or None)
    return _step(
        request,
        measure,
        form,
        lambda row: services.ask_to_release(
            measure=row, reason=form.cleaned_data["reason"], by=request.user
        ),
        heading="保護の解除を申し出る",
        submit="解除を申し出る",
        words="名簿のもう1人（管理者）が認めると解除されます。それまで保護は続きます。",
        done="解除を申し出ました。名簿のほかの管理者が決めるまで、保護は続きます",
    )


@route("R11", reads=True, methods=BOTH)
def release(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """The second person lifts it."""
    form = ReasonForm(request.POST or None)
    return _step(
        request,
        measure,
        form,
        lambda found: services.release(
            measure=found,
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        ),
        heading="保護を解除する",
        submit="解除する",
        of_lock=True,
        words=lambda lock: (
            _asked(lock)
            + "解除すると、保護の前に書かれた連絡先は、世帯の基本情報を見られる人すべてに表示されます。"
            "保護のあいだに書いた連絡先は、表示されません。"
        ),
    )


@route("R11", reads=True, methods=BOTH)
def admit(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """Name another person on the list."""
    _, lock, _ = _measure(request.user, measure)
    form = AdmitForm(request.POST or None, offices=services.may_be_named(lock, request.user))
    return _step(
        request,
        measure,
        form,
        lambda found: services.admit_to_list(
            measure=found, appointment=form.chosen(), by=request.user
        ),
        heading="名簿に加える",
        submit="加える",
        words="加えた人は、すぐに連絡先を見られます。",
    )


@route("R11", reads=True, methods=BOTH)
def leave_list(request: ActingRequest, measure: uuid.UUID) -> HttpResponse:
    """The user takes herself off the list. She is asked before: only somebody who stays on it lets her in again."""
    form = PressForm(request.POST if request.method == "POST" else None)
    answer = led_before(request, form)
    if answer is not None:
        return answer
    row, lock, person = _measure(request.user, measure)
    page = CasePage(request, row.compartment.case, "household")

    def save() -> str:
        services.leave_list(measure=row, staff=request.user)
        request.acting.log.note("write", lock.case, kind="保護の名簿")
        messages.success(request, "名簿から外れました")
        return reverse("cases:household", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="名簿から外れる",
        submit="名簿から外れる",
        about=person,
        entry=row,
        back=reverse("cases:protection", args=[measure]),
        explanation="外れると、連絡先と保護の理由を、すぐに見られなくなります。自分では戻せません。"
        "もう一度見るには、名簿に残っている人に加えてもらいます。"
        "名簿には、管理者（事務局では事務局の職員）を含む2人以上が残らなければなりません。足りなくなるときは、先に「名簿に加える」から、ほかの人を加えてください。",
        cancel="外れずに戻る",
    )
