"""Papers of members: 誓約書 to print, scans of what was signed, shown page by page (domain.md R11, R13)."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible, row_or_404
from documents.files import FileRefused, picture
from drafts.submit import key_of_button, see_other
from jobs.services import request_job
from organizations.models import Role

from .. import pledge_paper, services
from ..forms.register import ScanForm
from ..models import MeetingMember, MemberScan, Pledge, PledgeScan, SupportMeeting
from ..room import Room
from .base import BOTH, form_page

COORDINATORS = (Role.COORDINATOR,)
KIND = "誓約書の写し"
# Nothing of a file runs or loads anything, even when a browser opens it (S-66).
SANDBOX = "sandbox; default-src 'none'"


def _picture(row: Any, page: int) -> HttpResponse:
    """A page drawn for the screen."""
    if row.is_waiting:
        raise Http404
    try:
        drawn = picture(bytes(row.content), row.kind, page)
    except FileRefused as refused:
        raise Http404 from refused
    response = HttpResponse(drawn, content_type="image/jpeg")
    response["Content-Security-Policy"] = SANDBOX
    return response


def _of_meeting(request: ActingRequest, pk: uuid.UUID) -> tuple[MeetingMember, Room]:
    person = get_visible(MeetingMember, request.user, pk)
    room = Room(request, get_visible(SupportMeeting, request.user, person.meeting_id))
    room.require_secretary()
    return person, room


@route("R4", reads=True, methods=BOTH)
def member_papers(request: ActingRequest, member: uuid.UUID) -> HttpResponse:
    """What a member of this meeting signed; the secretary attaches it and prints the 誓約書."""
    person, room = _of_meeting(request, member)
    form = ScanForm(request.POST or None, request.FILES or None, draft_object=member)

    def save() -> str:
        file = form.cleaned_data["upload"]
        made = services.scan_paper(
            member=person, name=file.name, content=file.read(), by=request.user
        )
        request.acting.log.note("write", made)
        return reverse("meetings:member_papers", args=[person.pk])

    rows = MemberScan.objects.visible_to(request.user).filter(member=person).defer("content")
    context = room.context(
        heading="構成員の書面",
        person=person,
        scans=[{"row": row, "pages": range(1, row.pages + 1)} for row in rows],
    )
    template = "meetings/member_papers.html"
    return form_page(request, form, save, context, entry=person, template=template)


@route("R4", reads=True, formats=("jpeg",))
def member_scan(request: ActingRequest, member_scan: uuid.UUID, page: int) -> HttpResponse:
    """A page of the scan of a member's paper."""
    row = get_visible(MemberScan, request.user, member_scan)
    _of_meeting(request, row.member_id)
    answer = _picture(row, page)
    request.acting.log.note("read", row)
    return answer


@route("R4", reads=True, methods=("POST",))
def member_pledge(request: ActingRequest, member: uuid.UUID) -> HttpResponse:
    """The 誓約書 with the member's name, to be signed."""
    return _paper(request, member, pledge_paper.OF_MEMBER)


@route("R4", reads=True, methods=("POST",))
def member_letter(request: ActingRequest, member: uuid.UUID) -> HttpResponse:
    """The 委嘱状 by which the ward appoints the member, on paper."""
    return _paper(request, member, pledge_paper.LETTER)


def _paper(request: ActingRequest, member: uuid.UUID, kind: str) -> HttpResponse:
    person, _ = _of_meeting(request, member)
    request.acting.log.note("print", person)
    key = key_of_button(request, kind, person.pk)
    job = request_job(by=request.user, kind=kind, object_id=person.pk, key=key)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R4", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def add_pledge_scan(request: ActingRequest, pledge: uuid.UUID) -> HttpResponse:
    """Attach a scan to a pledge in the register."""
    row = row_or_404(Pledge.objects.select_related("registered__staff", "body"), pledge)
    form = ScanForm(request.POST or None, request.FILES or None, draft_object=pledge)

    def save() -> str:
        file = form.cleaned_data["upload"]
        made = services.scan_pledge(
            pledge=row, name=file.name, content=file.read(), by=request.user
        )
        request.acting.log.note("write", kind=KIND)
        return reverse("meetings:pledge_scan", args=[made.pk])

    request.acting.log.note("read", kind=KIND)
    context = {
        "heading": "誓約書の写しを付ける",
        "submit": "写しを付ける",
        "about": row.registered.name if row.registered else str(row.body),
        "has_file": True,
    }
    template = "meetings/register_form.html"
    return form_page(request, form, save, context, entry=None, template=template)


def _pledge_scan(pk: uuid.UUID) -> PledgeScan:
    return row_or_404(PledgeScan.objects.select_related("pledge"), pk)


@route("R4", "R6", reads=True, roles=COORDINATORS)
def pledge_scan(request: ActingRequest, pledge_scan: uuid.UUID) -> HttpResponse:
    """The scan of a pledge, page by page."""
    row = _pledge_scan(pledge_scan)
    request.acting.log.note("read", kind=KIND)
    context = {"scan": row, "pages": range(1, row.pages + 1), "pledge": row.pledge}
    return render(request, "meetings/pledge_scan.html", context)


@route("R4", "R6", reads=True, formats=("jpeg",), roles=COORDINATORS)
def pledge_scan_page(request: ActingRequest, pledge_scan: uuid.UUID, page: int) -> HttpResponse:
    """A page of the scan of a pledge."""
    answer = _picture(_pledge_scan(pledge_scan), page)
    request.acting.log.note("read", kind=KIND)
    return answer
