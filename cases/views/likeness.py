"""Likely duplicates while somebody is being typed: a fragment, whose words are posted (S-51)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.routes import route
from access.shortcuts import get_case
from access.words_sought import birth_typed, told
from cases.likeness import Typed, likely_people
from cases.page import CasePage

from .intakes import RECEIVING


def _offer(request: Any, household: Any = None) -> HttpResponse:
    name, kana, birth = (request.POST.get(field, "") for field in ("name", "kana", "birth_on"))
    found = likely_people(request.user, Typed.of(name, kana, birth), household)
    sought = told(name=name[:100], kana=kana[:150], birth_on=birth_typed(birth[:40]))
    request.acting.log.note("search", kind="世帯の人", sought=sought)
    return render(request, "cases/_likely.html", {"found": found})


@route("R2", "R3", reads=True, methods=("POST",), roles=RECEIVING)
def likely(request: HttpRequest) -> HttpResponse:
    """Who might be the person that an intake is about."""
    return _offer(request)


@route("R2", reads=True, methods=("POST",))
def likely_member(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Who might be the person that is being added to a household."""
    page = CasePage(request, get_case(request.user, case), "household")
    page.require(page.may_write_face)
    assert page.face is not None
    return _offer(request, page.face.pk)
