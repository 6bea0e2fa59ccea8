"""Sessions in the database (S-47), under a hash of what the browser holds (docs/decisions/0941).

Whoever could read the table, by an injected statement or in a backup, would otherwise hold the cookie of everybody who
is signed in, second factor and all, and no row policy would matter any more (S-08). What is kept in a session is signed
for its own row: copied into another it is nothing.

While the database is away that is said as such: Django takes every error of the database while a session is written for
a session that somebody has ended, and answers 400 to a person whose text is then gone from her screen.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import InterfaceError, OperationalError
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string

LETTERS, LENGTH = "abcdefghijklmnopqrstuvwxyz0123456789", 32
COOKIE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def kept_under(cookie: str) -> str:
    """The key of the row: as long as a key may be, and shorter or longer than no cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessions):
    """Made of a cookie (`cookie` is what the browser holds), or of the key of a row, as the list of one's own
    sessions does, which holds no cookie."""

    def __init__(self, session_key: str | None = None) -> None:
        self.cookie = session_key if session_key and COOKIE.fullmatch(session_key) else None
        super().__init__(kept_under(self.cookie) if self.cookie else session_key)

    def _get_new_session_key(self) -> str:
        self.cookie = get_random_string(LENGTH, LETTERS)
        return kept_under(self.cookie)

    @property
    def key_salt(self) -> str:
        return f"{__name__}.{self.session_key}"

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, (OperationalError, InterfaceError)):
                raise error.__context__ from None
            raise


class CookieMiddleware:
    """Stands around Django's middleware of sessions. Hands the browser what its session is kept under a hash of, and takes
    nothing else from it: the key of a row is no cookie."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        name = settings.SESSION_COOKIE_NAME
        if not COOKIE.fullmatch(request.COOKIES.get(name, "")):
            request.COOKIES.pop(name, None)
        response = self.get_response(request)
        written = response.cookies.get(name)
        if written is not None and written.value:
            cookie = request.session.cookie
            written.set(name, cookie, cookie)
        return response
