"""Which second factors a person has (S-55)."""

from typing import Any

from allauth.mfa.models import Authenticator


def second_factors(user: Any) -> Any:
    """One-time codes and passkeys that are set up."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).values_list("pk", flat=True)
