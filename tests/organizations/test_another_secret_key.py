"""The key of sessions is changed while people work: nobody is signed out, and the old one opens nothing once it is
gone (S-87)."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from tests.deploy.compose import services
from tests.world import login

pytestmark = pytest.mark.django_db
NEW = "another-key-" * 8


def opens(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


def test_s87_sessions_and_what_was_signed_outlive_a_change_of_the_key(
    client: Client, settings: Any
) -> None:
    login(client, "soudan1")
    signed = signing.dumps({"waiting": 1}, salt="of-before")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW
    assert opens(client)
    assert signing.loads(signed, salt="of-before") == {"waiting": 1}
    # What is made meanwhile is made with the new one.
    settings.SECRET_KEY_FALLBACKS = []
    assert opens(client), "who came by meanwhile is known by the new key"
    with pytest.raises(signing.BadSignature):
        signing.loads(signed, salt="of-before")


def test_s87_without_the_old_key_an_old_session_is_over(client: Client, settings: Any) -> None:
    login(client, "soudan1")
    settings.SECRET_KEY = NEW
    assert not opens(client)


def as_read(setting: str, variable: str, file: Path) -> str:
    """What a process that starts reads from that file."""
    done = subprocess.run(
        [sys.executable, "-c", f"from bunkyo_support import settings as s; print(s.{setting})"],
        env={**os.environ, variable: str(file)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_s87_the_key_of_before_comes_from_its_file_and_an_empty_one_is_none(tmp_path: Path) -> None:
    file = tmp_path / "secret_key_before"
    for content, read in (("", []), ("of-before\n", ["of-before"])):
        file.write_text(content, encoding="ascii")
        assert as_read("SECRET_KEY_FALLBACKS", "SECRET_KEY_BEFORE_FILE", file) == str(read)


def test_s87_whoever_has_the_key_is_given_the_one_of_before_as_well() -> None:
    for name, service in services().items():
        given = service.get("environment", {})
        assert ("SECRET_KEY_FILE" in given) == ("SECRET_KEY_BEFORE_FILE" in given), name
