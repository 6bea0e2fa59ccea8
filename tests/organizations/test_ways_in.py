"""Each way in is closed to whoever may not come in: password, passkey, directory, a code of a login that is under way, and
confirming at a session (S-14, S-96; decisions 0150, 0891)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.models import Staff
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from organizations.services import allow_login, end_employment, stop_login
from tests.world import acting, staff

from .device import Device
from .provider import CLIENT, SECRET, Provider
from .test_directory import bind, there_and_back
from .test_login import try_password

pytestmark = pytest.mark.django_db
WHO = "soudan1"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def stopped() -> None:
    with acting("kansa1"):
        stop_login(staff=staff(WHO))


def left() -> None:
    with acting("system1"):
        end_employment(staff=staff(WHO))


def is_in(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


def by_password(client: Client) -> None:
    try_password(client, WHO, SAMPLE_PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code_of(WHO)})


@pytest.fixture
def directory(settings: Any) -> Iterator[Provider]:
    made = Provider()
    settings.OIDC_ISSUER = made.issuer
    settings.OIDC_CLIENT_ID = CLIENT
    settings.OIDC_CLIENT_SECRET = SECRET
    bind(WHO, "A-1001")
    yield made
    made.close()


@pytest.mark.parametrize("closed", [stopped, left])
def test_s96_a_passkey_opens_nothing_to_her(closed: Callable[[], None]) -> None:
    device = Device(staff(WHO))
    before = Client()
    assert device.enter(before).status_code == 302
    assert is_in(before), "it opens the door by itself"
    closed()
    assert not is_in(before)
    client = Client()
    answer = device.enter(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    assert "_auth_user_id" not in client.session
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(WHO)})
    assert not is_in(client), "no login waits for a code"


@pytest.mark.parametrize("closed", [stopped, left])
def test_s96_nor_does_the_directory(closed: Callable[[], None], directory: Provider) -> None:
    known = there_and_back(Client(), directory)
    assert known.status_code == 200
    closed()
    client = Client()
    refused = there_and_back(client, directory)
    assert refused.status_code == 403
    bind(WHO, None)
    stranger = there_and_back(Client(), directory)
    assert (stranger.status_code, stranger.content) == (403, refused.content), "as a stranger"
    client.post(reverse("mfa_authenticate"), {"code": code_of(WHO)})
    assert not is_in(client)


@pytest.mark.parametrize("closed", [stopped, left])
def test_s96_a_login_of_the_directory_that_waits_for_a_code_comes_no_further(
    closed: Callable[[], None], directory: Provider
) -> None:
    client = Client()
    there_and_back(client, directory)
    closed()
    client.post(reverse("mfa_authenticate"), {"code": code_of(WHO)})
    assert not is_in(client)


@pytest.mark.parametrize("closed", [stopped, left])
def test_s96_nor_one_of_the_password(closed: Callable[[], None]) -> None:
    client = Client()
    try_password(client, WHO, SAMPLE_PASSWORD)
    closed()
    client.post(reverse("mfa_authenticate"), {"code": code_of(WHO)})
    assert not is_in(client)


@pytest.mark.parametrize("closed", [stopped, left])
@pytest.mark.parametrize("how", ["account_reauthenticate", "mfa_reauthenticate"])
def test_s96_confirming_at_a_session_of_before_opens_nothing(
    closed: Callable[[], None], how: str
) -> None:
    client = Client()
    by_password(client)
    assert is_in(client)
    cache.clear()
    closed()
    client.post(reverse(how), {"password": SAMPLE_PASSWORD, "code": code_of(WHO)})
    assert not is_in(client)


def test_whose_login_is_allowed_again_comes_in_by_each() -> None:
    device = Device(staff(WHO))
    stopped()
    with acting("system1"):
        allow_login(staff=staff(WHO))
    first, second = Client(), Client()
    device.enter(first)
    by_password(second)
    assert is_in(first)
    assert is_in(second)


def test_who_logs_in_as_another_in_the_same_browser_takes_nothing_over() -> None:
    """Cookie, confirmations and what was said once belong to a session, and it is hers alone."""
    client, device = Client(), Device(staff("kanri1"))
    by_password(client)
    cookie = client.cookies["session"].value
    session = client.session
    session["said"] = "of the first"
    session.save()
    client.post(reverse("account_logout"))
    device.enter(client)
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(Staff.objects.get(username="kanri1").pk)
    assert client.cookies["session"].value != cookie
    assert "said" not in client.session
    with_old = Client()
    with_old.cookies["session"] = cookie
    assert not is_in(with_old)
