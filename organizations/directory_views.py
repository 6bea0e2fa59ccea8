"""The three pages of signing in with the ward's directory: there, back, and out of it."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from . import directory
from .directory_waiting import DirectoryRefused
from .login_log import enter_strangers

logger = logging.getLogger("organizations")

COOKIE = "__Host-directory" if settings.SECURE_COOKIES else "directory"
SALT = "organizations.directory"
MINUTES = 10


def _only_with_directory() -> None:
    if not directory.is_on():
        raise Http404


def there(request: Any) -> HttpResponse:
    """To the directory. What must wait stands in a signed cookie of its own: the session's is Strict
    and does not come along when the browser returns from another site. It ends with the browser, and counts for ten
    minutes at most (S-46)."""
    _only_with_directory()
    try:
        address, waiting = directory.begin(request.build_absolute_uri(reverse("directory_back")))
    except DirectoryRefused as refused:
        return _went_wrong(request, str(refused))
    response = HttpResponseRedirect(address)
    content = signing.dumps({"waiting": waiting, "next": request.GET.get("next", "")}, salt=SALT)
    response.set_cookie(
        COOKIE,
        content,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
    return response


def back(request: Any) -> HttpResponse:
    """From the directory, with a code. The cookie counts once, whatever comes of it."""
    _only_with_directory()
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MINUTES * 60)
        answer = directory.finish(request.GET.dict(), kept["waiting"])
    except (signing.BadSignature, DirectoryRefused) as refused:
        kind = str(refused) if isinstance(refused, DirectoryRefused) else "no cookie"
        response = _went_wrong(request, kind)
    else:
        response = _sign_in(request, answer, kept["next"])
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _sign_in(request: Any, answer: directory.Answer, wanted: str) -> HttpResponse:
    user = directory.staff_of(answer)
    if user is None:
        logger.warning("login by directory refused: nobody here")
        enter_strangers(request, "login", None, outcome="failed", way="directory")
        return render(request, "account/directory_nobody.html", status=403)
    request.by_directory = True
    record_authentication(request, user, method="directory")
    # Trusted for a second factor only where the ward says so, and once she has shown that this entry of
    # the directory is hers: whoever administers accounts could bind another's (R10).
    is_enough = answer.is_strong and user.directory_confirmed_at is not None
    target = wanted if get_adapter(request).is_safe_url(wanted) else ""
    login = Login(user=user, redirect_url=target or None, state={"second_factor": is_enough})
    response = perform_login(request, login)
    # A page of ours and not a redirect: the browser would take the next page for one to which another
    # site has led, and keep the Strict cookie of the new session back.
    return render(request, "account/directory_onward.html", {"onward": response["Location"]})


def _went_wrong(request: Any, kind: str) -> HttpResponse:
    # nosemgrep: log-of-a-thing - words of directory.py
    logger.warning("login by directory failed: %s", kind)
    enter_strangers(request, "login", None, outcome="failed", way="directory")
    return render(request, "account/directory_failed.html", status=400)


def left(request: Any) -> HttpResponse:
    """After signing out here: the directory may still know her at this terminal."""
    _only_with_directory()
    return render(request, "account/directory_left.html")


def leave(request: Any) -> HttpResponse:
    """To where the directory ends its own session."""
    _only_with_directory()
    try:
        address = directory.leaving_address(request.build_absolute_uri(reverse("account_login")))
    except DirectoryRefused as refused:
        # nosemgrep: log-of-a-thing - words of directory.py
        logger.warning("logout of the directory failed: %s", refused)
        return redirect("account_login")
    return HttpResponseRedirect(address)
