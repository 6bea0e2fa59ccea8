"""Login, logout and failed login as lines of the process log: an id, never a name (S-38).

What was typed into a failed login is not written: people type passwords into the wrong field.
"""

import logging
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.functions import Now

logger = logging.getLogger("organizations")


def _logged_in(sender: Any, user: Any, **kwargs: Any) -> None:
    logger.info("login %s", user.pk)


def _logged_out(sender: Any, user: Any, **kwargs: Any) -> None:
    logger.info("logout %s", user.pk if user else "-")


def _login_failed(sender: Any, **kwargs: Any) -> None:
    logger.warning("login failed")


def _confirm_the_directory(
    sender: Any, request: Any, method: str, user: Any, **kwargs: Any
) -> None:
    """Her own second factor, after the directory had sent her in the same login: the entry is hers."""
    sent = [r["method"] for r in get_authentication_records(request, user)]
    if method == "mfa" and "directory" in sent and user.directory_confirmed_at is None:
        type(user).objects.filter(pk=user.pk).update(directory_confirmed_at=Now())


def connect() -> None:
    """Start listening; called once when the app is ready."""
    user_logged_in.connect(_logged_in, dispatch_uid="login_log")
    user_logged_out.connect(_logged_out, dispatch_uid="login_log")
    user_login_failed.connect(_login_failed, dispatch_uid="login_log")
    authentication_step_completed.connect(_confirm_the_directory, dispatch_uid="login_log")
