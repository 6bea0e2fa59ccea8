"""Step-up (S-55): whoever does something grave has shown her second factor within five minutes.

The password alone never counts, nor does a recovery code, which lies on paper.
"""

import functools
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

STRONG = frozenset({Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value})


def _shown_since(request: Any, since: float) -> set[str]:
    """Kinds of second factor that were shown in this session since a moment."""
    records = get_authentication_records(request, request.user)
    return {
        str(record.get("type", ""))
        for record in records
        if record.get("method") == "mfa" and record.get("at", 0) > since
    }


def confirmed_just_now(request: Any) -> bool:
    """Whether the user showed a one-time code or a passkey within ACCOUNT_REAUTHENTICATION_TIMEOUT,
    when she signed in or since."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return bool(_shown_since(request, since) & STRONG)


def confirmation_url(back: str) -> str:
    """Where she confirms; from there she comes back to `back`."""
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"


def with_second_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is opened only by who confirmed just now; others are sent to confirm first.

    What is posted is for the view to ask (`confirmed_just_now`): a redirect would lose what was typed.
    """

    @functools.wraps(view)
    def confirmed(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD") and not confirmed_just_now(request):
            since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            if Authenticator.Type.RECOVERY_CODES.value in _shown_since(request, since):
                messages.error(
                    request,
                    "予備のコードでは、ここから先へ進めません。"
                    "認証アプリの確認コードかパスキーで確かめてください",
                )
            return redirect(confirmation_url(request.get_full_path()))
        return view(request, *args, **kwargs)

    return confirmed


def _comes_back(request: Any) -> HttpResponse:
    """What was posted too late comes back to the one who sent it, with a way to confirm in another window
    and a button that sends the same once more: nothing typed or chosen is lost."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "kept": kept,
        "confirm_url": confirmation_url(reverse("access:confirmed")),
        "again": request.get_full_path(),
    }
    return render(request, "access/confirm_first.html", context, status=422)


def step_up_to_change(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What everybody who comes here may look at, and change only after having confirmed just now: accounts."""

    @functools.wraps(view)
    def stepped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not confirmed_just_now(request):
            return _comes_back(request)
        return view(request, *args, **kwargs)

    return stepped


def step_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is grave and leaves the house: an export, the way out of a 支援会議. Its page is opened, and what
    is posted is carried out, only for who confirmed just now."""
    stepped = step_up_to_change(with_second_factor(view))
    stepped.steps_up = True  # type: ignore[attr-defined]
    return stepped
