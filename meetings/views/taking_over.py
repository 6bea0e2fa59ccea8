"""A coordinator takes over a 支援会議 that nobody is in charge of any more (R4, R6)."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from drafts.submit import key_led_before, see_other
from organizations.models import Role

from .. import services
from ..forms import DutyForm
from ..left_alone import left_alone
from ..models import CoordinationRequest
from ..opening import note_opened
from ..words import duty_text
from .base import BOTH, form_page


@route("R4", "R6", reads=True, methods=BOTH, roles=(Role.COORDINATOR,))
def take_over(request: ActingRequest, meeting: uuid.UUID) -> HttpResponse:
    """The duty of secrecy, before anything of the meeting is shown; nothing of it stands here."""
    if (answer := key_led_before(request)) is not None:
        return answer
    alone = next((one for one in left_alone(request) if one.meeting == meeting), None)
    if alone is None:
        return _in_good_hands(request)
    text = duty_text(alone.law)
    form = DutyForm(request.POST or None, draft_object=meeting)

    def save() -> str:
        member = services.take_over_meeting(
            meeting=meeting,
            secretariat=alone.request.secretariat,
            duty_text=text,
            by=request.user,
        )
        request.acting.log.note("write", member)
        note_opened(request, member.meeting)
        messages.success(
            request, "会議の事務局を引き受けました。構成員と、これからの開催を確かめてください"
        )
        return reverse("meetings:meeting", args=[meeting])

    context = {
        "case": alone.request.compartment.case,
        "back": reverse("meetings:request", args=[alone.request.pk]),
        "request_of": alone.request.pk,
        "duty": text,
        "kind": alone.kind,
    }
    template = "meetings/take_over.html"
    return form_page(request, form, save, context, entry=alone.request, template=template)


def _in_good_hands(request: ActingRequest) -> HttpResponse:
    """Who sends the form after a colleague did is led back to the request from which she came, if the case was handed
    to her (R6), with the words of the service. Nothing is asked about the meeting: of one that does not exist she reads
    the same (R14). There is no page of it any more."""
    if request.method != "POST":
        raise Http404
    try:
        key = uuid.UUID(request.POST.get("request_of", ""))
    except ValueError:
        raise Http404 from None
    row = get_visible(CoordinationRequest, request.user, key)
    if row.secretariat not in request.acting.bodies_with(Role.COORDINATOR):
        raise Http404
    messages.warning(request, services.IN_GOOD_HANDS)
    return see_other(reverse("meetings:request", args=[row.pk]))
