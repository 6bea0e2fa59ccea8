"""The home page, what a form without a valid token is told, and what a page that failed says."""

import sys
from collections import Counter

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.csrf import csrf_failure

from access.acting import ActingRequest
from access.reference import told
from access.routes import route, rule_of
from access.unavailable import is_trouble, unavailable
from alerts import home_counts
from cases.models import Absence
from cases.standing_in import absent_colleagues
from documents.forms import MOST_TEXT

from .home_drafts import rows_for
from .today import KINDS, gather, pressing, sections_of


@route("R1", "R2", "R4", "R6", reads=True)
def home(request: ActingRequest) -> HttpResponse:
    """「今日の仕事」: everything that waits, by urgency, counted by kind; one kind alone if asked."""
    acting = request.acting
    items, asked = gather(request), request.GET.get("kind", "")
    counts = Counter(item.kind for item in items)
    more = {item.kind for item in items if item.goes_on}
    asked = asked if counts[asked] else ""
    shown = [item for item in items if not asked or item.kind == asked]
    home_counts.keep(request.user, pressing(items))
    acting.log.note("list", kind="今日の仕事")
    return render(
        request,
        "home.html",
        {
            "today": timezone.localdate(),
            "parts": [
                part.page(request.GET.get(part.key), asked)
                for part in sections_of(shown)
                if part.items
            ],
            "kinds": [
                (key, words, f"{counts[key]}{AT_LEAST if key in more else ''}")
                for key, words in KINDS.items()
                if counts[key]
            ],
            "asked": asked,
            "may_enter_absence": bool(acting.roles & set(Absence.kept_by)),
            "absent": sorted(set(absent_colleagues(request).values())),
            "total": len(items),
            "more": AT_LEAST if more else "",
            "nothing": EMPTY[_place_of(acting.roles)],
            "drafts": rows_for(request.user),
        },
    )


@route("R1")
def home_count(request: ActingRequest) -> HttpResponse:
    """How many things are overdue or due today, for the menu of the other pages: the home page's list,
    counted at most a minute ago; the fragment says when."""
    known = home_counts.known(request.user)
    if known is None:
        known = home_counts.keep(request.user, pressing(gather(request)))
    return render(request, "home/_count.html", {"count": known, "counted_at": known.counted_at})


# Behind a number of which it is only known that there are so many.
AT_LEAST = "以上"

# What the list is for, in the words of who reads it.
EMPTY = {
    "auditor": (
        "今日することはありません",
        "監査の人には、ケースの内容に関することは出ません。閲覧の記録は、メニューの「閲覧の記録（監査）」で見られます。",
    ),
    "system_administrator": (
        "今日することはありません",
        "システム管理の人には、まもなく終わる所属や委託と、本人の確認の手段を外す申し出が出ます。機関や職員は、メニューの「台帳」で直します。ケースの内容は見られません。",
    ),
    "member": (
        "今日することはありません",
        "会議に招かれると、日程の回答、準備シート、会議の日時、会議録の確認がここに出ます。",
    ),
    "": (
        "今日することはありません",
        "受付の見立て、つなぎの返事、会議、プランのモニタリング、同意の期限などが、期限の近い順にここに出ます。",
    ),
}


def _place_of(roles: frozenset[str]) -> str:
    """The one role of who holds no other, for the words of an empty list."""
    return next(iter(roles)) if len(roles) == 1 and roles & EMPTY.keys() else ""


def refuse_without_token(request: ActingRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token. Whose session has ended is asked to sign in, as anywhere else.

    Signing out takes the token away with the session: a window left open would otherwise be told
    that its page is forged, and not that somebody has to sign in again before its text is kept.
    """
    match = request.resolver_match
    rule = match and rule_of(match.func, match.view_name)
    if rule and not rule.is_public and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return csrf_failure(request, reason=reason)


def not_received(request: ActingRequest, exception: Exception) -> HttpResponse:
    """What could not be read at all: larger than is taken, or mutilated on its way. The page reads nothing of it."""
    is_too_large = isinstance(exception, RequestDataTooBig)
    content = {"is_too_large": is_too_large, "most": f"{MOST_TEXT:,}"}
    return HttpResponse(render_to_string("400.html", content), status=400)


def failed(request: ActingRequest) -> HttpResponse:
    """Whatever was raised, at any layer. A database that is away, full or busy is said as such, with what
    was typed; anything else is a mistake of ours, and the page shows a number and nothing else of it (S-41).
    Django calls this while the exception is handled."""
    error = sys.exc_info()[1]
    if is_trouble(error):
        return unavailable(request, error)
    number = told(request, error, status=500)
    return HttpResponseServerError(render_to_string("500.html", {"reference": number}))
