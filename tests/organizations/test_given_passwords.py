"""A password that somebody else has given is for the first sign-in alone, and ends (S-55; docs/decisions/1004)."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Staff
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from organizations.services import issue_initial_password
from tests.world import acting, confirm, open_session, staff

from .test_login import try_password

pytestmark = pytest.mark.django_db
WHO = "soudan1"
CHANGE = reverse("account_change_password")
OWN = "mihon-no-nagai-kotoba-7"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def given() -> str:
    with acting("system1"):
        return issue_initial_password(staff=staff(WHO))


def comes_in(client: Client, password: str) -> None:
    try_password(client, WHO, password)
    client.post(reverse("mfa_authenticate"), {"code": code_of(WHO)})


def changes(client: Client, old: str, new: str) -> Any:
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_s55_nothing_opens_until_she_has_set_her_own(client: Client) -> None:
    drawn = given()
    comes_in(client, drawn)
    for path in ("/", "/cases/", reverse("usersessions_list"), reverse("home_count")):
        assert client.get(path)["Location"] == CHANGE, path
    page = client.get(CHANGE)
    assert "自分のパスワードに変えてください" in page.content.decode()
    assert changes(client, drawn, OWN)["Location"] == reverse("home")
    assert client.get("/").status_code == 200
    assert staff(WHO).password_given_at is None


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index"])
def test_s55_until_then_no_page_asks_for_what_does_not_open(client: Client, name: str) -> None:
    """The number in the menu would be answered by a whole page, put into the header, and ask again."""
    drawn = given()
    comes_in(client, drawn)
    page = client.get(reverse(name)).content.decode()
    for of_the_product in (reverse("home_count"), 'class="gnav"', 'role="search"'):
        assert of_the_product not in page
    changes(client, drawn, OWN)
    assert reverse("home_count") in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("has_factor", [True, False])
def test_s55_whoever_types_there_is_at_work(client: Client, *, has_factor: bool) -> None:
    """Her browser says so once a minute; a page instead of the answer would sign her out."""
    drawn = given()
    if not has_factor:
        Authenticator.objects.filter(user=staff(WHO)).delete()
        try_password(client, WHO, drawn)
    else:
        comes_in(client, drawn)
    assert client.get("/").status_code == 302
    assert "left" in client.post(reverse("drafts:stay")).json()
    assert client.get(reverse("drafts:token")).json()["user"] == str(staff(WHO).pk)


def test_s55_the_one_that_she_was_given_does_not_become_her_own(client: Client) -> None:
    drawn = given()
    comes_in(client, drawn)
    page = changes(client, drawn, drawn)
    assert page.context["form"].errors == {
        "password1": ["いまのパスワードと同じです。別のものに変えてください。"]
    }
    assert staff(WHO).password_given_at is not None
    assert not staff(WHO).password_is_own
    assert client.get("/")["Location"] == CHANGE
    changes(client, drawn, OWN)
    assert staff(WHO).password_is_own


@pytest.mark.parametrize(
    ("way", "is_held"), [("password", True), ("directory", False), ("mfa", False)]
)
def test_s55_who_came_in_without_it_works_on(client: Client, way: str, *, is_held: bool) -> None:
    """The directory sent her, or she showed a passkey alone: she may not know it."""
    given()
    open_session(client, staff(WHO))
    confirm(client, staff(WHO), method=way)
    assert (client.get("/").status_code == 302) == is_held


def test_s55_a_password_that_fits_nobody_is_not_to_be_changed(client: Client) -> None:
    with acting("system1"):
        hers = staff(WHO)
        hers.set_unusable_password()
        hers.save(update_fields=["password"])
    assert staff(WHO).password_given_at is not None
    open_session(client, staff(WHO))
    confirm(client, staff(WHO), method="password")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("days", "comes"), [(13, True), (15, False)])
def test_s55_it_counts_for_fourteen_days(client: Client, days: int, *, comes: bool) -> None:
    drawn = given()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        answer = try_password(client, WHO, drawn)
    assert (answer.status_code == 302) == comes


def test_s55_another_that_is_drawn_counts_from_anew(client: Client) -> None:
    given()
    drawn = given()
    assert try_password(client, WHO, drawn).status_code == 302


def test_her_own_password_has_no_end(client: Client) -> None:
    assert staff(WHO).password_given_at is None
    with time_machine.travel(timezone.now() + datetime.timedelta(days=400)):
        assert try_password(client, WHO, SAMPLE_PASSWORD).status_code == 302


def test_s55_a_hash_of_an_earlier_version_is_no_given_password(client: Client) -> None:
    earlier = Argon2PasswordHasher()
    earlier.time_cost += 1
    encoded = earlier.encode(SAMPLE_PASSWORD, earlier.salt())
    with acting(WHO) as user:
        Staff.objects.filter(pk=user.pk).update(password=encoded)
    assert earlier.must_update(encoded) is False
    assert Argon2PasswordHasher().must_update(encoded) is True
    comes_in(client, SAMPLE_PASSWORD)
    assert client.get("/").status_code == 200
    assert (staff(WHO).password, staff(WHO).password_given_at) == (encoded, None)
