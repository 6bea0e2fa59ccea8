"""The home page, and what a form without a valid token is told."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.csrf import csrf_failure

from access.routes import route, rule_of
from drafts.services import drafts_for

from .today import gather


@route("R1", "R2", "R4", "R6", reads=True)
def home(request: HttpRequest) -> HttpResponse:
    """「今日の対応」: overdue, today and tomorrow, later, waiting for answers, drafts."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=1)
    items = gather(request)
    todo = [i for i in items if i.group == "todo"]
    acting.log.note("list", kind="今日の対応")
    return render(
        request,
        "home.html",
        {
            "today": today,
            "overdue": [i for i in todo if i.due_on and i.due_on < today],
            "soon": [i for i in todo if i.due_on and today <= i.due_on <= soon],
            "later": [i for i in todo if not i.due_on or i.due_on > soon],
            "news": [i for i in items if i.group == "news"],
            "waiting": [i for i in items if i.group == "waiting"],
            "drafts": drafts_for(request.user),
        },
    )


def refuse_without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token. Whose session has ended is asked to sign in, as anywhere else.

    Signing out takes the token away with the session: a window left open would otherwise be told
    that its page is forged, and not that somebody has to sign in again before its text is kept.
    """
    match = request.resolver_match
    rule = match and rule_of(match.func, match.view_name)
    if rule and not rule.is_public and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return csrf_failure(request, reason=reason)
