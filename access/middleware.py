"""One transaction a request: the acting user signed into it, the log written before it ends.

Refusals and missing rows leave through the same door: 404 with the same body (R14), after the same time (S-18).
"""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.messages.storage import default_storage
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from bunkyo_support.browsers import browser_words
from organizations.models import Staff
from organizations.passwords import is_to_be_changed

from .acting import Acting
from .context import acting_as
from .reading import ReadingLog
from .rights_ended import right_ended_meanwhile, was_refused
from .routes import RouteRule, rule_of
from .sessions import mark_used, was_used_just_now, why_over
from .stepping_up import confirmation_url, may_change_factors
from .unavailable import unavailable

logger = logging.getLogger("access")

# The last two show nothing: while she types there, each page says that somebody is at work (static/js/session.js).
SAFE_WITHOUT_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "drafts:stay",
    "drafts:token",
}
# Pages of the second factor that change none and show no code: they confirm it, and list it.
ASKING_OR_LISTING = {
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


class SessionsMiddleware(UserSessionsMiddleware):  # type: ignore[misc]  # a library without types
    """Notes at which terminal somebody was last seen, as often as it is noted that she is at work.

    Each time costs three questions and a write.
    """

    def __call__(self, request: Any) -> HttpResponseBase:
        if was_used_just_now(request.session):
            made: HttpResponseBase = self.get_response(request)
            return made
        response: HttpResponseBase = super().__call__(request)
        return response


class _Undo(Exception):
    """Carries a response out of a transaction that is to be rolled back."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.response = response


class ActingContextMiddleware:
    """Wall 2 and the frame of wall 3."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        user = request.user
        address = request.META.get("REMOTE_ADDR") or None
        device = browser_words(request.headers.get("User-Agent", ""))
        request.acting = Acting(user, ReadingLog(user, address=address, device=device))
        request.access_rule = None
        request.failed = request.refused = False
        if not isinstance(user, Staff):
            return self.get_response(request)
        if user.login_stopped_at is not None:  # in the very moment in which she logged in (S-96)
            return _signed_out(request, "ログアウトしました。")
        if over := why_over(request.session):
            return _signed_out(request, over)
        mark_used(request.session)
        began = time.monotonic()
        answer = self._answer(request)
        if answer.status_code == 404:
            _wait_out(began)
        return answer

    def _answer(self, request: Any) -> HttpResponseBase:
        try:
            try:
                with acting_as(request.user, case=_case_of(request)):
                    request.acting.log.is_open = True
                    return self._shown(request)
            except _Undo as undo:
                return self._undone(request, undo.response)
        except DatabaseError as error:
            # No log, no content (R19). The text of the error may hold content: only its kind
            # and place are logged (S-40).
            return unavailable(request, error)

    def _shown(self, request: Any) -> HttpResponseBase:
        """The answer with its entries in the log, or what is to be undone."""
        log: ReadingLog = request.acting.log
        response = self.get_response(request)
        if request.failed or response.status_code in (404, 500, 503):
            raise _Undo(response)
        rule: RouteRule | None = request.access_rule
        if rule and rule.reads and response.status_code == 200 and not log.entries:
            logger.error("route %s shows rows without a log entry", log.route)
            raise _Undo(unavailable(request, None))
        if not log.write() and request.method == "POST":
            log.say_where_from()
        if request.method == "POST" and right_ended_meanwhile():
            # What the page was to say was not done, and nothing but what is missing is told.
            request._messages = default_storage(request)
            raise _Undo(_missing(request))
        return response

    def _undone(self, request: Any, response: HttpResponseBase) -> HttpResponseBase:
        """The transaction is rolled back, with what it entered; a refusal is entered in one of its own."""
        log: ReadingLog = request.acting.log
        log.entries.clear()
        if request.refused:  # could not be said within what the database had given up
            request._messages = default_storage(request)
            with acting_as(request.user):
                response = _missing(request)
        if response.status_code == 404:
            log.refuse()
            with acting_as(request.user):
                log.write()
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        """A view failed: what it wrote is rolled back. What a policy refused is answered as what is missing (R14)."""
        if not isinstance(exception, Http404):
            request.failed = True
            request.refused = request.method == "POST" and was_refused(exception)

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        rule = rule_of(view, match.view_name)
        request.access_rule = rule
        request.acting.log.route = match.view_name or ""
        if rule is None:
            return _missing(request)
        if not rule.is_public and not request.user.is_authenticated:
            if match.view_name == "account_logout" and request.method == "POST":
                clear_login(request)  # she gives it up where the code is asked for
                return redirect(_login_url())
            return redirect(f"{_login_url()}?next={request.path}")
        if request.user.is_authenticated and not rule.is_public:
            if match.view_name not in SAFE_WITHOUT_SECOND_FACTOR and not (
                (match.view_name or "").startswith("mfa_") or request.acting.has_second_factor
            ):
                return redirect("mfa_activate_totp")
            if is_to_be_changed(request) and not _is_before_work(match.view_name):
                return redirect("account_change_password")
            if _changes_factors(match.view_name) and not may_change_factors(request):
                return redirect(confirmation_url(request.path))
            if rule.roles and not request.acting.roles & set(rule.roles):
                return _missing(request)
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(rule.methods)
        return None


def _wait_out(began: float) -> None:
    """Nothing is found sooner than something that is hidden: the set of what is open to somebody is made for the first
    row that is there, and she who sees thousands of cases waits 4 ms for it (docs/decisions/0943). The transaction is
    over by now."""
    step = settings.REFUSAL_STEP_SECONDS
    if step:
        time.sleep(step - (time.monotonic() - began) % step)


def _is_before_work(name: str | None) -> bool:
    """Pages that open while a password is the one that somebody else has given (organizations.passwords)."""
    return (
        name == "account_change_password"
        or name in SAFE_WITHOUT_SECOND_FACTOR
        or (name or "").startswith("mfa_")
    )


def _changes_factors(name: str | None) -> bool:
    return (name or "").startswith("mfa_") and name not in ASKING_OR_LISTING


def _case_of(request: Any) -> uuid.UUID | None:
    """The case in the address of a page that is about it alone; known before anything is asked."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    rule = rule_of(match.func, match.view_name)
    return match.kwargs["case"] if rule and rule.of_case else None


def _signed_out(request: Any, why: str) -> HttpResponse:
    """The session is over (S-47): the login page says why and leads back to where she was; what she was
    typing is offered there again from its draft."""
    logout(request)
    messages.info(request, f"{why}書きかけの下書きは残っています。")
    return redirect(f"{_login_url()}?next={request.path}")


def _login_url() -> str:
    from django.urls import reverse

    return reverse("account_login")


def _missing(request: HttpRequest) -> HttpResponse:
    """The one answer for what is hidden and what does not exist (R14)."""
    return render(request, "404.html", status=404)
