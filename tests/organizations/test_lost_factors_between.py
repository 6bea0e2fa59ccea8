"""What is left where two take a second factor away: a third and a fourth person, and who is signing in just then (S-55, R10;
docs/decisions/1004)."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from access import lost_factors
from access.errors import DomainError
from organizations.models import Role
from organizations.sample_staff import SAMPLE_PASSWORD
from organizations.services import appoint
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import acting, staff

from .test_login import try_password
from .test_lost_factors import (
    ADMIN,
    ELSEWHERE,
    LIST,
    SUPERVISOR,
    WHO,
    agree,
    another_administrator,
    ask,
    factors,
    press,
    registers,
    sets_her_own,
)

pytestmark = pytest.mark.django_db
LOGIN, CODE = reverse("account_login"), reverse("mfa_authenticate")


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("is_before", [True, False])
def test_s55_nor_is_she_given_a_body_then_whose_supervisor_would_agree(*, is_before: bool) -> None:
    def serves_elsewhere() -> None:
        with acting(ADMIN):
            appoint(staff=staff(WHO), body=body_of(ELSEWHERE), role=Role.CASEWORKER)

    if is_before:
        serves_elsewhere()
        agree(ask(), ELSEWHERE)
        assert factors() == 0
        return
    row = ask()
    serves_elsewhere()
    with pytest.raises(DomainError):
        agree(row, ELSEWHERE)
    assert factors() > 0


def test_r10_no_two_others_take_the_place_of_the_two_until_she_has_another() -> None:
    """Those who had part in the first would be free to give her a password."""
    another, own = another_administrator(), sets_her_own()
    agree(ask())
    with acting(another), pytest.raises(DomainError, match="本人がまだ登録し直していないか"):
        lost_factors.ask(staff=staff(WHO), reason="lost")
    registers(Client(), own)
    assert ask(by=another)


def test_s55_who_stands_at_the_page_of_the_code_begins_anew(client: Client) -> None:
    own, row = sets_her_own(), ask()
    assert try_password(client, WHO, own)["Location"] == CODE
    assert client.get(LOGIN)["Location"] == CODE
    agree(row)
    assert client.get(CODE)["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200, "and not back again"
    assert registers(client, own).status_code == 200


def test_s55_who_gives_up_the_code_is_at_the_login_page_again(client: Client) -> None:
    assert try_password(client, WHO, SAMPLE_PASSWORD)["Location"] == CODE
    assert client.post(reverse("account_logout"), {"next": LOGIN})["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200
    assert client.get(CODE)["Location"] == LOGIN


def test_s55_the_pages_say_before_and_after_that_a_third_has_to_draw_a_password() -> None:
    """With one administrator alone she would stand outside: it is said before anybody asks, and until she is in."""
    administrator, second = browser(ADMIN), browser(SUPERVISOR)
    page = reverse("alerts:ask_to_take_factors") + f"?staff={staff(WHO).pk}"
    falls, third = "本人が決めたものか分からないため", "台帳の「職員」の一覧で出し直します"
    assert falls in text_of(administrator.get(page))
    press(second, ask(), "agree")
    after = text_of(administrator.get(LIST))
    assert "本人は、まだ新しく登録していません" in after
    assert third in after


def test_s55_who_has_set_her_own_is_said_to_come_in_by_it(client: Client) -> None:
    password = sets_her_own()
    administrator = browser(ADMIN)
    page = reverse("alerts:ask_to_take_factors") + f"?staff={staff(WHO).pk}"
    assert "そのまま使えます" in text_of(administrator.get(page))
    press(browser(SUPERVISOR), ask(), "agree")
    after = text_of(administrator.get(LIST))
    assert "本人は、まだ新しく登録していません" in after
    assert "出し直します" not in after
    registers(client, password)
    assert "まだ新しく登録していません" not in text_of(administrator.get(LIST))
