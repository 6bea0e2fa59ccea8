"""Browsers for the tests of pages, and what they read."""

import datetime
import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.acting import Acting
from access.reading import ReadingLog
from tests.world import ReadingClient, login


class Asking:
    """What questions and providers of a page ask of a request: who it is, and in which roles."""

    def __init__(self, user: Any) -> None:
        self.user, self.acting = user, Acting(user, ReadingLog(user))


def browser(username: str) -> Client:
    client = ReadingClient()
    login(client, username)
    return client


def page(username: str, name: str, *args: Any, **query: str) -> Any:
    return browser(username).get(reverse(f"cases:{name}", args=args), query)


def text_of(answer: Any) -> str:
    """The words of a page without tags."""
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def title_of(answer: Any) -> str:
    """What stands in the title of the window, and in the history of the browser."""
    [title] = re.findall(r"<title>(.*?)</title>", answer.content.decode(), re.S)
    return str(title)


def queries(username: str, url: str) -> int:
    client = browser(username)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def filled_in(answer: Any) -> dict[str, Any]:
    """What the form of a page says as it stands there, as the browser would send it."""
    form = answer.context["form"]
    found: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, datetime.time):
            value = f"{value:%H:%M}"
        if value not in (None, ""):
            found[name] = value
    return found
