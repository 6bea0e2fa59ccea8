"""All papers of a sitting as one file, for a recipient or for each (R17, R21)."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.routes import route
from drafts.submit import see_other

from .. import services
from ..models import PaperCopy
from .copies import Table, _once


@route("R4", "R21", reads=True, methods=("POST",))
def print_packet(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ask for the packet of one recipient, or for those of all."""
    table = Table(request, sitting)
    wanted = request.POST.get("member", "")
    members = {str(c.member_id): c.member for c in table.copies}
    if wanted and wanted not in members:
        raise Http404
    try:
        job = services.print_packet(
            sitting=table.sitting,
            member=members.get(wanted),
            by=request.user,
            key=_once(request, f"{table.sitting.pk}packet{wanted}"),
        )
    except DomainError as error:
        request.acting.log.note("read", table.sitting)
        messages.warning(request, str(error))
        return see_other(table.address())
    request.acting.log.note("write", table.sitting)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R4")
def packet_of(request: ActingRequest, paper_copy: uuid.UUID) -> HttpResponse:
    """Back from the making of a packet to the papers of its sitting."""
    copy = PaperCopy.objects.visible_to(request.user).filter(pk=paper_copy)
    found = copy.values_list("paper__sitting", flat=True).first()
    if found is None:
        raise Http404
    return see_other(reverse("meetings:papers", args=[found]))
