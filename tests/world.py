"""The sample ward in tests: who there is, and how to be somebody.

with acting("soudan1"):            # the services of the apps, as a caseworker
    ...
login(client, "kansa1")            # the pages, as an auditor
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth import login as django_login
from django.http import HttpRequest
from django.test import Client

from access.context import acting_as
from bunkyo_support.session_store import SessionStore
from organizations.models import Staff
from organizations.sample_staff import create_sample_staff
from sample_ward.pledging import fill_register
from tests.access.people import create_personas


def create_staff() -> None:
    """Enter the sample staff and the personas of the access matrix; run once when the template database is built."""
    create_sample_staff(using="owner")
    create_personas(using="owner")
    fill_register()


def staff(username: str) -> Staff:
    """The member of staff with this login, e.g. soudan1, jimukyoku1, kanri1, ishi1."""
    return Staff.objects.get(username=username)


def login(client: Client, username: str) -> Staff:
    """Open a session for somebody who has passed password and second factor."""
    user = staff(username)
    open_session(client, user)
    confirm(client, user)
    return user


def open_session(client: Client, user: Staff) -> None:
    """As `Client.force_login`, which would hand the browser the key under which its session is kept: that opens
    nothing."""
    request = HttpRequest()
    request.session = session = SessionStore()
    django_login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.cookie


def confirm(
    client: Client, user: Staff, *, kind: str = "totp", ago: float = 0, method: str = "mfa"
) -> None:
    """As if she had shown her second factor so many seconds ago (S-55)."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "type": kind, "at": time.time() - ago, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


class ReadingClient(Client):
    """A browser of somebody who reads the duty of secrecy when she opens a 支援会議, and goes on."""

    def get(self, path: str, *args: Any, **extra: Any) -> Any:  # type: ignore[override]
        answer = super().get(path, *args, **extra)
        door = answer.get("Location", "") if answer.status_code == 303 else ""
        if "/opening/" not in door:
            return answer
        self.post(door, {"form_key": str(uuid.uuid4()), "duty": "on"})
        return super().get(path, *args, **extra)


@contextmanager
def acting(username: str) -> Iterator[Staff]:
    """Act for somebody inside one transaction, as a request or a job does."""
    user = staff(username)
    with acting_as(user):
        yield user
