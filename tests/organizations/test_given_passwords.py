"""A password that somebody else has given is for the first sign-in alone, and ends (S-55; docs/decisions/1004)."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from organizations.services import issue_initial_password
from tests.world import acting, staff

from .test_login import try_password

pytestmark = pytest.mark.django_db
WHO = "soudan1"
CHANGE = reverse("account_change_password")


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


def test_s55_nothing_opens_until_she_has_set_her_own(client: Client) -> None:
    drawn = given()
    comes_in(client, drawn)
    for path in ("/", "/cases/", reverse("usersessions_list"), reverse("drafts:stay")):
        assert client.get(path)["Location"] == CHANGE, path
    page = client.get(CHANGE)
    assert "自分のパスワードに変えてください" in page.content.decode()
    own = "mihon-no-nagai-kotoba-7"
    sent = {"oldpassword": drawn, "password1": own, "password2": own}
    assert client.post(CHANGE, sent)["Location"] == reverse("home")
    assert client.get("/").status_code == 200
    assert staff(WHO).password_given_at is None


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
