"""担当の引き継ぎ: whose records, to whom, what would happen, and the list for each successor."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from bunkyo_support.forms import render_form
from cases.forms.handing_over import HandingOverForm
from cases.handing_over_paper import JOB_KIND, recent_lists
from cases.list_rows import list_rows
from cases.models import StaffInCharge
from cases.paging import page_of
from cases.services import handing_over as services
from cases.services import offices_at
from drafts.submit import key_of_button, led_before, see_other
from jobs.services import request_job
from organizations.models import Body, Role, Staff

from .base import BOTH, save_form, supervised_body

AT_ONCE = 25
ROLES = (Role.SUPERVISOR,)


@route("R2", "R9", reads=True, roles=ROLES)
def handing_over(request: ActingRequest) -> HttpResponse:
    """Who is in charge of how many records of the body; those who left come first."""
    body = supervised_body(request)
    request.acting.log.note("list", kind="担当")
    context = {
        "body": body,
        "bodies": request.acting.bodies_with(Role.SUPERVISOR),
        "pages": page_of(request, services.loads(body, request.user), unit="人"),
        "lists": recent_lists(body, request.user),
    }
    return render(request, "cases/handing_over.html", context)


def _list_of(body: Body) -> str:
    """The list of this body: whoever supervises two goes on where she was."""
    return f"{reverse('cases:handing_over')}?body={body.pk}"


def _former(request: Any) -> Staff:
    """The member of staff whose records are handed over; her id stands in the address."""
    try:
        found = Staff.objects.filter(pk=request.GET.get("staff", "")).first()
    except ValidationError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def hand_over(request: ActingRequest) -> HttpResponse:
    """Choose, see what would happen, and do it, for the records of one page."""
    body, former = supervised_body(request), _former(request)
    rows = services.in_hand_of(former, body, request.user)
    # Who has sent the form is told that nothing is left, as long as it is somebody of her own body.
    if not rows and not (request.method == "POST" and services.has_served(former, body)):
        raise Http404
    pages = page_of(request, rows, size=AT_ONCE)
    form = HandingOverForm(
        request.POST or None,
        rows=rows,
        shown=pages["rows"],
        offices=list(offices_at(body)),
        former=former,
        draft_object=former.pk,
    )
    context: dict[str, Any] = {"body": body, "former": former, "form": form, "pages": pages}
    context["up"] = _list_of(body)
    if request.method == "POST":
        answer = led_before(request, form) or _decide(request, form, context)
        if answer is not None:
            return answer
    if form.is_bound and not form.is_of_now:
        now = services.in_hand_of(former, body, request.user)
        context["pages"] = page_of(request, now, size=AT_ONCE)
        form.show_now(context["pages"]["rows"])
    request.acting.log.note("list", kind="担当")
    cases = [row.record.compartment.case for row in form.rows]
    about = {row["case"].pk: row for row in list_rows(request.user, cases)}
    context["lines"] = [
        (row, about[row.record.compartment.case_id], form[form.name_of(row)]) for row in form.rows
    ]
    return render_form(request, "cases/hand_over.html", context, form)


def _decide(request: Any, form: HandingOverForm, context: dict[str, Any]) -> HttpResponse | None:
    """Save what was confirmed; otherwise put into the context what would happen."""
    if not form.is_valid():
        return None
    stays = services.obstacles(form.chosen(), request.user)
    going = [one for one in form.chosen() if one not in [o.hand_over for o in stays]]
    if "confirm" in request.POST:
        return _save(request, form, going)
    if "back" not in request.POST:
        context |= {"by_successor": _lists(going), "stays": stays, "is_preview": True}
    return None


def _save(request: Any, form: HandingOverForm, going: list[Any]) -> HttpResponse | None:
    def save() -> str:
        made = services.hand_over(hand_overs=going, by=request.user)
        for row in made:
            request.acting.log.note("write", row)
        messages.success(request, f"{len(made)}件の担当を引き継ぎました")
        return _list_of(supervised_body(request))

    answer = save_form(request, form, save)
    form.is_of_now = answer is not None
    return answer


def _lists(going: list[Any]) -> list[tuple[Any, list[Any]]]:
    """What each successor would get."""
    found: dict[Any, list[Any]] = {}
    for one in going:
        found.setdefault(one.successor, []).append(one.record)
    return list(found.items())


@route("R2", "R9", methods=("POST",), roles=ROLES)
def print_handed_over(request: ActingRequest, staff_in_charge: uuid.UUID) -> HttpResponse:
    """Ask for the list of one successor on paper."""
    row = get_visible(StaffInCharge, request.user, staff_in_charge)
    key = key_of_button(request, JOB_KIND, row.pk)
    job = request_job(by=request.user, kind=JOB_KIND, object_id=row.pk, key=key)
    request.acting.log.note("write", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))
