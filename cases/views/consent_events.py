"""What happens around a consent: withdrawn with its effects told first, attempts, its paper."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import Audience, audience
from access.routes import route
from access.shortcuts import get_case, get_changeable
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.consent_entry import AttemptForm
from cases.effects import effect_of
from cases.forms.consents import NamedPersonForm, PaperForm, WithdrawalForm
from cases.models import Consent, ConsentBody
from cases.page import CasePage
from cases.services.consent_legs import legs_waiting
from cases.services.consents import bodies_of
from drafts.submit import led_before
from organizations.models import StandingText
from organizations.names import own_names

from .base import BOTH, form_page, save_form


@route("R3", "R8", "R22", reads=True, methods=BOTH)
def withdraw(request: ActingRequest, consent: uuid.UUID) -> HttpResponse:
    """The person withdraws: what will close is said first, and closes in one transaction."""
    acting = request.acting
    row = get_changeable(Consent, request.user, consent)
    page = CasePage(request, row.compartment.case, "consents")
    page.require(row.body in acting.bodies)
    form = _withdrawal_form(request, row)
    step = request.POST.get("step", "save")
    answer = led_before(request, form) if step == "save" else None
    if answer is not None:
        return answer
    if request.method == "POST" and step in ("check", "save") and form.is_valid():
        if step == "check":
            acting.log.note("read", row)
            return render(request, "cases/withdrawal_check.html", _told(page, row, form))
        answer = save_form(
            request,
            form,
            lambda: _withdraw(request, row, form),
            changing=row,
        )
        if answer is not None:
            return answer
    acting.log.note("read", row)
    context = page.context(
        form=form,
        consent=row,
        effect=effect_of(row, services.Withdrawn(), request.user),
        text=StandingText.objects.on().filter(kind="withdrawal").first(),
        text_audience=_readers_after(row, request.user),
    )
    return render_form(request, "cases/withdrawal.html", context, form)


def _readers_after(row: Consent, user: Any) -> Audience:
    """Who will read what is written of the withdrawal (R18): it closes this consent to all but the body that recorded
    it, also where a part goes on, which is a consent of its own."""
    found = audience(user, row.compartment)
    own = tuple(one for one in found.bodies if one.body == row.body.name)
    total = sum(one.count for one in own)
    return replace(found, level="org", level_label="", bodies=own, total=total)


def _withdrawal_form(request: Any, row: Consent) -> WithdrawalForm:
    kinds = dict(codes.every_label(codes.CATEGORY))
    parts: dict[str, Any] = {
        "persons": [(str(p.person_id), p.name) for p in row.persons.all()],
        "bodies": list(
            dict.fromkeys((str(b.body_id), b.body.name) for b in bodies_of(row, request.user))
        ),
        "categories": [(value, kinds.get(value, value)) for value in row.categories],
        "draft_object": row.pk,
    }
    if request.method == "POST" and request.POST.get("step") == "back":
        lists = ("persons", "bodies", "categories")
        typed = {n: request.POST.getlist(n) if n in lists else v for n, v in request.POST.items()}
        return WithdrawalForm(None, **parts, initial=typed)
    return WithdrawalForm(request.POST or None, **parts, initial={"version": row.version})


def _told(page: CasePage, row: Consent, form: WithdrawalForm) -> dict[str, Any]:
    """What the receiver of the withdrawal reads before she saves."""
    effect = effect_of(row, form.taken(), page.user)
    return page.context(form=form, consent=row, effect=effect)


def _withdraw(request: Any, row: Consent, form: WithdrawalForm) -> str:
    left = services.withdraw_consent(
        consent=row,
        note=form.cleaned_data["note"],
        told=form.cleaned_data["told"],
        taken=form.taken(),
        version=form.version,
        by=request.user,
    )
    request.acting.log.note("write", row)
    if left is None or left.pk == row.pk:
        words = "撤回を受け付けました。この同意による共有は、すべて閉じました"
    else:
        words = "一部の撤回を受け付けました。残りの範囲の同意を、新しく記録しました"
    messages.success(request, words)
    return reverse("cases:consents", args=[row.compartment.case_id])


BASICS_CLOSED = (
    "断られたことを記録しました。世帯の基本情報は、同意による共有先から見られなくなりました。"
    "一つずつ共有した記録は、同意した人のものなので、そのままです"
)
LEGS_ENDED = "本人同意で送り、返事を待っていた{}へのつなぎを取り下げました。つなぐシートは、見られなくなりました"


@route("R2", "R7", reads=True, methods=BOTH)
def attempt(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Note that consent was asked for and what came of it; a refusal shuts the basic information."""
    page = CasePage(request, get_case(request.user, case), "consents")
    record = page.own_record()
    page.require(page.people)
    form = AttemptForm(
        request.POST or None,
        people=page.people,
        draft_object=record.pk,
        initial={"person": str(page.subject.pk) if page.subject else ""},
    )

    def save() -> str:
        before = len([row for row in page.valid_consents if row.opens_basics])
        legs = legs_waiting(page.case, record.body, request.user)
        made = services.note_consent_attempt(record=record, by=request.user, **form.facts())
        request.acting.log.note("write", made)
        after = [row for row in CasePage(request, page.case).valid_consents if row.opens_basics]
        if len(after) < before:
            messages.success(request, BASICS_CLOSED)
        waiting = legs_waiting(page.case, record.body, request.user) if legs else []
        if gone := [str(leg.receiver_body) for leg in legs if leg not in waiting]:
            messages.success(request, LEGS_ENDED.format("、".join(gone)))
        return reverse("cases:consents", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="同意について話したことを記録する",
        submit="記録する",
        explanation=own_names(
            "同意がなくても、自機関の支援、つなぎ、支援会議は、そのまま進められます。"
            "断られたことと、まだ聞いていないことは、別の状態として残ります。"
            "世帯のほかの人の同意で基本情報を共有しているときは、断られたことを記録すると、"
            "共有先は、すぐに世帯の基本情報を見られなくなります。"
            "本人同意で送り、返事を待っているつなぎは、取り下げます。"
        ),
        text_audience=page.audience,
        back=reverse("cases:consents", args=[page.case.pk]),
    )


@route("R3", reads=True, methods=BOTH)
def paper(request: ActingRequest, consent: uuid.UUID) -> HttpResponse:
    """The written form that follows an oral consent has come."""
    row = get_changeable(Consent, request.user, consent)
    page = CasePage(request, row.compartment.case, "consents")
    page.require(row.body in request.acting.bodies)
    page.require_offered(row.is_valid and not row.is_on_paper)
    form = PaperForm(request.POST or None, draft_object=consent, initial={"version": row.version})

    def save() -> str:
        services.receive_paper(consent=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", row)
        return reverse("cases:consents", args=[page.case.pk])

    return form_page(
        request,
        page,
        form,
        save,
        heading="同意書を受け取った",
        submit="受け取りを記録する",
        entry=row,
        changing=row,
        back=reverse("cases:consents", args=[page.case.pk]),
    )


@route("R3", "R21", reads=True, methods=BOTH)
def named_person(request: ActingRequest, consent_body: uuid.UUID) -> HttpResponse:
    """Somebody else is in charge at a body that a consent names; the body stays."""
    row = get_changeable(ConsentBody, request.user, consent_body)
    consent = get_changeable(Consent, request.user, row.consent_id)
    page = CasePage(request, consent.compartment.case, "consents")
    page.require(consent.body in request.acting.bodies)
    page.require_offered(consent.is_valid)
    offices = services.possible_named(row, request.user)
    form = NamedPersonForm(
        request.POST or None,
        offices=offices,
        draft_object=consent_body,
        initial={"version": row.version},
    )
    back = reverse("cases:consents", args=[page.case.pk])

    def save() -> str:
        services.change_named_person(
            row=row, successor=form.chosen(), version=form.version, by=request.user
        )
        request.acting.log.note("write", consent)
        messages.success(request, "共有先の担当者を替えました。同意の範囲と期限は、そのままです")
        return back

    return form_page(
        request,
        page,
        form,
        save,
        heading=f"{row.body}の担当者を替える",
        submit="担当者を替える",
        explanation=_what_follows(row, bool(offices)),
        entry=consent,
        changing=row,
        back=back,
    )


def _what_follows(row: ConsentBody, has_others: bool) -> str:
    """What naming somebody else does, or what to do where the body has nobody else."""
    if not has_others:
        return (
            "この機関には、いま担当者にできる職員がほかにいません。職員の登録は、システム管理者に頼んで"
            "ください。ほかの機関を共有先にするときは、本人の同意を記録し直します。"
        )
    return (
        f"本人は、機関に共有することに同意しています。{row.appointment.staff.name}さんは、この同意で"
        "共有したものをすぐに見られなくなり、替わりの担当者が、同じ範囲を同じ期限まで見られます。"
        "支援プランの担当者は、事務局がプランで替えます。"
    )
