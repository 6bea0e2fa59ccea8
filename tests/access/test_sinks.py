"""The watch over what is left behind checks itself: a token in the cache, in a line of the log, in a mail or in a
session is found (S-35, S-38)."""

import io
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage

from bunkyo_support.session_store import SessionStore

from .canary import new_token, short, tokens_in
from .sinks import tables_with_tokens, words_of


@pytest.mark.parametrize("place", ["value", "key"])
def test_a_token_in_the_cache_is_found(committed_db: Any, place: str) -> None:
    token = new_token()
    cache.set(token if place == "key" else "x", {"who": token} if place == "value" else 1)
    assert tables_with_tokens(committed_db)["organizations_login_cache"] == {short(token)}


def test_a_token_in_a_session_is_found(committed_db: Any) -> None:
    token = new_token()
    session = SessionStore()
    session["said"] = token
    session.save()
    assert tables_with_tokens(committed_db)["django_session"] == {short(token)}


def test_a_token_in_an_open_table_is_found(committed_db: Any) -> None:
    token = new_token()
    with committed_db.superuser() as opened:
        opened.execute("update organizations_area set name = %s", [token])
    assert tables_with_tokens(committed_db) == {"organizations_area": {short(token)}}


@pytest.mark.parametrize("name", ["jobs", "access", "django.request", "alerts", ""])
def test_a_token_in_a_line_of_the_log_is_found(log: io.StringIO, name: str) -> None:
    token = new_token()
    logging.getLogger(name).error("said %s", token)
    assert (tokens_in(log.getvalue()) == {short(token)}) == (name != "django.request")
    assert log.getvalue() != ""


def test_s38_what_an_exception_says_is_not_in_the_log(log: io.StringIO) -> None:
    token = new_token()
    try:
        raise ValueError(token)
    except ValueError:
        logging.getLogger("jobs").exception("it failed: %s", token)
    assert log.getvalue().rstrip().endswith("jobs: ValueError")
    assert tokens_in(log.getvalue()) == set()


def test_a_token_in_a_mail_is_found_wherever_it_stands() -> None:
    token = new_token()
    told: list[dict[str, Any]] = [
        {"subject": token},
        {"body": "名" * 70 + token},
        {"to": [f"{token}@example.lg.jp"]},
        {"headers": {"X-Case": token}},
        {"attachments": [("x.txt", token, "text/plain")]},
    ]
    for given in told:
        assert short(token) in tokens_in(words_of(EmailMessage(**given))), given
