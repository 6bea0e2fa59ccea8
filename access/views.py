"""The auditors' page, and what everybody is told who notices that something may have leaked."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from bunkyo_support.operations import is_log_broken
from organizations.models import Appointment, Role

from .acting import ActingRequest
from .audit import entries, looked_for, page_of
from .forms import LogFilterForm
from .models import AccessLog
from .open_disclosures import LEDGER_READERS, OpenDisclosure
from .routes import route
from .stepping_up import with_second_factor

ROWS = 50
QUESTIONS = (
    *("since", "until", "staff", "body", "action", "case_number"),
    *("kind", "basis", "address", "outcome", "sought"),
)


@route("R10", "R19", reads=True, roles=("auditor",), methods=("GET", "HEAD", "POST"))
def log(request: ActingRequest) -> HttpResponse:
    """Who read what, when and on what basis. Reading this is logged as well (S-74)."""
    acting = request.acting
    form = LogFilterForm(
        request.POST if request.method == "POST" else looked_for(request.GET.get("look"))
    )
    asked = form.is_bound
    acting.log.note(
        AccessLog.Action.SEARCH if asked else AccessLog.Action.LIST,
        kind="閲覧の記録",
        sought=form.told() if asked else "",
    )
    if asked and not form.is_valid():
        return render(request, "access/log.html", {"form": form, "page": None}, status=422)
    questions = {name: form.cleaned_data[name] for name in QUESTIONS} if asked else {}
    page = page_of(
        entries(**questions),
        before=_number(request.POST.get("before")),
        after=_number(request.POST.get("after")),
    )
    context = {"form": form, "page": page, "asked": asked, "is_broken": is_log_broken()}
    return render(request, "access/log.html", context)


@route("R10", "R21", reads=True, roles=LEDGER_READERS)
def open_disclosures(request: ActingRequest) -> HttpResponse:
    """What left a body and is of no case: for auditors, and those who keep the registers."""
    rows = OpenDisclosure.objects.visible_to(request.user)
    number = _number(request.GET.get("page")) or 1
    pages = Paginator(rows.select_related("body", "created_by", "legal_basis"), ROWS)
    request.acting.log.note(AccessLog.Action.LIST, kind="ケースによらない提供の記録")
    context = {"page": pages.get_page(number)}
    return render(request, "access/open_disclosures.html", context)


@route("OWN")
@with_second_factor
def confirmed(request: ActingRequest) -> HttpResponse:
    """She confirmed in another window, so that nothing typed in the first is lost."""
    return render(request, "access/confirmed.html")


@route("OWN")
def noticed(request: ActingRequest) -> HttpResponse:
    """Whoever notices that something may have leaked reads what to do and whom to call (S-96). Nothing is written
    here, and nothing of a case stands here: it is told by voice, and an auditor begins the incident."""
    context = {
        "to_call": Appointment.objects.auditing_bodies(),
        "begins_incidents": Role.AUDITOR in request.acting.roles,
    }
    return render(request, "access/noticed.html", context)


def _number(text: str | None) -> int | None:
    """Number of an entry, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
