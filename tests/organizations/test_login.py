"""Login with password and second factor, own sessions, and their end (S-14, S-38, S-55, S-56)."""

import logging
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from access import audit
from access.models import AccessLog
from organizations import factor_forms
from organizations.sample_staff import SAMPLE_PASSWORD, SAMPLES, code_of, secret_of
from organizations.services import end_employment, issue_initial_password
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db

WRONG = "見本の間違い"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def try_password(client: Client, username: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password})


def pass_both(client: Client, username: str) -> Any:
    first = try_password(client, username, SAMPLE_PASSWORD)
    assert first.status_code == 302
    assert first["Location"] == reverse("mfa_authenticate")
    return client.post(reverse("mfa_authenticate"), {"code": code_of(username)})


def code_from(secret: str) -> str:
    """What an app shows that has just read the drawing."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))


def own_page(client: Client) -> Any:
    return client.get(reverse("usersessions_list"))


def without_tokens(response: Any) -> str:
    """The page apart from form tokens, the name typed and codes of the sample logins."""
    page = response.content.decode()
    page = re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", page)
    return re.sub(r'content="[A-Za-z0-9]{64}"|\b\d{6}\b', "", page)


def test_s55_password_and_code_open_a_session(client: Client) -> None:
    assert own_page(client)["Location"].startswith(reverse("account_login"))
    entered = pass_both(client, "soudan1")
    assert entered.status_code == 302
    assert entered["Location"] == reverse("home")
    assert own_page(client).status_code == 200
    assert client.session["signed_in_at"] <= time.time()  # its end is counted from here (S-47)


def test_s55_password_alone_opens_nothing(client: Client) -> None:
    try_password(client, "soudan1", SAMPLE_PASSWORD)
    assert own_page(client).status_code == 302


def test_s55_wrong_code_opens_nothing(client: Client) -> None:
    try_password(client, "soudan1", SAMPLE_PASSWORD)
    wrong = f"{(int(code_of('soudan1')) + 1) % 1_000_000:06}"
    client.post(reverse("mfa_authenticate"), {"code": wrong})
    assert own_page(client).status_code == 302


def test_s55_a_code_is_good_once(client: Client) -> None:
    code = code_of("soudan1")
    try_password(client, "soudan1", SAMPLE_PASSWORD)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    again = Client()
    try_password(again, "soudan1", SAMPLE_PASSWORD)
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert own_page(again).status_code == 302


@pytest.mark.parametrize("seconds", [1, 31, 59])
def test_s55_it_is_good_once_as_long_as_it_would_be_taken(client: Client, seconds: int) -> None:
    """The clock of a telephone may be a period off: so long a code is taken, and not twice."""
    begun = int(time.time()) // 30 * 30 + 300
    with time_machine.travel(begun + 1) as clock:
        code = code_of("soudan1")
        try_password(client, "soudan1", SAMPLE_PASSWORD)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert own_page(client).status_code == 200
        clock.move_to(begun + 1 + seconds)
        again = Client()
        try_password(again, "soudan1", SAMPLE_PASSWORD)
        again.post(reverse("mfa_authenticate"), {"code": code})
        assert own_page(again).status_code == 302
        clock.move_to(begun + 65)
        again.post(reverse("mfa_authenticate"), {"code": code_of("soudan1")})
        assert own_page(again).status_code == 200, "the next one is another"


def test_s55_without_second_factor_only_its_setting_up_is_open(client: Client) -> None:
    Authenticator.objects.filter(user=staff("soudan1")).delete()
    login(client, "soudan1")
    assert own_page(client)["Location"] == reverse("mfa_activate_totp")


def test_s55_at_the_first_login_the_password_is_asked_for_once(client: Client) -> None:
    """She gives it, registers her app, keeps her spare codes; menu and search come with the second factor."""
    Authenticator.objects.filter(user=staff("soudan1")).delete()
    entered = try_password(client, "soudan1", SAMPLE_PASSWORD)
    door = client.get(entered["Location"])
    assert door["Location"] == reverse("mfa_activate_totp")
    setting_up = client.get(door["Location"])
    assert setting_up.status_code == 200, "not the password again"
    page = setting_up.content.decode()
    for of_the_product in ('class="gnav"', 'role="search"', reverse("alerts:list")):
        assert of_the_product not in page
    secret = setting_up.context["form"].secret
    done = client.post(door["Location"], {"code": code_from(secret)}, follow=True)
    assert done.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert 'class="gnav"' in done.content.decode()


def test_the_library_speaks_in_the_words_of_the_pages() -> None:
    said = "".join(
        render_to_string(f"mfa/messages/{name}.txt", {"MFA_RECOVERY_CODES_SHOW_ONCE": True})
        for name in ("recovery_codes_generated", "totp_activated", "totp_deactivated")
    )
    assert "予備のコードを作りました" in said
    assert "認証アプリを登録しました" in said
    assert not re.search("リカバリー|有効化|無効化", said)


def test_the_password_given_at_an_ordinary_login_does_not_count_as_confirmed(
    client: Client,
) -> None:
    """Whoever has a second factor confirms anew where she changes it."""
    pass_both(client, "soudan1")
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    page = client.get(answer["Location"]).content.decode()
    assert "確認コードで確かめる" in page


def test_s56_unknown_wrong_and_left_get_the_same_answer() -> None:
    answers = [
        try_password(Client(), "soudan1", WRONG),
        try_password(Client(), "soudan0", WRONG),
        try_password(Client(), "taishoku1", SAMPLE_PASSWORD),
    ]
    assert len({answer.status_code for answer in answers}) == 1
    typed = ["soudan1", "soudan0", "taishoku1"]
    pages = {
        re.sub(rf'value="{name}"', "", without_tokens(answer))
        for name, answer in zip(typed, answers, strict=True)
    }
    assert len(pages) == 1


HERE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


def try_from(address: str, username: str, password: str) -> int:
    """What is answered to somebody at a terminal there; 302: the password is right."""
    return try_password(Client(REMOTE_ADDR=address), username, password).status_code


def test_s56_guessing_is_slowed_down() -> None:
    for _ in range(5):
        assert try_from(ELSEWHERE, "soudan1", WRONG) == 200
    assert try_from(ELSEWHERE, "soudan1", SAMPLE_PASSWORD) != 302
    assert try_from(ELSEWHERE, "SOUDAN1", SAMPLE_PASSWORD) != 302, "by no other spelling"
    assert try_from(ELSEWHERE, "soudan2", SAMPLE_PASSWORD) == 302


def test_s56_a_stranger_who_knows_a_name_keeps_nobody_out() -> None:
    for _ in range(8):
        try_from(ELSEWHERE, "soudan1", WRONG)
    assert try_from(HERE, "soudan1", SAMPLE_PASSWORD) == 302


@pytest.mark.parametrize("guide", ["caseworker", "administrator"])
def test_s56_the_guides_promise_no_more_than_that(guide: str) -> None:
    """Behind one address the two are one: there somebody else's mistakes do keep her out."""
    text = (settings.BASE_DIR / f"docs/ja/{guide}.md").read_text(encoding="utf-8")
    promises = re.findall(r"[^。|]*(?:あなた|本人)は(?:入れます|入れないようには)", text)
    assert promises
    assert all("ほかの場所（別のネットワーク）" in promise for promise in promises)


def test_s56_one_network_of_ipv6_is_one_address() -> None:
    for last in range(5):
        try_from(f"2001:db8:1:2::{last + 1}", "soudan1", WRONG)
    assert try_from("2001:db8:1:2::ffff", "soudan1", SAMPLE_PASSWORD) != 302
    assert try_from("2001:db8:1:3::1", "soudan1", SAMPLE_PASSWORD) == 302


def test_s56_many_names_from_one_address_are_slowed_down_as_well() -> None:
    for number in range(10):
        try_from(ELSEWHERE, f"mihon{number}", WRONG)
    assert try_from(ELSEWHERE, "soudan1", SAMPLE_PASSWORD) != 302


def test_s56_of_one_name_from_many_addresses_auditors_are_told_and_she_comes_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "GUESSED_TIMES", 12)
    login(client, "kansa1")
    told = "ログインの失敗が続いている利用者（1人）"
    for number in range(12):
        assert told not in client.get(reverse("home")).content.decode()
        try_from(f"203.0.113.{number}", "soudan1", WRONG)
        try_from(f"203.0.113.{number}", "mihon-no-dareka", WRONG)
    assert told in client.get(reverse("home")).content.decode()
    assert try_from(HERE, "soudan1", SAMPLE_PASSWORD) == 302
    login(client, "kanri1")
    assert told not in client.get(reverse("home")).content.decode()


def test_s56_s69_a_name_in_capitals_is_the_account_that_it_would_open(client: Client) -> None:
    """Login takes it, so what fails under it is hers: in the log, and where tries are counted."""
    assert try_from(HERE, "SOUDAN1", SAMPLE_PASSWORD) == 302
    try_from(ELSEWHERE, "SOUDAN1", WRONG)
    with acting("kansa1"):
        failed = AccessLog.objects.filter(action="login", outcome="failed")
        assert list(failed.values_list("user_id", flat=True)) == [staff("soudan1").pk]


def test_s56_codes_guessed_behind_a_right_password_are_told_and_come_to_an_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "GUESSED_CODES", 3)
    monkeypatch.setattr(factor_forms, "WRONG_CODES", {"wrong_code": "4/d/key"})
    login(client, "kansa1")
    told = "ログインの失敗が続いている利用者（1人）"
    guesser = Client(REMOTE_ADDR=ELSEWHERE)
    try_password(guesser, "soudan1", SAMPLE_PASSWORD)
    for number in range(4):
        assert (told in client.get(reverse("home")).content.decode()) == (number >= 3)
        guesser.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = guesser.post(reverse("mfa_authenticate"), {"code": code_of("soudan1")})
    assert "1日のあいだ使えません" in right.content.decode()
    assert own_page(guesser).status_code == 302
    with acting("system1"):
        drawn = issue_initial_password(staff=staff("soudan1"))
    hers = Client()
    try_password(hers, "soudan1", drawn)
    hers.post(reverse("mfa_authenticate"), {"code": code_of("soudan1")})
    assert own_page(hers)["Location"] == reverse("account_change_password"), "a new one lifts it"


def test_logout_is_a_post_and_ends_the_session(client: Client) -> None:
    pass_both(client, "soudan1")
    client.get(reverse("account_logout"))
    assert own_page(client).status_code == 200
    cookie = client.cookies["session"].value
    client.post(reverse("account_logout"))
    client.cookies["session"] = cookie
    assert own_page(client).status_code == 302


def test_own_sessions_are_listed_and_others_can_be_ended(client: Client) -> None:
    other = Client()
    login(other, "soudan1")
    own_page(other)
    pass_both(client, "soudan1")
    assert UserSession.objects.filter(user=staff("soudan1")).count() == 2
    assert client.post(reverse("usersessions_list")).status_code == 302
    assert own_page(other).status_code == 302
    assert own_page(client).status_code == 200


def test_s14_sessions_end_with_employment(client: Client) -> None:
    pass_both(client, "soudan1")
    assert own_page(client).status_code == 200
    key = client.session.session_key
    with acting("system1"):
        end_employment(staff=staff("soudan1"))
    assert not UserSession.objects.filter(user=staff("soudan1")).exists()
    assert not Session.objects.filter(session_key=key).exists()
    after = own_page(client)
    assert after.status_code == 302
    assert after["Location"].startswith(reverse("account_login"))


def test_s38_log_names_nobody(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="organizations"):
        try_password(client, "soudan1", WRONG)
        pass_both(client, "soudan1")
        client.post(reverse("account_logout"))
    user_id = staff("soudan1").pk
    lines = [r.getMessage() for r in caplog.records if r.name == "organizations"]
    assert lines == ["login failed", f"login {user_id}", f"logout {user_id}"]
    assert WRONG not in caplog.text
    assert "見本 相談子" not in caplog.text


def test_accounts_cannot_be_made_by_oneself(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/password/reset/").status_code == 404


def test_s87_second_factors_are_not_readable_in_the_database() -> None:
    for sample in SAMPLES:
        stored = Authenticator.objects.get(user__username=sample.username)
        assert secret_of(sample.username) not in str(stored.data)


def test_sample_logins_are_for_trying_out_only(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    aid = Template("{% load staff %}{% sample_logins %}")
    call_command("sample_logins")
    printed = capsys.readouterr().out
    assert SAMPLE_PASSWORD in printed
    assert "jimukyoku1" in printed
    assert "jimukyoku1" in aid.render(Context())
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError):
        call_command("sample_logins")
    assert aid.render(Context()).strip() == ""
