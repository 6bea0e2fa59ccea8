"""The same person at two bodies: notices for coordinators, and what they decide (R15)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access import matching
from access.acting import ActingRequest
from access.models import MatchDecision, MatchNotice
from access.routes import route
from access.shortcuts import row_or_404
from bunkyo_support.forms import render_form
from cases.forms.matches import MatchForm
from cases.paging import page_of
from organizations.models import Role

from .base import BOTH, save_form

COORDINATORS = (Role.COORDINATOR,)


def _visible(user: Any) -> Any:
    rows = MatchNotice.objects.visible_to(user).with_decision()
    return rows.select_related("body_a", "body_b")


@route("R15", reads=True, roles=COORDINATORS)
def matches(request: ActingRequest) -> HttpResponse:
    """Notices, the undecided first."""
    rows = _visible(request.user).order_by("decisions_so_far", "-found_on", "pk")
    request.acting.log.note("list", kind="同じ人かもしれない知らせ")
    return render(request, "cases/matches.html", {"pages": page_of(request, rows)})


@route("R15", reads=True, methods=BOTH, roles=COORDINATORS)
def match(request: ActingRequest, match: uuid.UUID) -> HttpResponse:
    """The two bodies, what was decided so far, and the next decision."""
    notice = row_or_404(_visible(request.user), match)
    initial = {"version": notice.decisions_so_far}
    form = MatchForm(request.POST or None, draft_object=match, initial=initial)

    def save() -> str:
        made = matching.decide(
            notice=notice, by=request.user, after=form.version or 0, **form.values()
        )
        request.acting.log.note("write", kind="同じ人かもしれない知らせ")
        messages.success(request, "決めたことを登録しました")
        goes_on = made.outcome == MatchDecision.Outcome.MEETING  # the page says what comes next
        return reverse("cases:match", args=[match]) if goes_on else reverse("cases:matches")

    def now() -> dict[str, int]:
        return {"version": _visible(request.user).get(pk=match).decisions_so_far}

    if (answer := save_form(request, form, save, changing=now)) is not None:
        return answer
    request.acting.log.note("read", kind="同じ人かもしれない知らせ")
    decisions = list(notice.decisions.select_related("decided_by"))
    context = {"notice": notice, "form": form, "decisions": decisions}
    return render_form(request, "cases/match.html", context, form)
