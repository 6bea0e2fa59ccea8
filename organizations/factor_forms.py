"""The library's forms that ask for a second factor: what was wrong there is entered as well (S-69)."""

import hashlib
from typing import Any

from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.cache import cache
from django.core.exceptions import ValidationError

from .login_log import enter


def _enter_failed(user: Any, error: ValidationError, way: str) -> None:
    waits = error.code in ("too_many_login_attempts", "too_many_codes")
    outcome = "held" if waits else "failed"
    enter(context.request, "identify", user, outcome=outcome, way=way)


# The library takes a code from one period before to one after, and remembers for one period that it was used.
TAKEN_FOR = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)


def _use_up(user: Any, code: str) -> None:
    """A code is good once, for as long as it would be taken (S-55): whoever reads it over a shoulder comes too late."""
    told = hashlib.sha256(f"{user.pk} {normalize_user_code(code)}".encode()).hexdigest()
    # nosemgrep: kept-in-the-cache - that a code was used, by a hash of it
    if not cache.add(f"code-used-{told}", "y", timeout=TAKEN_FOR):
        raise get_adapter().validation_error("incorrect_code")


# Nobody comes to a code but with her password, so no stranger keeps her out by it (S-56). A new password lifts it.
WRONG_CODES = {"wrong_code": "20/d/key"}


def _may_still_try(user: Any, *, has_failed: bool = False) -> bool:
    found = ratelimit.consume(
        context.request,
        app=__name__,
        action="wrong_code",
        config=WRONG_CODES,
        key=f"{user.pk} {user.password}",
        dry_run=not has_failed,
    )
    return found is not None


class _Code:
    user: Any

    def clean_code(self) -> Any:
        try:
            if not _may_still_try(self.user):
                raise get_adapter().validation_error("too_many_codes")
            code = super().clean_code()  # type: ignore[misc]
            _use_up(self.user, str(code))
            return code
        except ValidationError as error:
            if error.code == "incorrect_code":
                _may_still_try(self.user, has_failed=True)
            _enter_failed(self.user, error, Authenticator.Type.TOTP.value)
            raise


class _Passkey:
    user: Any

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as error:
            _enter_failed(self.user, error, Authenticator.Type.WEBAUTHN.value)
            raise


class CodeForm(_Code, AuthenticateForm):
    """At the login."""


class CodeAgainForm(_Code, ReauthenticateForm):
    """Before something grave (S-55)."""


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm):
    """At the login."""


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):
    """Before something grave (S-55)."""


class PasskeyAloneForm(_Passkey, LoginWebAuthnForm):
    """In place of the password; whoever fails has named nobody."""
