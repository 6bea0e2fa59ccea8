"""How long, and how many of us, wait for the ward's directory, and what of it is kept meanwhile."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse

from organizations import directory, directory_waiting

from . import test_directory
from .provider import Provider
from .test_directory import there_and_back

pytestmark = pytest.mark.django_db
provider = test_directory.provider  # the fixture: a directory that this product is set up for


def test_what_it_said_of_itself_is_kept_for_a_while(client: Client, provider: Provider) -> None:
    for _ in range(3):
        there_and_back(Client(), provider)
    asked = [path for path, _ in provider.asked]
    assert (asked.count("/.well-known/openid-configuration"), asked.count("/jwks")) == (1, 1)


def pressed() -> tuple[float, str]:
    """How long a thread of ours waits, and for what."""
    began = time.monotonic()
    with pytest.raises(directory_waiting.DirectoryRefused) as refused:
        directory.begin("http://testserver/back")
    return time.monotonic() - began, str(refused.value)


def test_a_directory_that_hangs_holds_two_threads_and_then_none(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-06 of Redis, here: whoever presses reads that it is away, and the pages of the others go on."""
    monkeypatch.setattr(directory, "WAIT_SECONDS", 2)
    provider.answers.clear()
    with ThreadPoolExecutor(8) as threads:
        answers = [found.result() for found in [threads.submit(pressed) for _ in range(8)]]
    kinds = [kind for _, kind in answers]
    assert kinds.count("ReadTimeout") == len(provider.asked) == 2
    assert {kind for kind in kinds if kind != "ReadTimeout"} <= {
        "others wait for it",
        "away a moment ago",
    }
    assert client.get(reverse("directory_there")).status_code == 400
    assert len(provider.asked) == 2, "nobody asks it for half a minute"
    provider.answers.set()
    later = time.monotonic() + directory_waiting.AWAY_SECONDS
    monkeypatch.setattr(directory_waiting, "monotonic", lambda: later)
    assert there_and_back(client, provider).status_code == 200
