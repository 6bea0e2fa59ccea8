"""The way to consent, as a page of steps."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.routes import route
from outreach.consent_way import ConsentWay

from .base import KEEPERS, seen


@route("R2", "R3", "R5", reads=True, roles=KEEPERS)
def consent(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """What is done, what is next, and whose it is."""
    page = seen(request, outreach, "consent")
    page.request.acting.log.note("read", page.outreach)
    return render(request, "outreach/consent.html", page.context(way=ConsentWay(page)))
