"""Which second factors a person has (S-55), and how their secrets lie in the database (S-87)."""

import hashlib
from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from bunkyo_support.ciphers import Cipher, WrittenAnew


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


def cipher_of_factors() -> Cipher:
    """What the library gives us to encrypt: secrets of one-time codes, seeds of recovery codes."""
    return Cipher(lambda key: hashlib.sha256(b"second-factor:" + key).digest())


def write_factors_anew() -> WrittenAnew:
    """All of them under today's key, one row a transaction: a code that is used meanwhile stays used. Nobody acts, as
    at a login."""
    told = WrittenAnew()
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is not None and _put_anew(factor.data, told):
                factor.save(update_fields=["data"])
    return told


def _put_anew(data: dict[str, Any], told: WrittenAnew) -> bool:
    """Whether something in it was written anew; passkeys hold nothing that is secret."""
    cipher, before = cipher_of_factors(), told.done

    def anew(text: str) -> str:
        written = cipher.anew(text.encode(), told)
        return text if written is None else written.decode()

    for name in {"secret", "seed"} & data.keys():
        data[name] = anew(data[name])
    if codes := data.get("migrated_codes"):
        data["migrated_codes"] = [anew(code) for code in codes]
    return told.done > before
