"""Letters of a request of disclosure are asked for: to whoever asked, and to third parties (Art. 83, 84, 86)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.models import AccessLog
from access.routes import route
from access.shortcuts import get_changeable
from access.stepping_up import step_up
from drafts.submit import key_of_button, see_other
from jobs.models import Job
from keeping import services
from keeping.asked_models import AskedOfBody
from keeping.models import DisclosureRequest, DisclosureThirdParty

from .disclosures import ROLES, address_of, case_page, row_of


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def extension_letter(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """That the time limit is extended, or that it is decided in parts, why, and until when."""
    row, _ = row_of(request, disclosure_request)
    key = key_of_button(request, "extension", row.pk)
    return asked_for(
        request,
        row,
        row,
        lambda: services.request_letter_of_days(request=row, by=request.user, key=key),
    )


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def third_party_letter(request: ActingRequest, disclosure_third_party: uuid.UUID) -> HttpResponse:
    """She is asked for her opinion, or told of the decision."""
    party = get_changeable(DisclosureThirdParty, request.user, disclosure_third_party)
    row = get_changeable(DisclosureRequest, request.user, party.request_id)
    party.request = row
    case_page(request, row.compartment.case_id)
    letter = request.POST.get("letter", "")
    key = key_of_button(request, letter, party.pk)
    return asked_for(
        request,
        row,
        party,
        lambda: services.request_party_letter(party=party, letter=letter, by=request.user, key=key),
    )


def asked_for(
    request: ActingRequest, row: AskedOfBody, about: Any, ask: Callable[[], Job]
) -> HttpResponse:
    """To the page of the job, as with every paper of a disclosure."""
    request.acting.log.note(AccessLog.Action.WRITE, about)
    try:
        return see_other(reverse("jobs:detail", args=[ask().pk]))
    except DomainError as error:
        messages.error(request, str(error))
    return see_other(address_of(row))
