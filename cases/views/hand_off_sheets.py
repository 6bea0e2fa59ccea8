"""Writing a つなぐシート: what is said to whom, the page as each receiver will see it, sending (R22)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.explain import future_audience
from access.grants import RECORD_ROLES
from access.routes import route
from access.shortcuts import get_case, get_visible
from access.words_sought import told
from bunkyo_support.forms import render_form
from cases import codes, services
from cases.forms.hand_offs import NamesCheckedForm, ReferralForm
from cases.hand_off_page import receiver_page
from cases.merged_rows import standing_in
from cases.models import CaseRecord, Referral
from cases.page import CasePage
from cases.services.hand_offs import people_meant
from cases.similar_names import Similar, similar
from cases.typed_contacts import ask_about_contacts
from drafts.submit import led_before

from .base import BOTH, not_while_paused, save_form


@route("R2", "R22", reads=True, methods=BOTH)
def new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write a つなぐシート, see it as the receivers will, then send it (R22)."""
    page = CasePage(request, get_case(request.user, case), "referrals")
    record = page.own_record()
    if request.method != "POST" and (answer := not_while_paused(request, page, record)):
        return answer
    return _write(request, page, record, _proposed(page), draft_object=record.pk)


@route("R2", "R22", reads=True, methods=BOTH)
def more(request: HttpRequest, referral: uuid.UUID) -> HttpResponse:
    """The sheet goes on to more bodies, be it by its sender or by a receiver who has taken on."""
    after = get_visible(Referral, request.user, referral)
    page = CasePage(request, after.compartment.case, "referrals")
    record = page.own_record()
    page.require_offered(services.may_go_on(after, record))
    if request.method != "POST" and (answer := not_while_paused(request, page, record)):
        return answer
    known = _proposed(page)
    proposed = known | _said_before(after, record, known["consent_state"])
    return _write(request, page, record, proposed, draft_object=after.pk, after=after)


def _write(
    request: Any,
    page: CasePage,
    record: CaseRecord,
    proposed: dict[str, Any],
    *,
    draft_object: uuid.UUID,
    after: Referral | None = None,
) -> HttpResponse:
    log = request.acting.log
    form = ReferralForm(
        request.POST or None,
        sender=record.body,
        persons=page.people,
        draft_object=draft_object,
        initial=proposed,
    )
    ask_about_contacts(request, form, page.case.pk)
    step = request.POST.get("step", "")
    answer = led_before(request, form) if step == "send" else None
    if answer is not None:
        return answer
    if request.method == "POST" and step != "back" and form.is_valid():
        tick = NamesCheckedForm(request.POST if step == "send" else None)
        found = similar(
            sender=record.body,
            receivers=[leg.receiver for leg in form.legs()],
            people=form.facts().people,
            user=request.user,
        )
        if found.people:
            log.note("search", page.case, kind="名前の似た人", sought=told(persons=True))
        if step != "send" or (found and not tick.is_valid()):
            if _may_be_sent(page, form, record, after):
                page.note_read()
                context = _check(page, form, record, found, tick, after)
                return render_form(request, "cases/referral_check.html", context, tick)
        else:
            answer = save_form(
                request, form, lambda: _send(request, form, record, after, tick.is_valid())
            )
            if answer is not None:
                return answer
    page.note_read()
    context = page.context(form=form, after=after)
    return render_form(request, "cases/referral_new.html", context, form)


def _proposed(page: CasePage) -> dict[str, Any]:
    """What is known already, so that it is not typed twice."""
    latest = page.intakes[0] if page.intakes else None
    chosen = [str(page.subject.pk)] if page.subject else []
    proposed: dict[str, Any] = {"persons": chosen, "consent_state": "00"}
    if latest is not None:
        proposed |= {
            "topics": latest.topics,
            "urgency": latest.urgency,
            "consent_state": latest.consent_state,
        }
        if latest.urgency == codes.AT_ONCE:
            proposed["reply_by"] = timezone.localdate()
    if page.subject is not None:
        known = {person.pk: state.value for person, state in page.consent_states}
        proposed["consent_state"] = known.get(page.subject.pk, codes.UNASKED)
    return proposed


def _said_before(after: Referral, record: CaseRecord, consent: str) -> dict[str, Any]:
    """From the sheet that goes on. Another body's own words are not carried on by themselves."""
    proposed: dict[str, Any] = {"topics": after.topics, "urgency": after.urgency}
    if after.sender_body_id == record.body_id:
        proposed |= {
            "consent_state": after.consent_state if consent == codes.UNASKED else consent,
            "legal_basis": after.legal_basis_id,
            "done_so_far": after.done_so_far,
            "sender_continues": after.sender_continues,
        }
    return proposed


def _may_be_sent(
    page: CasePage, form: ReferralForm, record: CaseRecord, after: Referral | None
) -> bool:
    """Who lacks a consent, and who has not answered yet, is said before anybody looks the pages over."""
    try:
        services.require_sendable(
            record=record, legs=form.legs(), facts=form.facts(), by=page.user, after=after
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _check(
    page: CasePage,
    form: ReferralForm,
    record: CaseRecord,
    found: Similar,
    tick: NamesCheckedForm,
    after: Referral | None,
) -> dict[str, Any]:
    """Each leg on the very page that its receiver will open, and what could be mixed up."""
    legs = services.compose_sheet(
        record=record, legs=form.legs(), facts=form.facts(), by=page.user, after=after
    )
    shown = [
        {
            **receiver_page(leg, page.case),
            "readers": future_audience(leg.receiver_body, RECORD_ROLES),
        }
        for leg in legs
    ]
    return page.context(
        form=form,
        legs=shown,
        similar=found,
        tick=tick,
        not_in_consent=_outside_the_consent(page, form),
    )


def _outside_the_consent(page: CasePage, form: ReferralForm) -> list[str]:
    """Receivers whom the recorded consents of somebody on the sheet do not name, with who that is, when consent is the
    basis (R3; domain.md 2.1 R06)."""
    if not form.facts().legal_basis.needs_consent:
        return []
    standing = standing_in(page.case, page.user)
    bodies: dict[uuid.UUID, set[Any]] = {}
    for consent in page.valid_consents_in_full:
        for one in consent.persons.all():
            named = bodies.setdefault(standing.get(one.person_id, one.person_id), set())
            named |= {row.body_id for row in consent.bodies.all()}
    people = people_meant(page.case, form.facts().people, page.user)
    lacking = {
        leg.receiver.name: [p for p in people if leg.receiver.pk not in bodies.get(p.pk, set())]
        for leg in form.legs()
    }
    if not people:  # nobody stands on the sheet, so that no consent carries it
        return list(lacking)
    return [f"{name}（{'、'.join(map(str, who))}）" for name, who in lacking.items() if who]


def _send(
    request: Any,
    form: ReferralForm,
    record: CaseRecord,
    after: Referral | None,
    names_checked: bool,
) -> str:
    sent = services.send_sheet(
        record=record,
        legs=form.legs(),
        facts=form.facts(),
        after=after,
        names_checked=names_checked,
        by=request.user,
    )
    for leg in sent:
        request.acting.log.note("write", leg)
    names = "、".join(leg.receiver_body.name for leg in sent)
    messages.success(request, f"{names}に送りました。返事があると「今日の仕事」に出ます")
    return reverse("cases:referral", args=[sent[0].pk])
