"""The watch over what is left behind checks itself: a token in the cache, in a line of the log, in a mail or in a
session is found (S-35, S-38)."""

import base64
import io
import json
import logging
from time import time
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from django.core.cache import cache
from django.core.mail import EmailMessage

from bunkyo_support.session_store import SessionStore
from organizations.second_factor import cipher_of_factors

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


def put_into_second_factors(database: Any, secret: str) -> None:
    with database.superuser() as opened:
        changed = opened.execute(
            "update mfa_authenticator set data = %s", [json.dumps({"secret": secret})]
        )
        assert changed.rowcount > 0


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_token_in_a_second_factor_is_found_encrypted_or_not(
    committed_db: Any, is_encrypted: bool
) -> None:
    token = new_token()
    said = get_adapter().encrypt(f"x{token}") if is_encrypted else token
    put_into_second_factors(committed_db, said)
    assert tables_with_tokens(committed_db) == {"mfa_authenticator": {short(token)}}


def test_letters_that_stand_in_a_text_by_chance_because_it_is_encrypted_are_no_token(
    committed_db: Any,
) -> None:
    """What is drawn at random at each encryption is chosen here: it reads like a token."""
    drawn = base64.b64decode("cnRygbguhtAAAAAAAAAAAA==")
    said = cipher_of_factors().newest._encrypt_from_parts(b"a secret", int(time()), drawn)
    assert tokens_in(said) != set()
    put_into_second_factors(committed_db, said.decode())
    assert tables_with_tokens(committed_db) == {}


def test_letters_of_a_hashed_password_are_no_token_and_a_name_beside_it_is_one(
    committed_db: Any,
) -> None:
    hashed = "argon2$argon2id$v=19$m=102400,t=2,p=8$cnRygbguhtAAAA$AAcnryAA+/A"
    with committed_db.superuser() as opened:
        opened.execute("update organizations_staff set password = %s", [hashed])
        assert tables_with_tokens(committed_db) == {}
        token = new_token()
        opened.execute("update organizations_staff set username = %s || id", [token])
    assert tables_with_tokens(committed_db) == {"organizations_staff": {short(token)}}


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
