"""Half a request is no request (security.md F-24): what the web server hands on when a line broke."""

import io
import uuid
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from bunkyo_support.bodies import CutOff, whole_only
from bunkyo_support.wsgi import application
from cases.models import Intake
from tests.cases.situations import seen_by
from tests.databases import Database
from tests.world import login

from .people import ANSWERS, TOKEN


def call(environ: dict[str, Any], application: Any) -> str:
    said: list[str] = []
    list(application(environ, lambda status, *_: said.append(status)))
    return said[0]


@pytest.mark.parametrize("ways", [["read"], ["readline"], ["read", "readline"]])
@pytest.mark.parametrize("piece", [1, 7, 1000, -1])
def test_a_whole_body_is_read_as_it_came_and_half_of_it_is_an_error(
    ways: list[str], piece: int
) -> None:
    content = b"first line\nsecond line\n" * 20

    def read_all(environ: dict[str, Any], start: Any) -> list[bytes]:
        found, number = b"", 0
        while part := getattr(environ["wsgi.input"], ways[number % len(ways)])(piece):
            found, number = found + part, number + 1
        start(found.decode())
        return []

    whole = {"CONTENT_LENGTH": str(len(content)), "wsgi.input": io.BytesIO(content)}
    assert call(whole, whole_only(read_all)) == content.decode()
    half = {"CONTENT_LENGTH": str(len(content)), "wsgi.input": io.BytesIO(content[:200])}
    with pytest.raises(CutOff):
        call(half, whole_only(read_all))


def test_without_an_announced_length_there_is_no_body() -> None:
    seen: list[Any] = []
    stream = io.BytesIO(b"x")
    call(
        {"wsgi.input": stream}, whole_only(lambda e, s: seen.append(e["wsgi.input"]) or s("") or [])
    )
    assert seen == [stream]


def test_f24_a_form_cut_off_in_its_text_is_not_saved(committed_db: Database, client: Any) -> None:
    """The field that was under way would be kept as it stood, and its key would refuse the whole text."""
    login(client, "soudan1")
    cookies = f"csrf={TOKEN}; session={client.cookies['session'].value}"
    text = "一度も来ていないので、家の様子は分からない。" * 4
    fields = {"csrfmiddlewaretoken": TOKEN, "form_key": str(uuid.uuid4()), **ANSWERS, "words": text}
    request = RequestFactory().post(
        reverse("cases:intake"),
        "&".join(f"{name}={value}" for name, value in fields.items()).encode(),
        content_type="application/x-www-form-urlencoded",
        headers={"Cookie": cookies},
    )
    body = request.environ["wsgi.input"].read()
    for length, status, kept in ((len(body) - 90, "403", 0), (len(body), "303", 1)):
        request.environ["wsgi.input"] = io.BytesIO(body[:length])
        assert call(dict(request.environ), application).startswith(status)
        assert len(seen_by("soudan1", Intake)) == kept
