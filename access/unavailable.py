"""The answer while the database is away, full, locked or out of connections (security.md F-03, F-11 to F-13).

Nobody loses what she typed (I7): the page carries it and sends it again with the same form key, so that
what was kept after all is not kept twice. Nothing here asks the database.
"""

from typing import Any

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails
from psycopg.errors import IdleInTransactionSessionTimeout

from .reference import told

# A server that cannot be reached, that waited too long, that has no room: it may go well in a while.
TROUBLES = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 60
NEVER_SHOWN_AGAIN = ("csrfmiddlewaretoken", "password", "code")
LONG = 30  # characters of a text that somebody would not like to type again


class _TokenCheck(CsrfViewMiddleware):
    """Tells whether the form came from our own page, instead of refusing it."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden()


def is_trouble(error: BaseException | None) -> bool:
    """Whether the database is to blame, and it may go well in a while.

    It ends a transaction that rested for too long, and counts that by its own clock: when that is stepped, so
    may a page that rests for no moment (F-16). Told as a mistake within, with others that are ours.
    """
    if isinstance(error, InternalError):
        return isinstance(error.__cause__, IdleInTransactionSessionTimeout)
    return isinstance(error, TROUBLES)


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """503 with the time after which to try again, a button that does, and the number of its line in the log."""
    typed = _typed(request)
    response = render(
        request,
        "503.html",
        {
            "reference": told(request, error, status=503),
            "typed": typed,
            "long_texts": [value for _, value in typed if len(value) >= LONG],
            "had_files": bool(typed and request.FILES),
            "is_sent": request.method == "POST",
        },
        status=503,
    )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of one of our forms. A page of somebody else is not sent again: nobody has looked
    at its token when the database fails before the view is reached."""
    if request.method != "POST" or HtmxDetails(request) or not _is_ours(request):
        return []
    sent: Any = request.POST
    if not any(name.rpartition("-")[2] == "form_key" for name in sent):
        return []
    return [
        (name, value)
        for name, values in sent.lists()
        if name.rpartition("-")[2] not in NEVER_SHOWN_AGAIN
        for value in values
    ]


def _is_ours(request: HttpRequest) -> bool:
    check = _TokenCheck(_no_view)
    return check.process_view(request, _no_view, (), {}) is None


def _no_view(request: HttpRequest) -> HttpResponse:
    """What the check of the token asks for beside the request, and never calls."""
    return HttpResponse()
