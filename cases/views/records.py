"""What is decided about a body's own record: staff, narrowing, restriction."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import restrictions
from access.renewing import left_alone_in
from access.routes import route
from access.shortcuts import get_case
from cases import services
from cases.forms.records import OwnNumberForm, RestrictForm, StaffForm
from cases.models import CaseRecord
from cases.page import CasePage
from cases.services import protection
from cases.services.restrictions import may_decide, without_kept_out

from .base import BOTH, form_page

SHORT_LIST = "保護の名簿の人が足りません。「世帯」の「保護の画面で見る」から、ほかの管理者を名簿に加えてください"
NOBODY_ON_LIST = "保護の名簿に、だれもいなくなりました。「世帯」の「名簿を決め直す」から、2人で決め直してください"


def _own(request: Any, case: uuid.UUID) -> tuple[CasePage, CaseRecord]:
    page = CasePage(request, get_case(request.user, case))
    return page, page.own_record()


def _staff_form(request: Any, page: CasePage, record: CaseRecord) -> StaffForm:
    return StaffForm(
        request.POST or None,
        offices=without_kept_out(
            services.offices_at(record.body).select_related("staff"), page.case
        ),
        in_charge=page.staff_in_charge,
        draft_object=record.pk,
    )


def _staff_page(
    request: Any, page: CasePage, record: CaseRecord, form: StaffForm, event: Any, **words: Any
) -> HttpResponse:
    """A page on which those in charge are chosen; who they are now stands beside, when that has changed."""

    def save() -> str:
        event(record=record, staff=form.chosen(), version=form.version, by=request.user)
        request.acting.log.note("write", page.case)
        return reverse("cases:detail", args=[page.case.pk])

    def now() -> dict[str, Any]:
        return form.of(list(services.staff_in_charge(record, request.user)))

    return form_page(request, page, form, save, changing=now, **words)


@route("R2", reads=True, methods=BOTH)
def own_number(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Under which number the body has the case in its own system (domain.md P5)."""
    page, record = _own(request, case)
    form = OwnNumberForm(
        request.POST or None,
        draft_object=record.pk,
        initial={"version": record.version, "own_number": record.own_number},
    )
    back = reverse("cases:detail", args=[page.case.pk])
    if len(page.records) > 1:
        back += f"?record={record.pk}"

    def save() -> str:
        services.number_record(
            record=record,
            own_number=form.cleaned_data["own_number"],
            version=form.version,
            by=request.user,
        )
        request.acting.log.note("write", record)
        return back

    return form_page(
        request,
        page,
        form,
        save,
        entry=record,
        changing=record,
        heading="自機関での番号を書く",
        submit="番号を登録する",
        explanation=f"{record.body}の職員だけに表示されます。書いておくと、この番号でもケースを探せます。",
        text_audience=page.audience,
        back=back,
    )


@route("R2", reads=True, methods=BOTH)
def staff(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Who of the body is in charge 担当者."""
    page, record = _own(request, case)
    form = _staff_form(request, page, record)
    only = "担当者限定のケースです。ここで選んだ人だけが見られます。" if record.is_narrowed else ""
    return _staff_page(
        request,
        page,
        record,
        form,
        services.assign_staff,
        heading="担当者を決める",
        submit="この人たちを担当にする",
        explanation=(
            only or "担当者は、連絡の窓口として名前が出ます。記録を見られる人は変わりません。"
        )
        + "支援プランの担当者は、事務局が別に決めます。替わったことは、事務局に知らせます。",
    )


@route("R2", reads=True, methods=BOTH)
def narrow(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Narrow the case to the named staff in charge 担当者限定."""
    page, record = _own(request, case)
    form = _staff_form(request, page, record)
    return _staff_page(
        request,
        page,
        record,
        form,
        services.narrow_to_staff,
        heading="担当者だけが見られるようにする（担当者限定）",
        submit="担当者に限る",
        explanation=(
            f"{record.body}では、選んだ人のほかは、このケースがあることも分からなくなります。"
            "管理者も同じです。緊急閲覧があったときだけ、ケース番号と理由の区分が管理者に伝わります。つないだ先や、同意で共有した先は変わりません。"
            "限ったあとで、元の範囲へ広げることはできません。担当者を足すことはできます。"
        ),
    )


@route("R12", reads=True, methods=BOTH)
def restrict(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Name a member of staff as related to the case: she loses every basis for it (R12)."""
    page = CasePage(request, get_case(request.user, case))
    page.require(may_decide(page.case, request.user))
    form = RestrictForm(request.POST or None, draft_object=(page.record or page.case).pk)

    def save() -> str:
        data = form.values()
        left = services.restrict_person(
            case=page.case,
            user=data["staff"],
            relation=data["relation"],
            reason=data["reason"],
            until_on=data["until_on"],
            by=request.user,
        )
        request.acting.log.note("write", page.case)
        taken = f"。次にすること{left}件を、あなたの担当に移しました" if left else ""
        done = f"{data['staff'].name}さんに、このケースを見せないようにしました{taken}"
        messages.success(request, done)
        if protection.has_short_list(page.case):
            messages.warning(request, SHORT_LIST)
        if left_alone_in(page.case.pk):
            messages.warning(request, NOBODY_ON_LIST)
        return reverse("cases:restrict", args=[case])

    return form_page(
        request,
        page,
        form,
        save,
        heading="関係のある職員に見せない（閲覧制限）",
        submit="見られないようにする",
        template="cases/restrict.html",
        known=restrictions(page.case),
    )
