"""廃棄停止: a supervisor, or who keeps the records, stops the disposal of a case; a second person lifts it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse

from access import keeping
from access.acting import ActingRequest
from access.keeping_models import LegalHold
from access.models import AccessLog, CaseFile
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.saving import form_page
from keeping.forms import HoldForm, LiftForm

from .disposals import BOTH, KEEPERS

KIND = "廃棄停止"


@route("R9", reads=True, methods=BOTH, roles=KEEPERS)
def hold(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Stop the disposal of a case, with a reason and the number of a file."""
    if not keeping.may_hold(case):
        raise Http404
    form = HoldForm(request.POST or None)

    def save() -> str:
        keeping.place_hold(
            case_id=case,
            reason=form.cleaned_data["reason"],
            reference=form.cleaned_data["reference"],
            by=request.user,
        )
        request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
        messages.success(request, "廃棄を止めました。解くときは、止めた人とは別の人が解きます")
        return reverse("keeping:front")

    rows = LegalHold.objects.visible_to(request.user).filter(case=case)
    context = {
        "about": keeping.number_of(case, request.user),
        "back": _back(request, case),
        "heading": "廃棄を止める",
        "submit": "廃棄を止める",
        "explanation": "保存年限が過ぎても、このケースの記録を廃棄しません。読むのは、記録をもつ機関の管理者と、"
        "区の事務局です。",
        "holds": list(rows.in_force().select_related("created_by")),
    }
    return form_page(request, form, save, context, template="keeping/form.html", kind=KIND)


def _back(request: ActingRequest, case: uuid.UUID) -> str:
    """To the case, for who reads it; who keeps the records comes from a list."""
    if CaseFile.objects.visible_to(request.user).filter(pk=case).exists():
        return reverse("cases:detail", args=[case])
    return reverse("keeping:front")


@route("R9", reads=True, methods=BOTH, roles=KEEPERS)
def lift(request: ActingRequest, legal_hold: uuid.UUID) -> HttpResponse:
    """Lift a hold that somebody else has placed."""
    rows = LegalHold.objects.visible_to(request.user).select_related("created_by")
    row = row_or_404(rows, legal_hold)
    form = LiftForm(request.POST or None)

    def save() -> str:
        keeping.lift_hold(hold=row, reason=form.cleaned_data["reason"], by=request.user)
        request.acting.log.note(AccessLog.Action.WRITE, kind=KIND)
        messages.success(request, "廃棄停止を解きました")
        return reverse("keeping:front")

    context = {
        "heading": "廃棄停止を解く",
        "submit": "廃棄停止を解く",
        "explanation": "解くと、保存年限が過ぎた記録は、次の廃棄候補一覧にのります。",
        "holds": [row],
    }
    return form_page(request, form, save, context, template="keeping/form.html", kind=KIND)
