"""The figures of a month, and the report of an entrusted body to the ward."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest, body_asked
from access.routes import route
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from cases.paging import page_of
from outreach import services
from outreach.forms import ConfirmForm
from outreach.monthly import (
    MonthOfBody,
    after,
    before,
    breakdown,
    month_of,
    month_words,
    reasons,
    state_words,
    totals,
)

from .base import BOTH, KEEPERS
from .lists import list_tabs


@route("R2", "R20", "R21", reads=True, methods=BOTH, roles=KEEPERS)
def monthly(request: ActingRequest) -> HttpResponse:
    """D1 to D4 of a month with their rows; an entrusted body sends it to the ward from here."""
    bodies = request.acting.bodies_with(*KEEPERS)
    body = body_asked(request, bodies)
    month = month_of(request.GET.get("month", ""))
    found = MonthOfBody(body, month, request.user)
    form = ConfirmForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        job = services.report_month(body=body, month=month, by=request.user, key=form.form_key)
        request.acting.log.note("list", kind="アウトリーチの月の明細")
        return reverse("jobs:detail", args=[job.pk])

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note("list", kind="アウトリーチの月の明細")
    shown = page_of(request, found.lines)
    shown["rows"] = [(line, state_words(line.state, line.closing_reason)) for line in shown["rows"]]
    next_month = after(month)
    context = {
        **shown,
        "tabs": list_tabs("monthly"),
        "form": form,
        "body": body,
        "bodies": bodies,
        "found": found,
        "month": month_words(month),
        "before": f"{before(month):%Y-%m}",
        "after": f"{next_month:%Y-%m}" if next_month <= timezone.localdate() else "",
        "code": f"{month:%Y-%m}",
        "totals": totals(found.figures),
        "methods": breakdown(found.figures, "methods"),
        "results": breakdown(found.figures, "results"),
        "reasons": reasons(found.figures),
    }
    return render_form(request, "outreach/monthly.html", context, form)
