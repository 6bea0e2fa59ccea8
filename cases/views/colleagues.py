"""自機関の職員: who holds which office at the supervised body, to be looked through once a year (R9, R16).

Accounts and offices are the administrators' (R10); whether somebody serves here still is known here.
"""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from cases.paging import page_of
from organizations.models import Appointment, Role
from organizations.staff_filters import UNUSED

from .base import supervised_body


@route("R9", "R16", roles=(Role.SUPERVISOR,))
def colleagues(request: ActingRequest) -> HttpResponse:
    """Offices of today with their days, and who has not logged in for long. Nothing of a case stands here."""
    body = supervised_body(request)
    offices = Appointment.objects.current().with_body().filter(role_group__body=body)
    context = {
        "body": body,
        "bodies": request.acting.bodies_with(Role.SUPERVISOR),
        "pages": page_of(
            request, offices.order_by("staff__kana", "staff__username", "pk"), unit="人"
        ),
        "unused_since": timezone.now() - UNUSED,
        "soon": timezone.now() + datetime.timedelta(days=30),
    }
    return render(request, "cases/colleagues.html", context)
