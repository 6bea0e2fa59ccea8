"""Login, logout and failed login as lines of the process log: an id, never a name (S-38).

What was typed into a failed login is not written: people type passwords into the wrong field.
"""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

logger = logging.getLogger("organizations")


def _logged_in(sender: Any, user: Any, **kwargs: Any) -> None:
    logger.info("login %s", user.pk)


def _logged_out(sender: Any, user: Any, **kwargs: Any) -> None:
    logger.info("logout %s", user.pk if user else "-")


def _login_failed(sender: Any, **kwargs: Any) -> None:
    logger.warning("login failed")


def connect() -> None:
    """Start listening; called once when the app is ready."""
    user_logged_in.connect(_logged_in, dispatch_uid="login_log")
    user_logged_out.connect(_logged_out, dispatch_uid="login_log")
    user_login_failed.connect(_login_failed, dispatch_uid="login_log")
