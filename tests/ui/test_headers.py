"""Headers of every dynamic answer, and what signing out tells the browser (S-43, S-44, S-52, S-54)."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from access.routes import Route, all_routes
from bunkyo_support.context import MOST_IN_ROW
from organizations.models import Role
from organizations.services import appoint
from tests.cases.situations import body_of
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db

SIGN_OUT = '<form method="post" action="{}"'

EXPECTED = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@pytest.mark.parametrize("route", ["account_login", "mfa_index", "usersessions_list"])
def test_every_page_says_how_it_may_be_kept_and_used(client: Client, route: str) -> None:
    if route != "account_login":
        login(client, "soudan1")
    response = client.get(reverse(route))
    assert response.status_code == 200
    assert {name: response[name] for name in EXPECTED} == EXPECTED
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response["Permissions-Policy"]


def test_redirects_and_missing_pages_are_not_kept_either(client: Client) -> None:
    assert client.get(reverse("mfa_index"))["Cache-Control"] == "no-store, private"
    login(client, "soudan1")
    missing = client.get("/nowhere/")
    assert missing.status_code == 404
    assert missing["Cache-Control"] == "no-store, private"


def test_s44_signing_out_clears_the_browser(client: Client) -> None:
    login(client, "soudan1")
    asked = client.get(reverse("account_logout"))
    assert "Clear-Site-Data" not in asked
    gone = client.post(reverse("account_logout"))
    assert gone["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_a_form_of_a_session_that_has_ended_leads_to_signing_in() -> None:
    """Not "forged": the window that signs out second, and a draft of an old page (S-44)."""
    client = Client(enforce_csrf_checks=True)
    for route in ("account_logout", "drafts:save"):
        answer = client.post(reverse(route))
        assert answer.status_code == 302
        assert answer["Location"] == f"{reverse('account_login')}?next={reverse(route)}"
    assert client.post(reverse("account_login")).status_code == 403
    login(client, "soudan1")
    refused = client.post(reverse("drafts:save"))
    assert refused.status_code == 403
    assert "もう一度お願いします" in refused.content.decode()


def pages_of_all() -> list[Route]:
    """Every page that somebody may simply open: with HTML, and without an id in its address."""
    return [
        route
        for route in all_routes()
        if route.rule is not None
        and "GET" in route.rule.methods
        and "html" in route.rule.formats
        and "<" not in route.pattern
    ]


@pytest.mark.parametrize("who", ["soudan1", "jimukyoku1", "kansa1", "system1", "ishi1"])
def test_s49_every_page_of_a_signed_in_person_offers_the_sign_out(client: Client, who: str) -> None:
    """Pages with an id in their address as well: tests/browser/test_every_page.py."""
    login(client, who)
    seen = 0
    for route in pages_of_all():
        if route.name == "account_logout":  # asks whether, and is one itself
            continue
        answer = client.get(f"/{route.pattern}")
        body = answer.content.decode(errors="replace")
        if answer.status_code == 200 and body[:200].lower().startswith("<!doctype html"):
            assert SIGN_OUT.format(reverse("account_logout")) in body, route.name
            seen += 1
    assert seen > 8


def test_s46_what_a_page_says_once_waits_in_the_session_and_in_no_cookie(client: Client) -> None:
    login(client, "soudan1")
    answer = client.post(reverse("keys"), {"uses": "no"})
    assert answer.status_code == 302
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    said = "1つのキーだけの操作を、使わないようにしました"
    assert said in json.loads(client.session["_messages"])[0][3]
    assert not [
        m for m in client.cookies.values() if "使わない" in m.value or "_messages" in m.value
    ]
    assert said in client.get(answer["Location"]).content.decode()
    assert "_messages" not in client.session


def test_the_menu_follows_the_roles(client: Client) -> None:
    login(client, "kansa1")
    page = client.get(reverse("usersessions_list")).content.decode()
    menu = page[page.index('class="gnav"') : page.index("</nav>")]
    assert "閲覧の記録" in menu
    assert "ケース" not in menu
    assert 'role="search"' not in page


@pytest.mark.parametrize(
    ("username", "rest"),
    [
        ("soudan1", ()),
        ("kansa1", ()),
        ("kanri1", ("実績・指標", "緊急閲覧の確認", "作成したもの", "保存と廃棄")),
        ("jimukyoku1", ("実績・指標", "同じ人の知らせ", "作成したもの", "保存と廃棄")),
    ],
)
def test_what_is_rarely_used_stands_behind_others_where_the_row_would_not_hold_all(
    client: Client, username: str, rest: tuple[str, ...]
) -> None:
    login(client, username)
    nav = client.get(reverse("usersessions_list")).context["nav"]
    assert tuple(item["label"] for item in nav.menu_rest) == rest
    assert len(nav.menu_row) + len(nav.menu_rest) == len(nav.menu)
    assert len(nav.menu_row) <= MOST_IN_ROW


@pytest.mark.parametrize(
    ("username", "receives"),
    [("soudan1", True), ("jimukyoku1", True), ("sanka1", False), ("ishi1", False)],
)
def test_who_keeps_records_is_led_to_where_people_are_received(
    client: Client, username: str, receives: bool
) -> None:
    """R2, R6: the secretariat receives people as well."""
    login(client, username)
    page = client.get(reverse("home")).content.decode()
    assert (f'href="{reverse("cases:intake")}"' in page) is receives
    assert client.get(reverse("cases:intake")).status_code == (200 if receives else 404)


def test_r6_a_coordinator_elsewhere_than_at_the_secretariat_receives_nobody(client: Client) -> None:
    with acting("system1"):
        appoint(staff=staff("ishi1"), body=body_of("ishi1"), role=Role.COORDINATOR, valid_from=None)
    login(client, "ishi1")
    assert reverse("cases:intake") not in client.get(reverse("home")).content.decode()
    assert client.get(reverse("cases:intake")).status_code == 404


def test_a_page_behind_others_says_where_one_is(client: Client) -> None:
    login(client, "kanri1")
    page = client.get(reverse("keeping:front")).content.decode()
    menu = page[page.index('class="gnav"') : page.index("</nav>")]
    assert "<summary>ほか：保存と廃棄</summary>" in menu
    assert '<span class="gnav__at">保存と廃棄</span>' in menu
    home = client.get(reverse("home")).content.decode()
    assert "<summary>ほか</summary>" in home
    assert "gnav__at" not in home


def test_keys_without_modifier_can_be_switched_off(client: Client) -> None:
    """WCAG 2.1.4."""
    login(client, "soudan1")
    page = client.get(reverse("mfa_index")).content.decode()
    assert 'data-keys="on"' in page
    assert "文字を書いているあいだは、何もしません（探す欄の ↓ を除く）" in page
    assert "data-single" not in page, "read by nobody"
    client.post(reverse("keys"), {"uses": "no"})
    assert 'data-keys="off"' in client.get(reverse("mfa_index")).content.decode()
    client.post(reverse("keys"), {"uses": "yes"})
    assert 'data-keys="on"' in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.parametrize(
    ("username", "keys"),
    [("soudan1", ("探す", "相談を受け付ける")), ("sanka1", ("探す",)), ("kansa1", ())],
)
def test_settings_explain_only_the_keys_that_do_something(
    client: Client, username: str, keys: tuple[str, ...]
) -> None:
    """Who takes no intake has no use for N, who searches nothing none for /."""
    login(client, username)
    page = client.get(reverse("mfa_index")).content.decode()
    said = page.partition("1つのキーだけの操作（")[2].partition("）は")[0]
    assert "メニューの画面へ" in said
    for words in ("探す", "相談を受け付ける"):
        assert (words in said) is (words in keys)
