"""本人の同意: what there is, and recording one with its effect shown first."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.explain import audience, restrictions_of
from access.models import ReturnNotice
from access.routes import route
from access.shortcuts import get_case, get_changeable
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.consent_entry import ConsentForm, consent_form, effect_of_consent
from cases.consent_reminders import ends_within, reminder_days
from cases.models import CaseRecord, Consent, ConsentAttempt, SharedExtract
from cases.page import CasePage
from cases.services.consents import bodies_of
from cases.typed_contacts import ask_about_contacts
from organizations.models import Appointment, StandingText

from .base import BOTH, save_form


@route("R2", "R3", reads=True)
def consents(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """State of each person, attempts, consents of the case and what was shared under each."""
    page = CasePage(request, get_case(request.user, case), "consents")
    page.require(page.consents or page.records)
    shared: dict[Any, list[SharedExtract]] = {}
    rows = SharedExtract.objects.visible_to(request.user).of_case(page.case)
    for row in rows.select_related("body", "created_by"):
        row.kind_words = codes.label(codes.CATEGORY, row.category)
        shared.setdefault(row.consent_id, []).append(row)
    asked: dict[Any, list[ReturnNotice]] = {}
    notices = ReturnNotice.objects.visible_to(request.user).filter(case=page.case)
    if any(row.withdrawn_at for row in page.consents):
        for notice in notices.select_related("appointment__role_group__body", "user"):
            asked.setdefault(notice.consent_id, []).append(notice)
    attempts = ConsentAttempt.objects.visible_to(request.user).of_case(page.case)
    words = dict(codes.every_label(codes.CONSENT_STATE))
    page.note_read(kind="本人の同意")
    context = page.context(
        parts=_parts(page, request.acting.bodies, shared, asked),
        attempts=[
            {"row": row, "answer": words.get(row.answer, row.answer)}
            for row in attempts.select_related("explained_by")
        ],
        may_record=page.may_write_record and page.may_write_face,
    )
    return render(request, "cases/consents.html", context)


def _parts(
    page: CasePage,
    own: Any,
    shared: dict[Any, list[SharedExtract]],
    asked: dict[Any, list[ReturnNotice]],
) -> list[Any]:
    """A consent each, with what may be done with it."""
    kinds = dict(codes.every_label(codes.CATEGORY))
    days = reminder_days()
    parts = []
    left = _who_left(page.consents_in_full, asked)
    kept_out = set(restrictions_of(page.case).values_list("user", flat=True))
    for consent in page.consents_in_full:
        is_ours = consent.body in own and consent.compartment_id in page.writable
        parts.append(
            {
                "consent": consent,
                "shared": shared.get(consent.pk, []),
                "asked": asked.get(consent.pk, []),
                "audience": audience(page.user, consent.compartment),
                "categories": [kinds.get(value, value) for value in consent.categories],
                "may_withdraw": consent.is_valid and is_ours,
                "may_renew": is_ours and consent.withdrawn_at is None and page.may_write_face,
                "awaits_paper": consent.is_valid and is_ours and not consent.is_on_paper,
                "ends_soon": consent.is_valid and ends_within(consent, days),
                "is_ours": is_ours,
                "left": left if consent.is_valid else set(),
                "kept_out": kept_out if consent.is_valid and is_ours else set(),
                "cannot_answer": left,
                "kept_from": kept_out if is_ours else set(),
            }
        )
    return parts


def _who_left(consents: list[Consent], asked: dict[Any, list[ReturnNotice]]) -> set[Any]:
    """Offices named in consents, or asked for papers, whose holders have left them (R16): nobody can answer
    in their place, and nobody else there may be told of the case by us (R1); so their body is asked by voice."""
    named = {row.appointment_id for one in consents if one.is_valid for row in one.bodies.all()}
    named |= {row.appointment_id for rows in asked.values() for row in rows if not row.answer}
    held = Appointment.objects.current().filter(pk__in=named) if named else []
    return named - {office.pk for office in held}


@route("R3", "R22", reads=True, methods=BOTH)
def renew(request: ActingRequest, consent: uuid.UUID) -> HttpResponse:
    """A consent is given again before it ends: the scope stands filled in, to be asked anew."""
    row = get_changeable(Consent, request.user, consent)
    page = CasePage(request, row.compartment.case, "consents")
    page.require(row.body in request.acting.bodies)
    page.require_offered(row.withdrawn_at is None)
    return _new(request, page, row)


@route("R3", "R22", reads=True, methods=BOTH)
def new(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Record a consent: bodies, then who is in charge there, then its effect, then saved."""
    page = CasePage(request, get_case(request.user, case), "consents")
    return _new(request, page, None)


def _new(request: Any, page: CasePage, renews: Consent | None) -> HttpResponse:
    """The form, its effect, and saving; `renews` fills in the scope of an earlier consent."""
    record = page.own_record()
    page.require(page.may_write_face and (renews is None or renews.body_id == record.body_id))
    form = _form(request, page, record, renews)
    ask_about_contacts(request, form, page.case.pk)  # purpose and words are read where it is shared
    step = request.POST.get("step", "")
    if request.method == "POST" and step in ("check", "save") and form.is_valid():
        if step == "check":
            page.note_read()
            context = page.context(form=form, **effect_of_consent(form, record, page.user))
            return render(request, "cases/consent_check.html", context)
        answer = save_form(request, form, lambda: _record(request, form, record, renews))
        if answer is not None:
            return answer
    page.note_read()
    text = StandingText.objects.on().filter(kind="consent").first()
    context = page.context(form=form, text=text, has_bodies=bool(form.offices), renews=renews)
    return render_form(request, "cases/consent_new.html", context, form)


def _form(request: Any, page: CasePage, record: CaseRecord, renews: Consent | None) -> ConsentForm:
    """Empty, or with the scope of the consent that is renewed."""
    return consent_form(
        request,
        record=record,
        people=page.people,
        draft_object=renews.pk if renews else record.pk,
        initial=_scope_of(renews, page) if renews else {"persons": _subject(page)},
    )


def _scope_of(consent: Consent, page: CasePage) -> dict[str, Any]:
    """What a renewal asks for again; days and how it was given are of the new one."""
    here = {person.pk for person in page.people}
    named = list(bodies_of(consent, page.user))
    return {
        "persons": [str(p.person_id) for p in consent.persons.all() if p.person_id in here],
        "purpose": consent.purpose,
        "categories": consent.categories,
        "bodies": list(dict.fromkeys(str(row.body_id) for row in named)),
        "staff": [str(row.appointment_id) for row in named],
        "giver": consent.giver,
        "giver_name": consent.giver_name,
        "giver_basis": consent.giver_basis,
    }


def _subject(page: CasePage) -> list[str]:
    return [str(page.subject.pk)] if page.subject else []


def _record(request: Any, form: ConsentForm, record: CaseRecord, renews: Consent | None) -> str:
    if renews is not None:
        services.require_not_withdrawn(renews)
    consent = services.record_consent(record=record, by=request.user, renews=renews, **form.facts())
    request.acting.log.note("write", consent)
    messages.success(request, "本人の同意を記録しました。経過から、共有する記録を一つずつ選べます")
    return reverse("cases:consents", args=[consent.compartment.case_id])
