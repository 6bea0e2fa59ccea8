"""「この記録を開いた人」: who has opened a case, for whoever is in charge of it (S-75)."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render

from access.acting import ActingRequest
from access.openings import openings
from access.routes import route
from access.shortcuts import get_case
from cases.opened_by import may_ask_who_opened
from cases.page import CasePage
from cases.paging import page_of
from organizations.models import Role

ROLES = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)


@route("R2", "R9", "R18", "R19", reads=True, roles=ROLES)
def opened_by(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Bodies and roles and, within one's own body, names; who is not in charge finds no page."""
    page = CasePage(request, get_case(request.user, case), "readers")
    page.require(may_ask_who_opened(request.acting, page.case))
    pages = page_of(request, openings(page.case))
    page.note_read(kind="開いた人")
    return render(request, "cases/opened_by.html", page.context(pages=pages))
