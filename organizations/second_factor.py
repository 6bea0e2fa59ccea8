"""Which second factors a person has (S-55)."""

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator


def second_factors(user: Any) -> Any:
    """One-time codes and passkeys that are set up."""
    return second_factors_of([user]).values_list("pk", flat=True)


def second_factors_of(users: Collection[Any], *, using: str = "default") -> Any:
    """The same of several people."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.using(using).filter(user__in=users, type__in=kinds)


def ways_of_second_factor(user: Any) -> set[str]:
    """How she can show one, by the names of the library."""
    types = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    ways = {
        Authenticator.Type.TOTP: "mfa_reauthenticate",
        Authenticator.Type.WEBAUTHN: "mfa_reauthenticate:webauthn",
    }
    return {ways[kind] for kind in map(Authenticator.Type, types) if kind in ways}
