"""Signing in with the ward's directory by OpenID Connect (docs/decisions/0150).

authlib speaks the protocol: code flow with PKCE, state, nonce, the signature of the ID token. Here is what
is particular: whose staff she is, which answers are strong enough, and where the half-done login waits.

The directory says who somebody is, by one stated claim. It makes no account and gives no office.
"""

import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from authlib.integrations.base_client.errors import OAuthError

# nosemgrep: network - the ward's directory, where it is named in the settings
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from authlib.oauth2.base import OAuth2Error
from django.conf import settings
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from .directory_waiting import DirectoryRefused, asking, forget, keep, kept
from .models import Staff

# Keys of both kinds are published; a shared secret or no signature at all is never accepted.
SIGNED_BY = ["RS256", "PS256", "ES256"]
WAIT_SECONDS = 5  # for each answer of the directory
FRESH_SECONDS = 600  # the directory has asked her now, not this morning at this terminal
WENT_WRONG = (OAuthError, OAuth2Error, JoseError, RequestException, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class Answer:
    """What the directory said, verified."""

    subject: str
    is_strong: bool


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def may_use_password(username: str) -> bool:
    """With a directory, only the accounts for when it is out of order come in without it."""
    return not is_on() or username in settings.OIDC_PASSWORD_LOGINS


def _client() -> DjangoOAuth2App:
    client = DjangoOAuth2App(
        DjangoIntegration("directory"),
        name="directory",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": " ".join(["openid", *settings.OIDC_SCOPES]),
            "code_challenge_method": "S256",
            "default_timeout": WAIT_SECONDS,
        },
    )
    known = kept(settings.OIDC_ISSUER)
    client.server_metadata.update(known)
    if not known:
        with asking(settings.OIDC_ISSUER):
            client.load_server_metadata()
    metadata = client.server_metadata
    if metadata.get("issuer") != settings.OIDC_ISSUER:
        raise DirectoryRefused("wrong issuer")
    keep(settings.OIDC_ISSUER, metadata)
    metadata["id_token_signing_alg_values_supported"] = SIGNED_BY
    return client


def begin(back: str) -> tuple[str, dict[str, Any]]:
    """The address at the directory, and what must wait in the browser until she comes back."""
    waiting: dict[str, Any] = {}
    try:
        # Asked anew each time: at a shared terminal the last person may be known there still.
        # `max_age` has the directory say when that was (OpenID Connect Core, 3.1.2.1).
        more = {"prompt": "login", "max_age": str(FRESH_SECONDS)}
        if settings.OIDC_STRONG_ACR:
            more["acr_values"] = " ".join(settings.OIDC_STRONG_ACR)
        response = _client().authorize_redirect(SimpleNamespace(session=waiting), back, **more)
    except WENT_WRONG as error:
        raise DirectoryRefused(type(error).__name__) from None
    return response["Location"], waiting


def finish(answered: Any, waiting: dict[str, Any]) -> Answer:
    """Exchange the code and verify the ID token. DirectoryRefused whatever is wrong with it."""
    if answered.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:  # RFC 9207
        raise DirectoryRefused("wrong issuer")
    if f"_state_directory_{answered.get('state')}" not in waiting:
        raise DirectoryRefused("wrong state")
    request = SimpleNamespace(method="GET", GET=answered, session=waiting)
    wanted = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
    }
    try:
        client = _client()
        with asking(settings.OIDC_ISSUER):
            token = client.authorize_access_token(request, claims_options=wanted)
        keep(settings.OIDC_ISSUER, client.server_metadata)  # with its keys
        claims = token["userinfo"]
        is_fresh = _asked_now(claims)
        return Answer(_subject(claims), is_fresh and _is_strong(claims))
    except WENT_WRONG as error:
        if isinstance(error, JoseError):
            forget(settings.OIDC_ISSUER)  # its keys may be new ones, under the old name
        raise DirectoryRefused(type(error).__name__) from None


def _asked_now(claims: Any) -> bool:
    """Whether it says that it has asked her now. One that does not say when may still tell who she is, and its second
    factor counts for nothing: it may be that of this morning, at this terminal."""
    asked_at = claims.get("auth_time")
    if asked_at is None:
        return False
    if abs(time.time() - float(asked_at)) > FRESH_SECONDS:
        raise DirectoryRefused("not asked now")
    return True


def _subject(claims: Any) -> str:
    subject = claims.get(settings.OIDC_CLAIM)
    if not isinstance(subject, str) or not subject.strip():
        raise DirectoryRefused("no subject")
    return subject


def _is_strong(claims: Any) -> bool:
    """Whether the directory asked for a second factor, in a way that the ward has named as one."""
    methods = claims.get("amr") or []
    return claims.get("acr") in settings.OIDC_STRONG_ACR or bool(
        set(settings.OIDC_STRONG_AMR) & {m for m in methods if isinstance(m, str)}
    )


def staff_of(answer: Answer) -> Staff | None:
    """Who is bound to the subject, works here and may log in; None for a stranger and for who may not alike."""
    return Staff.objects.filter(
        directory_subject=answer.subject, is_active=True, login_stopped_at=None
    ).first()


def leaving_address(back: str) -> str:
    """Where the directory ends its own session; DirectoryRefused when it has no such place."""
    try:
        client = _client()
        left = client.create_logout_url(
            post_logout_redirect_uri=back, client_id=settings.OIDC_CLIENT_ID
        )
    except (*WENT_WRONG, RuntimeError) as error:
        raise DirectoryRefused(type(error).__name__) from None
    return str(left["url"])
