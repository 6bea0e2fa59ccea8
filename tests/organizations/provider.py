"""A small directory that speaks OpenID Connect over HTTP, with keys of its own, and lies when asked to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "bunkyo", "only-for-this-test"


@dataclass
class Provider:
    """What it knows of its one client, and how it answers next."""

    host: str = "127.0.0.1"
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "A-1001"})
    lie: dict[str, Any] = field(default_factory=dict)  # claims that replace the true ones
    is_away: bool = False
    answers: threading.Event = field(default_factory=threading.Event)  # cleared: it hangs
    signs_with: Callable[["Provider", dict[str, Any]], str] | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.answers.set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                """Silent."""

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                provider.answer(self, parts.path, parts.query)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                provider.answer(self, self.path, self.rfile.read(length).decode())

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://{self.host}:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.answers.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, handler: BaseHTTPRequestHandler, path: str, query: str) -> None:
        given = {name: values[0] for name, values in parse_qs(query).items()}
        self.asked.append((path, given))
        self.answers.wait()
        if self.is_away:
            handler.send_error(503)
        elif path == "/authorize":
            code = secrets.token_urlsafe(16)
            self.codes[code] = given
            back = urlencode({"code": code, "state": given["state"]})
            handler.send_response(302)
            handler.send_header("Location", f"{given['redirect_uri']}?{back}")
            handler.end_headers()
        else:
            answers: dict[str, Callable[[], Any]] = {
                "/.well-known/openid-configuration": self._metadata,
                "/jwks": lambda: {"keys": [self.key.as_dict(private=False)]},
                "/token": lambda: self._token(given, handler.headers.get("Authorization", "")),
            }
            body = json.dumps(answers[path]()).encode()
            handler.send_response(200)
            handler.send_header("Content-Type", "application/json")
            handler.end_headers()
            handler.wfile.write(body)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.lie.get("metadata", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/leave",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _token(self, given: dict[str, str], authorization: str) -> dict[str, Any]:
        asked = self.codes.pop(given["code"], None)  # a code counts once
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or authorization != f"Basic {known}"
            or asked["code_challenge"] != challenge
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
            **self.claims,
            **self.lie,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        sign = self.signs_with or (
            lambda p, c: jwt.encode({"alg": "RS256", "kid": "one"}, c, p.key)
        )
        return {"access_token": "a", "token_type": "Bearer", "id_token": sign(self, claims)}
