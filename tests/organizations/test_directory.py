"""Signing in with the ward's directory, against a real one that lies when asked to (decision 150)."""

import base64
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import cache
from django.core.checks import run_checks
from django.db import Error as DatabaseError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from access.context import acting_as
from access.models import AccessLog
from organizations import directory_waiting
from organizations.models import Staff
from organizations.sample_staff import SAMPLE_PASSWORD, code_of
from organizations.services import end_employment
from tests.world import login, staff

from .provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """The directory, and this product set up for it; soudan1 is bound to its entry."""
    cache.clear()
    made = Provider()
    settings.OIDC_ISSUER = made.issuer
    settings.OIDC_CLIENT_ID = CLIENT
    settings.OIDC_CLIENT_SECRET = SECRET
    settings.OIDC_PASSWORD_LOGINS = ["system1"]
    bind("soudan1", "A-1001")
    yield made
    made.close()
    directory_waiting.forget(made.issuer)
    cache.clear()


def bind(username: str, subject: str | None) -> None:
    with acting_as(staff("system1")):
        Staff.objects.filter(username=username).update(directory_subject=subject)


def there_and_back(client: Client, provider: Provider, **changed: str) -> Any:
    """The whole way of a browser, with what somebody changes of the address on the way back."""
    begun = client.get(reverse("directory_there"))
    assert begun.status_code == 302
    sent = requests.get(begun["Location"], allow_redirects=False, timeout=5)
    parts = urlsplit(sent.headers["Location"])
    given = {n: v[0] for n, v in parse_qs(parts.query).items()} | changed
    return client.get(parts.path, given)


def is_in(client: Client) -> bool:
    return client.get(reverse("usersessions_list")).status_code == 200


def show_code(client: Client, username: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code_of(username)})


def test_the_number_leads_to_her_and_the_second_factor_is_still_asked_for(
    client: Client, provider: Provider
) -> None:
    page = there_and_back(client, provider)
    assert page.status_code == 200
    assert f'content="0; url={reverse("mfa_authenticate")}"' in page.content.decode()
    assert not is_in(client)
    show_code(client, "soudan1")
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(staff("soudan1").pk)


def test_what_is_asked_of_the_directory(client: Client, provider: Provider) -> None:
    there_and_back(client, provider)
    [asked] = [given for path, given in provider.asked if path == "/authorize"]
    assert (asked["prompt"], asked["max_age"]) == ("login", "600")
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert "redirect_uri" in asked
    text = json.dumps(provider.asked)
    assert "soudan1" not in text


def test_the_cookie_comes_along_from_another_site_and_counts_once(
    client: Client, provider: Provider
) -> None:
    begun = client.get(reverse("directory_there"))
    cookie = begun.cookies["directory"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    assert (cookie["max-age"], cookie["expires"]) == ("", ""), "it ends with the browser"
    sent = requests.get(begun["Location"], allow_redirects=False, timeout=5)
    address = sent.headers["Location"].removeprefix("http://testserver")
    assert Client().get(address).status_code == 400, "in another browser it is nothing"
    assert client.get(address).status_code == 200
    client.cookies["directory"] = cookie.value
    assert client.get(address).status_code == 400, "the directory takes a code once"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1_700_000_000},
        {"auth_time": 1_700_000_000},
        {"auth_time": 4_000_000_000},
        {"auth_time": "now"},
        {"sub": ""},
        {"sub": None},
        {"sub": ["A-1001"]},
        {"metadata": "https://another.example"},
    ],
    ids=str,
)
def test_a_wrong_answer_opens_nothing(
    client: Client, provider: Provider, lie: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    begun = client.get(reverse("directory_there"))
    provider.lie = lie
    directory_waiting.forget(provider.issuer)  # what it says of itself is asked anew as well
    sent = requests.get(begun["Location"], allow_redirects=False, timeout=5)
    with caplog.at_level(logging.INFO):
        answer = client.get(sent.headers["Location"].removeprefix("http://testserver"))
    assert answer.status_code == 400
    assert "うまくいきませんでした" in answer.content.decode()
    assert not is_in(client)
    assert "account_login" not in client.session, "no login waits for a second factor"
    assert "A-1001" not in caplog.text


def _unsigned(provider: Provider, claims: dict[str, Any]) -> str:
    parts = [{"alg": "none"}, claims]
    return ".".join(
        [
            *(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts),
            "",
        ]
    )


@pytest.mark.parametrize(
    "sign",
    [
        _unsigned,
        lambda p, c: jwt.encode({"alg": "HS256", "kid": "one"}, c, OctKey.import_key(SECRET)),
        lambda p, c: jwt.encode({"alg": "RS256", "kid": "one"}, c, RSAKey.generate_key(2048)),
        lambda p, c: "no token",
    ],
    ids=["none", "shared secret", "another key", "no token"],
)
def test_a_wrong_signature_opens_nothing(client: Client, provider: Provider, sign: Any) -> None:
    provider.signs_with = sign
    assert there_and_back(client, provider).status_code == 400
    assert not is_in(client)


def test_new_keys_of_the_directory_are_fetched(client: Client, provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    assert there_and_back(client, provider).status_code == 200


def test_keys_that_were_changed_under_the_old_name_cost_one_login(
    client: Client, provider: Provider
) -> None:
    there_and_back(client, provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    assert there_and_back(Client(), provider).status_code == 400
    assert there_and_back(Client(), provider).status_code == 200


@pytest.mark.parametrize(
    "changed", [{"state": "another"}, {"state": ""}, {"iss": "https://x"}, {"error": "denied"}]
)
def test_a_wrong_way_back_opens_nothing(
    client: Client, provider: Provider, changed: dict[str, str]
) -> None:
    assert there_and_back(client, provider, **changed).status_code == 400
    assert not is_in(client)


def test_a_directory_that_is_away_is_told_and_the_few_come_in_with_a_password(
    client: Client, provider: Provider
) -> None:
    provider.is_away = True
    assert client.get(reverse("directory_there")).status_code == 400
    with_password(client, "system1")
    assert show_code(client, "system1").status_code == 302
    assert is_in(client)


def test_s69_what_a_stranger_brings_about_is_entered_so_often_and_no_more(
    client: Client, provider: Provider
) -> None:
    cache.clear()
    for _ in range(12):
        assert client.get(reverse("directory_back")).status_code == 400
    with acting_as(staff("kansa1")):
        assert AccessLog.objects.filter(action="login", outcome="failed").count() == 10
    cache.clear()


def with_password(client: Client, username: str, password: str = SAMPLE_PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_the_others_get_the_answer_of_a_wrong_password(client: Client, provider: Provider) -> None:
    right, wrong = (
        with_password(client, "soudan1"),
        with_password(client, "soudan1", "見本の間違い"),
    )
    assert right.status_code == wrong.status_code == 200
    assert right.context["form"].errors == wrong.context["form"].errors
    assert not is_in(client)


def test_a_stranger_and_who_has_left_read_the_same_and_nobody_is_made(
    client: Client, provider: Provider
) -> None:
    before = Staff.objects.count()
    provider.claims = {"sub": "Z-9", "name": "見本", "email": "soudan1@example.lg.jp"}
    stranger = there_and_back(client, provider)
    bind("csw1", "A-2002")
    with acting_as(staff("system1")):
        end_employment(staff=staff("csw1"))
    provider.claims = {"sub": "A-2002"}
    gone = there_and_back(Client(), provider)
    assert stranger.status_code == gone.status_code == 403
    assert stranger.content == gone.content
    assert not is_in(client)
    assert Staff.objects.count() == before
    assert Staff.objects.filter(directory_subject="Z-9").count() == 0


def test_a_claim_of_the_wards_own_choosing(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC_CLAIM = "employee_number"
    provider.claims = {"sub": "A-1001", "employee_number": "10477"}
    assert there_and_back(client, provider).status_code == 403
    bind("soudan1", "10477")
    assert there_and_back(client, provider).status_code == 200


@pytest.mark.parametrize(
    ("claims", "acr", "amr", "is_enough"),
    [
        ({"acr": "strong"}, [], [], False),
        ({"acr": "strong"}, ["strong"], [], True),
        ({"acr": "strong", "auth_time": None}, ["strong"], [], False),
        ({"acr": "weak"}, ["strong"], [], False),
        ({"amr": ["pwd", "hwk"]}, [], ["hwk"], True),
        ({"amr": ["pwd"]}, [], ["hwk"], False),
        ({}, ["strong"], ["hwk"], False),
        ({"amr": "hwk"}, [], ["hwk"], False),
    ],
)
def test_its_second_factor_counts_only_where_the_ward_says_so(
    client: Client,
    provider: Provider,
    settings: Any,
    claims: dict[str, Any],
    acr: list[str],
    amr: list[str],
    is_enough: bool,
) -> None:
    there_and_back(client, provider)
    show_code(client, "soudan1")  # once with her own: the entry is hers
    settings.OIDC_STRONG_ACR, settings.OIDC_STRONG_AMR = acr, amr
    provider.claims = {"sub": "A-1001", **claims}
    browser = Client()
    there_and_back(browser, provider)
    assert is_in(browser) == is_enough


def test_r10_an_entry_that_was_bound_by_somebody_else_asks_for_her_own_factor_first(
    client: Client, provider: Provider, settings: Any
) -> None:
    """Whoever administers accounts could bind an entry of her own to a caseworker's account."""
    settings.OIDC_STRONG_ACR = ["strong"]
    provider.claims = {"sub": "A-1001", "acr": "strong"}
    there_and_back(client, provider)
    assert not is_in(client)
    show_code(client, "soudan1")
    assert staff("soudan1").directory_confirmed_at is not None
    bind("soudan1", "mine")
    assert staff("soudan1").directory_confirmed_at is None
    provider.claims = {"sub": "mine", "acr": "strong"}
    attacker = Client()
    there_and_back(attacker, provider)
    assert not is_in(attacker)


def test_only_system_administrators_bind(provider: Provider) -> None:
    with acting_as(staff("soudan1")), pytest.raises(DatabaseError), transaction.atomic():
        Staff.objects.filter(username="soudan1").update(directory_subject="A-1002")
    page = Client()
    login(page, "system1")
    form = page.get(reverse("admin:organizations_staff_change", args=[staff("soudan1").pk]))
    assert "区の認証での番号" in form.content.decode()


def test_where_she_wanted_to_go_and_never_to_another_site(
    client: Client, provider: Provider
) -> None:
    for wanted, target in (("/jobs/", "/jobs/"), ("https://evil.example/", "/")):
        browser = Client()
        begun = browser.get(reverse("directory_there"), {"next": wanted})
        sent = requests.get(begun["Location"], allow_redirects=False, timeout=5)
        browser.get(sent.headers["Location"].removeprefix("http://testserver"))
        cache.clear()  # a code counts once
        assert show_code(browser, "soudan1")["Location"] == target


def test_signing_out_here_leads_to_signing_out_there(client: Client, provider: Provider) -> None:
    there_and_back(client, provider)
    show_code(client, "soudan1")
    left = client.post(reverse("account_logout"))
    assert left["Location"] == reverse("directory_left")
    assert not is_in(client)
    assert reverse("directory_leave") in client.get(left["Location"]).content.decode()
    address = client.get(reverse("directory_leave"))["Location"]
    assert address.startswith(f"{provider.issuer}/leave?")
    assert f"client_id={CLIENT}" in address
    login(client, "system1")
    assert client.post(reverse("account_logout"))["Location"] == "/"


def test_the_login_page_offers_it_first(client: Client, provider: Provider) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert reverse("directory_there") in page
    assert page.index("区の認証でログインする") < page.index("パスワード")
    assert "パスキーでログインする" not in page


def test_without_a_directory_there_is_nothing(client: Client) -> None:
    for name in ("there", "back", "left", "leave"):
        assert client.get(reverse(f"directory_{name}")).status_code == 404
    assert "区の認証" not in client.get(reverse("account_login")).content.decode()


def test_half_a_configuration_is_refused(settings: Any) -> None:
    settings.OIDC_ISSUER = "http://id.example"
    settings.OIDC_CLIENT_ID = settings.OIDC_CLIENT_SECRET = ""
    settings.OIDC_PASSWORD_LOGINS = []
    found = {m.id for m in run_checks(include_deployment_checks=True) if m.id}
    assert {"organizations.E001", "organizations.E002", "organizations.W001"} <= found
