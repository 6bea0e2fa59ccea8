"""The library's forms that ask for a second factor: what was wrong there is entered as well (S-69)."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError

from .login_log import enter


def _enter_failed(user: Any, error: ValidationError, way: str) -> None:
    waits = error.code == "too_many_login_attempts"
    outcome = "held" if waits else "failed"
    enter(context.request, "identify", user, outcome=outcome, way=way)


class _Code:
    user: Any

    def clean_code(self) -> Any:
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
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
