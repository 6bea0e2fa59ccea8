"""Which second factors a person has (S-55)."""

from typing import Any

from allauth.mfa.models import Authenticator


def second_factors(user: Any) -> Any:
    """One-time codes and passkeys that are set up."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).values_list("pk", flat=True)


def ways_of_second_factor(user: Any) -> set[str]:
    """How she can show one, by the names of the library."""
    types = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    ways = {
        Authenticator.Type.TOTP: "mfa_reauthenticate",
        Authenticator.Type.WEBAUTHN: "mfa_reauthenticate:webauthn",
    }
    return {ways[kind] for kind in map(Authenticator.Type, types) if kind in ways}
