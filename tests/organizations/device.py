"""A device with a passkey, in Python: what the browser test does with Chromium, without a browser."""

import hashlib
import json
import secrets
from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from organizations.models import Staff
from tests.world import acting

NAME = "testserver"
FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Device:
    """Registered for somebody, it opens the door by itself."""

    def __init__(self, user: Staff) -> None:
        self.user, self.pk = user, secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.place = hashlib.sha256(NAME.encode()).digest()
        with acting(user.username):
            WebAuthn.add(user, "窓口の端末", self._registered())

    def _registered(self) -> dict[str, Any]:
        known = AttestedCredentialData.create(
            Aaguid.NONE, self.pk, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            self.place, FLAGS | AuthenticatorData.FLAG.AT, 0, bytes(known)
        )
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", b"x" * 32)),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        }
        return self._credential(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def _client(self, kind: str, challenge: bytes) -> bytes:
        return bytes(CollectedClientData.create(kind, challenge, f"http://{NAME}"))

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        pk = websafe_encode(self.pk)
        return {
            "id": pk,
            "rawId": pk,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }

    def enter(self, client: Client) -> Any:
        """Log in with it."""
        asked = client.get(
            reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
        ).json()["request_options"]["publicKey"]
        said = json.dumps(
            {"type": "webauthn.get", "challenge": asked["challenge"], "origin": f"http://{NAME}"}
        ).encode()
        data = bytes(AuthenticatorData.create(self.place, FLAGS, 1))
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": websafe_encode(user_id_to_str(self.user).encode()),
        }
        sent = {"credential": json.dumps(self._credential(response))}
        return client.post(reverse("mfa_login_webauthn"), sent)
