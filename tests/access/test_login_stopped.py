"""A login that an auditor has stopped stays so until somebody allows it again (S-96): at every way in, for what is
under way, and in the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from access import incidents
from access.errors import DomainError
from access.models import IncidentNote
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from organizations.services import allow_login, stop_login
from tests.access.situations import a_case_at, raw_count
from tests.cases.pages import browser, text_of
from tests.organizations.test_login import try_password, without_tokens
from tests.world import acting, confirm, login, staff

from .test_incidents import AUDITOR, READER, an_incident, note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def stopped() -> None:
    with acting(AUDITOR):
        stop_login(staff=staff(READER))


def press(client: Client, incident: Any, whose: str) -> str:
    url = reverse("access:incident_logins", args=[incident.pk])
    answer = client.post(url, {"whose": whose})
    assert answer.status_code == 303
    return text_of(client.get(answer["Location"]))


def test_s96_she_is_out_and_stays_out_until_it_is_allowed_again() -> None:
    incident, client, victim = an_incident(), browser(AUDITOR), browser(READER)
    page = press(client, incident, "stop")
    assert "ログインできないようにしました" in page
    assert f"{staff(READER).name}は、" in page
    assert victim.get("/cases/").status_code == 302
    wrong = without_tokens(try_password(Client(), READER, "見本の間違い"))
    assert without_tokens(try_password(Client(), READER, SAMPLE_PASSWORD)) == wrong
    note(incident, "closed", none_due=True)
    assert try_password(Client(), READER, SAMPLE_PASSWORD).status_code == 200, (
        "the end lifts nothing"
    )
    assert "またログインできるようにしました" in press(client, incident, "allow")
    assert try_password(Client(), READER, SAMPLE_PASSWORD)["Location"] == reverse(
        "mfa_authenticate"
    )
    with acting(AUDITOR):
        steps = IncidentNote.objects.filter(incident=incident).values_list("step", flat=True)
        assert sorted(steps) == ["closed", "sessions"]


def test_s55_it_is_stopped_and_allowed_only_after_the_second_factor() -> None:
    incident, client = an_incident(), browser(AUDITOR)
    confirm(client, staff(AUDITOR), ago=360)
    url = reverse("access:incident_logins", args=[incident.pk])
    assert client.post(url, {"whose": "stop"}).status_code == 422
    assert staff(READER).login_stopped_at is None


def test_s96_who_had_given_her_password_before_comes_no_further() -> None:
    client = Client()
    assert try_password(client, READER, SAMPLE_PASSWORD)["Location"] == reverse("mfa_authenticate")
    stopped()
    client.post(reverse("mfa_authenticate"), {"code": code_of(READER)})
    assert reverse("account_login") in client.get("/cases/")["Location"]


def test_s96_a_session_that_was_made_in_that_moment_opens_nothing() -> None:
    client = Client()
    stopped()
    login(client, READER)
    assert reverse("account_login") in client.get("/cases/")["Location"]
    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_s96_nobody_acts_for_her_in_the_database_either() -> None:
    """A job that she had asked for, a connection that still names her."""
    a_case_at(READER)
    with acting(READER):
        assert raw_count("access_casefile") == 1
    stopped()
    with acting(READER):
        assert raw_count("access_casefile") == 0
    with acting("system1"):
        allow_login(staff=staff(READER))
    with acting(READER):
        assert raw_count("access_casefile") == 1


@pytest.mark.parametrize("who", [READER, "kanri1", "jimukyoku1"])
def test_r10_only_auditors_and_system_administrators_may(who: str) -> None:
    with (
        acting(who),
        pytest.raises(DatabaseError, match="only system administrators"),
        transaction.atomic(),
    ):
        stop_login(staff=staff("soudan2"))


def test_r10_an_auditor_changes_nothing_else_of_an_account_and_nothing_of_her_own() -> None:
    for who, column in (("soudan2", "is_active = false"), (AUDITOR, "login_stopped_at = now()")):
        with (
            acting(AUDITOR),
            pytest.raises(DatabaseError, match="only system administrators"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"update organizations_staff set {column} where id = %s", [staff(who).pk]
            )
    alone = an_incident(user_id=staff(AUDITOR).pk)
    with acting(AUDITOR) as by, pytest.raises(DomainError, match="ほかの職員がいません"):
        incidents.stop_logins(incident=alone, by=by)


def test_a_system_administrator_lets_her_in_again() -> None:
    stopped()
    client = browser("system1")
    sent = {"action": "let_in", "_selected_action": str(staff(READER).pk)}
    answer = client.post(reverse("admin:organizations_staff_changelist"), sent, follow=True)
    assert "1人のログインの停止を解きました" in answer.content.decode()
    assert staff(READER).login_stopped_at is None
