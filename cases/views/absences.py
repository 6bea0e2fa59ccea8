"""不在の登録: of oneself, and for a supervisor of anybody at her body."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest, body_asked
from access.errors import DomainError
from access.routes import route
from bunkyo_support.forms import render_form
from cases.forms.absences import AbsenceForm
from cases.forms.base import ConfirmForm
from cases.models import Absence
from cases.paging import page_of
from cases.services import absences as services
from drafts.submit import see_other, submit_once
from organizations.models import Role

from .base import BOTH, save_form

ROLES = Absence.kept_by


@route("R1", "R9", reads=True, methods=BOTH, roles=ROLES)
def absences(request: ActingRequest) -> HttpResponse:
    """Who is away at the body and from when on; one's own absence, or a colleague's, is entered here."""
    acting = request.acting
    body = body_asked(request, acting.bodies_with(*ROLES))
    leads = body in acting.bodies_with(Role.SUPERVISOR)
    others = services.colleagues_at(body)
    people = others if leads else [one for one in others if one.pk == request.user.pk]
    form = AbsenceForm(
        request.POST or None,
        people=people,
        others=others,
        draft_object="new",
        initial={"staff": request.user.pk},
    )

    def save() -> str:
        services.enter_absence(body=body, by=request.user, **form.values())
        messages.success(request, "不在を登録しました")
        return f"{reverse('cases:absences')}?body={body.pk}"

    if (answer := save_form(request, form, save)) is not None:
        return answer
    rows = (
        Absence.objects.visible_to(request.user)
        .filter(body=body, last_on__gte=timezone.localdate(), cancelled_at__isnull=True)
        .select_related("staff", "stand_in")
        .order_by("first_on", "pk")
    )
    acting.log.note("list", kind="不在")
    pages = page_of(request, rows, unit="件")
    for row in pages["rows"]:
        row.may_cancel = leads or row.staff_id == request.user.pk
    context = {
        "form": form,
        "body": body,
        "bodies": acting.bodies_with(*ROLES),
        "pages": pages,
        "cancel_form": ConfirmForm(),
    }
    return render_form(request, "cases/absences.html", context, form)


@route("R1", "R9", methods=("POST",), roles=ROLES)
def cancel(request: ActingRequest, absence: uuid.UUID) -> HttpResponse:
    """She is back, or does not go."""
    rows = Absence.objects.changeable_by(request.user).filter(
        pk=absence, body__in=request.acting.bodies_with(*ROLES)
    )
    row = rows.select_related("body", "staff").first()
    if row is None:
        raise Http404
    target = f"{reverse('cases:absences')}?body={row.body_id}"
    form = ConfirmForm(request.POST)

    def save() -> str:
        services.cancel_absence(absence=row, by=request.user)
        return target

    if not form.is_valid():
        return see_other(target)
    try:
        return submit_once(request, form, save)
    except DomainError as error:
        messages.warning(request, str(error))
        return see_other(target)
