"""Logins stand in the log of reading (S-69), and as lines of the process log: an id, never a name (S-38).

What was typed into a failed login is not written: people type passwords into the wrong field.
"""

import logging
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.account.signals import user_logged_in as came_in
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.functions import Now
from django.db.models.signals import post_save

from .models import Staff

logger = logging.getLogger("organizations")

TYPED = "password"  # as the library calls that way
WAYS = {
    TYPED: "パスワード",
    "directory": "区の認証",
    Authenticator.Type.TOTP.value: "認証アプリ",
    Authenticator.Type.WEBAUTHN.value: "パスキー",
    Authenticator.Type.RECOVERY_CODES.value: "予備のコード",
}


def enter(request: Any, action: str, who: Any, *, outcome: str = "done", way: str = "") -> None:
    """One entry in the log of reading; `who` is nobody where no account was named."""
    # Whatever is no page (a command, a session that a test opens) has no log: nobody comes in by it.
    acting = getattr(request, "acting", None)
    if acting is not None:
        acting.log.note_login(action, who, outcome=outcome, kind=WAYS.get(way, way))


# What whoever has no account brings about is entered so often and no more: entries are kept for years, and each waits for
# the one before it. Who has to wait, once for as long as she waits.
STRANGERS = {"failed": "10/m/ip", "held": "1/300s/key,10/m/ip"}


def enter_strangers(
    request: Any, action: str, who: Any, *, outcome: str, way: str, key: str = ""
) -> None:
    """The same of what anybody may bring about at a login page (S-56, S-69); `key` tells the name that was typed."""
    if ratelimit.consume(
        request, app=__name__, action=outcome, config=STRANGERS, key=key, limit_get=True
    ):
        enter(request, action, who, outcome=outcome, way=way)


def _logged_in(sender: Any, user: Any, **kwargs: Any) -> None:
    logger.info("login %s", user.pk)


def _came_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    enter(request, "login", user)


def _logged_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    logger.info("logout %s", user.pk if user else "-")
    if user is not None:
        enter(request, "logout", user)


def _login_failed(sender: Any, **kwargs: Any) -> None:
    logger.warning("login failed")


def _identified(sender: Any, request: Any, method: str, user: Any, **kwargs: Any) -> None:
    """A step of a login, or who she is once more before something grave (S-55)."""
    enter(request, "identify", user, way=str(kwargs.get("type", method)))


def _factors_changed(outcome: str) -> Any:
    def enter_it(sender: Any, request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
        enter(request, "factors", user, outcome=outcome, way=str(authenticator.type))

    return enter_it


_FACTORS = (
    (authenticator_added, _factors_changed("added")),
    (authenticator_removed, _factors_changed("removed")),
    (authenticator_reset, _factors_changed("changed")),
)


def _confirm_the_directory(
    sender: Any, request: Any, method: str, user: Any, **kwargs: Any
) -> None:
    """Her own second factor, after the directory had sent her in the same login: the entry is hers."""
    sent = [r["method"] for r in get_authentication_records(request, user)]
    if method == "mfa" and "directory" in sent and user.directory_confirmed_at is None:
        type(user).objects.filter(pk=user.pk).update(directory_confirmed_at=Now())


def _has_another(sender: Any, instance: Any, created: bool, using: str, **kwargs: Any) -> None:
    """She has a second factor again, after hers had been taken away by two (docs/decisions/1004): while she acts herself,
    and not after the commit as the signals of the library."""
    if created and instance.type != Authenticator.Type.RECOVERY_CODES:
        taken = Staff.objects.using(using).filter(pk=instance.user_id)
        taken.exclude(factors_taken_at=None).update(factors_taken_at=None)


def connect() -> None:
    """Start listening; called once when the app is ready."""
    user_logged_in.connect(_logged_in, dispatch_uid="login_log")
    # Every way in ends in the library's own signal: password, passkey, directory.
    came_in.connect(_came_in, dispatch_uid="login_log")
    user_logged_out.connect(_logged_out, dispatch_uid="login_log")
    user_login_failed.connect(_login_failed, dispatch_uid="login_log")
    authentication_step_completed.connect(_confirm_the_directory, dispatch_uid="login_log")
    authentication_step_completed.connect(_identified, dispatch_uid="login_log_steps")
    post_save.connect(_has_another, sender=Authenticator, dispatch_uid="lost_factors")
    for signal, enter_it in _FACTORS:
        signal.connect(enter_it, dispatch_uid="login_log")
