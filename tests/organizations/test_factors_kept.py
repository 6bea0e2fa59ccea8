"""Second factors are changed by who shows one of them (S-55). The password alone, at a session that was left open, would
otherwise take them away and make another, with which everything is confirmed."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from access.routes import all_routes
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from tests.cases.pages import browser
from tests.world import acting, confirm, login, staff

pytestmark = pytest.mark.django_db
WHO = "soudan1"
LONG_AGO = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
CHANGING = [
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
]


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def left_open() -> Client:
    """At a session of this morning somebody types the password."""
    with acting(WHO) as user:
        Authenticator.objects.filter(user=user).update(created_at=LONG_AGO)
    client = browser(WHO)
    confirm(client, staff(WHO), ago=1200)
    sent = client.post(reverse("account_reauthenticate"), {"password": SAMPLE_PASSWORD})
    assert sent.status_code == 302
    return client


def factors() -> list[str]:
    with acting(WHO) as user:
        return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def is_sent_to_confirm(answer: Any) -> bool:
    return bool(
        answer.status_code == 302 and answer["Location"].startswith(reverse("mfa_reauthenticate"))
    )


@pytest.mark.parametrize("name", CHANGING)
def test_s55_the_password_alone_opens_no_page_that_changes_a_second_factor(name: str) -> None:
    client, before = left_open(), factors()
    assert "totp" in before
    assert is_sent_to_confirm(client.get(reverse(name)))
    assert is_sent_to_confirm(client.post(reverse(name)))
    assert factors() == before


def test_s55_every_page_of_the_library_is_known_as_one_that_changes_or_not() -> None:
    """A new one counts as one that changes."""
    known = {*CHANGING, "mfa_edit_webauthn", "mfa_remove_webauthn"}
    known |= {"mfa_index", "mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
    known |= {"mfa_authenticate", "mfa_login_webauthn"}  # before somebody is signed in
    declared = {route.name for route in all_routes() if route.rule}
    assert {name for name in declared if name.startswith("mfa_")} == known


def test_s55_after_the_code_they_are_changed() -> None:
    client = left_open()
    sent = client.post(reverse("mfa_reauthenticate"), {"code": code_of(WHO)})
    assert sent.status_code == 302
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert "recovery_codes" in factors()


def test_who_has_lost_her_telephone_registers_another_after_a_recovery_code() -> None:
    client = Client()
    login(client, WHO)
    confirm(client, staff(WHO), kind="recovery_codes")
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


def test_who_has_none_yet_registers_the_first_with_the_password() -> None:
    with acting(WHO) as user:
        Authenticator.objects.filter(user=user).delete()
    client = Client()
    login(client, WHO)
    confirm(client, staff(WHO), method="password", kind="")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_what_she_has_is_listed_without() -> None:
    client = left_open()
    assert client.get(reverse("mfa_index")).status_code == 200
