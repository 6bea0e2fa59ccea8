"""A board whose numbers take long to count answers at once, and says that they are being counted.

In a ward with hundreds of thousands of cases that is seconds, where no worker has counted them before (keeping_fresh):
in the first moments after a login, or half an hour after she last looked. The page then asks for the counting and
comes again when it is done; without scripts a link does the same. How long it took the last time is kept beside the
numbers (kept.py), so what is counted quickly is counted while she waits. What she never looked at, or not for a day,
may take long: it is not waited for either.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from access.acting import ActingRequest

from .keeping_fresh import count_for
from .kept import NotCounted, ask_ahead, not_waited_for
from .models import KeptCount

View = Callable[..., HttpResponse]
NOW, COUNT = "now", "count"


def counted_first(
    title: str,
    pages: Callable[[ActingRequest], Iterable[str]],
    tabs: Callable[[ActingRequest], list[dict[str, Any]]],
) -> Callable[[View], View]:
    """For a view that shows what is kept of `pages` (codes of `keeping_fresh.BOARDS`), under `title` and `tabs`."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" or NOW in request.GET:
                return view(request, *args, **kwargs)
            if COUNT in request.GET:
                return _count(request, pages(request))
            try:
                with not_waited_for():
                    return view(request, *args, **kwargs)
            except NotCounted as what:
                ask_ahead(request.user, [what.of])
                return _waiting(request, title, tabs(request))

        return wrapped

    return wrap


def _count(request: ActingRequest, pages: Iterable[str]) -> HttpResponse:
    """Count what she has asked for of these, and have the page come again. Nothing of it is shown here, so
    nothing is noted as read."""
    rows = KeptCount.objects.visible_to(request.user).filter(of__in=list(pages))
    for of in rows.values_list("of", flat=True):
        count_for(request.acting, request.user, of)
    again = HttpResponseClientRefresh()
    again.status_code = 204
    return again


def _waiting(request: ActingRequest, title: str, tabs: list[dict[str, Any]]) -> HttpResponse:
    context = {
        "title": title,
        "tabs": tabs,
        "count": _address(request, COUNT),
        "by_hand": _address(request, NOW),
    }
    # Accepted, and not done yet; no row is shown, so none is noted as read (R19).
    return render(request, "reports/counting.html", context, status=202)


def _address(request: ActingRequest, how: str) -> str:
    asked = request.GET.copy()
    asked[how] = "1"
    return f"?{asked.urlencode()}"
