"""No session can be taken out of the database: neither by an injected statement nor out of a backup (S-08, S-49)."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from bunkyo_support.session_store import SessionStore, kept_under
from organizations.sample_staff import SAMPLE_PASSWORD
from tests.world import acting, login

pytestmark = pytest.mark.django_db
VICTIM, THIEF = "jimukyoku1", "soudan1"


def is_in(client: Client) -> bool:
    return client.get(reverse("usersessions_list")).status_code == 200


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def stolen() -> list[tuple[str, str]]:
    """All that a member of staff with a statement of her own reads of sessions."""
    with acting(THIEF), connection.cursor() as cursor:
        cursor.execute("select session_key, session_data from django_session")
        rows = cursor.fetchall()
        cursor.execute("select session_key, session_key from usersessions_usersession")
        return [*rows, *cursor.fetchall()]


def test_s08_what_the_table_of_sessions_holds_opens_nothing() -> None:
    victim = Client()
    login(victim, VICTIM)
    assert is_in(victim)
    assert is_in(with_cookie(victim.cookies[settings.SESSION_COOKIE_NAME].value))
    found = stolen()
    assert len(found) >= 2
    for key, data in found:
        assert not is_in(with_cookie(key))
        assert not is_in(with_cookie(data[:32]))


def test_s08_a_session_that_is_copied_to_another_key_is_nothing() -> None:
    victim = Client()
    login(victim, VICTIM)
    own = "k" * 32
    with acting(THIEF), connection.cursor() as cursor:
        cursor.execute(
            "insert into django_session select %s, session_data, expire_date from django_session",
            [kept_under(own)],
        )
        assert cursor.rowcount == 1
    assert not is_in(with_cookie(own))
    assert is_in(victim)


def test_s49_another_cookie_comes_with_the_login_and_the_one_of_before_is_nothing() -> None:
    client = Client()
    before = SessionStore()
    before["said"] = "before"
    before.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = str(before.cookie)
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": VICTIM, "password": SAMPLE_PASSWORD})
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    login(client, VICTIM)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in (planted, after)
    assert not is_in(with_cookie(planted))
    assert not is_in(with_cookie(after))


def test_her_own_sessions_are_listed_with_the_one_that_she_sits_at() -> None:
    here, there = Client(), Client()
    login(here, VICTIM)
    login(there, VICTIM)
    assert is_in(there)
    sessions = here.get(reverse("usersessions_list")).context["sessions"]
    assert len(sessions) == 2
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert is_in(here)
    assert not is_in(there)
