"""A request is passed on to another body: put forward, and told to whoever asked (Art. 85, 96)."""

import uuid
from typing import Any

from django.http import HttpResponse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_changeable
from access.stepping_up import step_up
from cases.page import CasePage
from drafts.submit import key_of_button
from keeping import services
from keeping.asked_models import PASS_ON, AskedOfBody
from keeping.passing_forms import PassingForm
from keeping.services.asked import checkers_of, latest_submission
from keeping.services.passing import why_not_passed

from .amendments import amendment_of
from .disclosure_letters import asked_for
from .disclosure_steps import answer_of
from .disclosures import ROLES, row_of
from .disposals import BOTH


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def pass_on(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Another body answers a request of disclosure."""
    return _pass_on(request, *row_of(request, disclosure_request))


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def amendment_pass_on(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Another body answers a request of correction."""
    row, page = amendment_of(request, amendment_request)
    page.require(row.law.passing)
    return _pass_on(request, row, page)


def _pass_on(request: ActingRequest, row: AskedOfBody, page: CasePage) -> HttpResponse:
    page.require_offered(not why_not_passed(row))
    form = PassingForm(request.POST or None, initial=_begun(row, request.user))
    others = checkers_of(row)
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.propose_passing(
            request=row, by=request.user, version=form.version, **form.values()
        ),
        leaves=True,
        changing=lambda: _begun(get_changeable(type(row), request.user, row.pk), request.user),
        done_words=f"確認を頼みました。{others}が確かめると、移送になります",
        heading="ほかの機関に移送する",
        submit="確認を頼む",
        explanation=(
            "正当な理由があり、相手の機関（行政機関の長など）と協議して承知してもらったときに使えます"
            f"（{row.law.passing}）。{others}が確かめると、この請求はここでは終わり、期限もなくなります。元には戻せません。"
        ),
    )


def _begun(row: AskedOfBody, user: Any) -> dict[str, Any]:
    """What was put forward before, if it was sent back. No day otherwise: when the other body agreed, only she knows."""
    before = latest_submission(row, user)
    if before is None or before.decision != PASS_ON:
        return {"version": row.version}
    names = ("passed_to", "agreed_on", "words")
    return {"version": row.version, **{name: getattr(before, name) for name in names}}


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def passing_letter(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Whoever asked for disclosure is told to whom it was passed on."""
    row, _ = row_of(request, disclosure_request)
    return _letter(request, row)


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def amendment_passing_letter(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """The same of a request of correction."""
    row, _ = amendment_of(request, amendment_request)
    return _letter(request, row)


def _letter(request: ActingRequest, row: AskedOfBody) -> HttpResponse:
    key = key_of_button(request, "passing", row.pk)
    return asked_for(
        request,
        row,
        row,
        lambda: services.request_passing_letter(request=row, by=request.user, key=key),
    )
