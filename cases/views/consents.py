"""本人の同意: recorded with its effect shown first, withdrawn at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.explain import audience
from access.routes import route
from access.shortcuts import get_case, get_changeable, get_visible
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.forms.consents import ConsentForm, WithdrawalForm, offices_for_consent
from cases.models import CaseRecord, Consent, ConsentBody, SharedExtract
from cases.page import CasePage
from organizations.models import StandingText

from .base import BOTH, form_page, save_form


@route("R2", "R3", reads=True)
def consents(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Consents of the case and what was shared under each."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "consents")
    page.require(page.consents or page.records)
    shared: dict[Any, list[SharedExtract]] = {}
    rows = SharedExtract.objects.visible_to(request.user).of_case(page.case)
    for row in rows.select_related("body", "created_by"):
        shared.setdefault(row.consent_id, []).append(row)
    acting.log.note("read", page.case, kind="本人の同意")
    own = acting.bodies
    parts = [
        {
            "consent": consent,
            "shared": shared.get(consent.pk, []),
            "audience": audience(request.user, consent.compartment),
            "categories": codes.labels(codes.CATEGORY, consent.categories),
            "may_withdraw": consent.is_valid
            and consent.body in own
            and consent.compartment_id in page.writable,
        }
        for consent in page.consents
    ]
    context = page.context(parts=parts, may_record=page.may_write_record and page.may_write_face)
    return render(request, "cases/consents.html", context)


@route("R3", "R22", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Record a consent: bodies, then who is in charge there, then its effect, then saved."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "consents")
    record = page.own_record()
    page.require(page.may_write_face)
    form = _form(request, page, record)
    step = request.POST.get("step", "")
    if request.method == "POST" and step in ("check", "save") and form.is_valid():
        if step == "check":
            acting.log.note("read", page.case)
            return render(request, "cases/consent_check.html", _effect(page, form))
        answer = save_form(request, form, lambda: _record(request, form, record))
        if answer is not None:
            return answer
    acting.log.note("read", page.case)
    text = StandingText.objects.on().filter(kind="consent").first()
    context = page.context(form=form, text=text, has_bodies=bool(form.offices))
    return render_form(request, "cases/consent_new.html", context, form)


def _form(request: Any, page: CasePage, record: CaseRecord) -> ConsentForm:
    """The form; while bodies are being chosen, what was typed is shown without complaints."""
    posted = request.POST if request.method == "POST" else None
    chosen = posted.getlist("bodies") if posted else []
    parts: dict[str, Any] = {
        "people": page.people,
        "offices": list(offices_for_consent(record.body)),
        "chosen_bodies": chosen,
        "draft_object": record.pk,
    }
    if posted is None or request.POST.get("step") in ("check", "save"):
        return ConsentForm(posted, **parts, initial={"persons": _subject(page)})
    lists = ("persons", "categories", "bodies", "staff")
    typed = {n: posted.getlist(n) if n in lists else posted.get(n, "") for n in posted}
    return ConsentForm(None, **parts, initial=typed)


def _subject(page: CasePage) -> list[str]:
    return [str(page.subject.pk)] if page.subject else []


def _effect(page: CasePage, form: ConsentForm) -> dict[str, Any]:
    """Whom it opens to: how many bodies and people (R22)."""
    chosen = form.chosen()
    facts = form.facts()
    return page.context(
        form=form,
        chosen=chosen,
        bodies=len({a.body.pk for a in chosen}),
        people_count=len({a.staff_id for a in chosen}),
        facts=facts,
        categories=codes.labels(codes.CATEGORY, facts["categories"]),
        how=Consent.How(facts["how"]).label,
    )


def _record(request: Any, form: ConsentForm, record: CaseRecord) -> str:
    consent = services.record_consent(record=record, by=request.user, **form.facts())
    request.acting.log.note("write", consent)
    messages.success(request, "本人の同意を記録しました。経過から、共有する記録を一つずつ選べます")
    return reverse("cases:consents", args=[consent.compartment.case_id])


@route("R3", "R8", reads=True, methods=BOTH)
def withdraw(request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
    """The person withdraws; what will close is said first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    row = get_changeable(Consent, request.user, consent)
    page = CasePage(request, row.compartment.case, "consents")
    page.require(row.body in acting.bodies)
    form = WithdrawalForm(
        request.POST or None, draft_object=consent, initial={"version": row.version}
    )

    def save() -> str:
        services.withdraw_consent(
            consent=row, note=form.cleaned_data["note"], version=form.version, by=request.user
        )
        acting.log.note("write", row)
        messages.success(request, "撤回を受け付けました。この同意による共有は、すべて閉じました")
        return reverse("cases:consents", args=[page.case.pk])

    named = ConsentBody.objects.visible_to(request.user).filter(consent=row)
    bodies = named.values("body").distinct().count()
    people = named.values("appointment__staff").distinct().count()
    return form_page(
        request,
        page,
        form,
        save,
        heading="同意の撤回を受け付ける",
        submit="撤回を受け付ける",
        entry=row,
        current=lambda: get_visible(Consent, request.user, consent),
        explanation=(
            f"受け付けると、これで{bodies}機関{people}人が、この同意で見ていたものを見られなくなります。"
            "この同意にもとづく支援プランも、同時に見られなくなります。"
            "自機関の記録と、この同意があったことは残ります。撤回による不利益はありません。"
        ),
        back=reverse("cases:consents", args=[page.case.pk]),
        text_audience=audience(request.user, row.compartment),
    )
