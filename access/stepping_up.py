"""Step-up (S-55): whoever does something grave has shown her second factor within five minutes.

The password alone never counts, nor does a recovery code, which lies on paper. So the password alone changes no
second factor either: who sits at an open session and knows it would make one of her own, and confirm with that.
"""

import functools
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from organizations.second_factor import second_factors

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
    return bool(_shown_just_now(request) & STRONG)


def may_change_factors(request: Any) -> bool:
    """Whether she showed any second factor within that time, or had none before it: the page of her spare codes follows
    the first. A recovery code counts as well: it is for whoever has lost the others, and registers new ones."""
    if _shown_just_now(request):
        return True
    since = timezone.now() - timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return not second_factors(request.user).filter(created_at__lt=since).exists()


def _shown_just_now(request: Any) -> set[str]:
    return _shown_since(request, time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


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
            if Authenticator.Type.RECOVERY_CODES.value in _shown_just_now(request):
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
