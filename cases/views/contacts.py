"""Ways to reach somebody that are not used any more, and are again: of everybody, and behind the lock (R11)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from access.shortcuts import get_changeable
from cases import services
from cases.models import ContactPoint, ProtectedContact
from cases.services import protection
from drafts.submit import see_other

ENDED = "使わなくなった連絡先として登録しました。下の「使わなくなった連絡先」から戻せます"
USED_AGAIN = "また使う連絡先として登録しました"


@route("R2", methods=("POST",))
def end_contact(request: ActingRequest, contact_point: uuid.UUID) -> HttpResponse:
    """A number or an address is not used any more."""
    row = get_changeable(ContactPoint, request.user, contact_point)
    if row.ended_on is None:
        services.end_contact(contact=row, by=request.user)
        messages.success(request, ENDED)
    request.acting.log.note("write", row)
    return see_other(reverse("cases:household", args=[row.compartment.case_id]))


@route("R2", methods=("POST",))
def reuse_contact(request: ActingRequest, contact_point: uuid.UUID) -> HttpResponse:
    """It was ended by mistake, or is used again."""
    row = get_changeable(ContactPoint, request.user, contact_point)
    _use_again(request, row, services.reuse_contact)
    return see_other(reverse("cases:household", args=[row.compartment.case_id]))


@route("R11", methods=("POST",))
def end_protected_contact(request: ActingRequest, protected_contact: uuid.UUID) -> HttpResponse:
    """A protected contact is not used any more."""
    row = get_changeable(ProtectedContact, request.user, protected_contact)
    if row.ended_on is None:
        protection.end_protected_contact(contact=row, by=request.user)
        messages.success(request, ENDED)
    request.acting.log.note("write", row)
    return see_other(reverse("cases:protection", args=[row.measure_id]))


@route("R11", methods=("POST",))
def reuse_protected_contact(request: ActingRequest, protected_contact: uuid.UUID) -> HttpResponse:
    """It was ended by mistake, or is used again."""
    row = get_changeable(ProtectedContact, request.user, protected_contact)
    _use_again(request, row, protection.reuse_protected_contact)
    return see_other(reverse("cases:protection", args=[row.measure_id]))


def _use_again(request: ActingRequest, row: Any, reuse: Callable[..., Any]) -> None:
    """Take the end back, once however often it is pressed; why not, in words."""
    try:
        if row.ended_on is not None:
            reuse(contact=row, by=request.user)
            messages.success(request, USED_AGAIN)
    except DomainError as refused:
        messages.warning(request, str(refused))
    request.acting.log.note("write", row)
