"""What somebody is told of her own account as she signs in: when she came before, what failed since (S-56)."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import tries
from access.tries import LOOKED_BACK, Tries, failed_tries
from alerts import signing_in
from documents.wareki import format_datetime
from organizations.models import Staff
from organizations.sample_staff import SAMPLE_PASSWORD
from tests.world import acting, staff

from .test_directory import provider, there_and_back  # noqa: F401  (a fixture)
from .test_login import WRONG, fresh_limits, pass_both, try_password  # noqa: F401

pytestmark = pytest.mark.django_db
WHO = "soudan1"
CAME_BEFORE = "前回のログイン"


def sign_in(who: str = WHO) -> Client:
    """With password and code, as if the period of the code before were over."""
    cache.clear()
    client = Client()
    assert pass_both(client, who).status_code == 302
    return client


def page(client: Client, route: str = "home") -> str:
    return client.get(reverse(route)).content.decode()


def wrong_code(who: str = WHO) -> None:
    client = Client()
    try_password(client, who, SAMPLE_PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})


@pytest.fixture
def came_before() -> datetime.datetime:
    """She has signed in once."""
    sign_in()
    moment = staff(WHO).last_login
    assert moment is not None
    return moment


def test_s56_at_the_first_login_there_is_none_before() -> None:
    with acting("system1"):
        Staff.objects.filter(username=WHO).update(last_login=None)
    first = sign_in()
    assert CAME_BEFORE not in page(first)
    assert CAME_BEFORE not in page(first, "usersessions_list")


def test_s56_the_first_page_says_once_when_she_came_before_and_that_nothing_failed(
    came_before: datetime.datetime,
) -> None:
    client = sign_in()
    told = f"前回のログインは、{format_datetime(came_before)} です。そのあと、あなたの利用者IDでの失敗はありません。"
    assert told in page(client)
    assert CAME_BEFORE not in page(client), "once"
    stays = page(client, "usersessions_list")
    assert format_datetime(came_before) in stays
    assert "ありません" in stays


def test_s56_what_failed_since_is_told_by_number_with_whom_to_call(
    came_before: datetime.datetime,
) -> None:
    try_password(Client(), WHO, WRONG)
    try_password(Client(), WHO, WRONG)
    wrong_code()
    client = sign_in()
    first = page(client)
    assert "失敗が3回（パスワード2回、確認コードなど1回）あります" in first
    assert signing_in.WHOM_TO_CALL in first
    assert signing_in.BEHIND_A_CODE in first
    for _ in range(2):
        assert "3回（パスワード2回、確認コードなど1回）" in page(client, "usersessions_list")
    again = page(sign_in())
    assert "失敗はありません" in again, "since she last came"
    assert signing_in.WHOM_TO_CALL not in again


def test_s56_tries_during_the_session_stand_on_the_page_of_her_terminals(
    came_before: datetime.datetime,
) -> None:
    client = sign_in()
    try_password(Client(), WHO, WRONG)
    assert "1回（パスワード1回）" in page(client, "usersessions_list")
    assert signing_in.BEHIND_A_CODE not in page(sign_in())


def test_s56_of_who_is_made_to_wait_there_are_at_least_so_many(
    came_before: datetime.datetime,
) -> None:
    for _ in range(8):
        try_password(Client(), WHO, WRONG)
    assert "6回以上（パスワード6回以上）" in page(sign_in())


def test_s56_who_has_only_the_password_is_told_nothing(came_before: datetime.datetime) -> None:
    stranger = Client()
    answers = [try_password(stranger, WHO, WRONG), try_password(stranger, WHO, SAMPLE_PASSWORD)]
    answers.append(stranger.get(reverse("mfa_authenticate")))
    answers.append(stranger.post(reverse("mfa_authenticate"), {"code": "000000"}))
    for answer in answers:
        assert CAME_BEFORE not in answer.content.decode()
        assert "失敗が" not in answer.content.decode()


def test_s56_the_log_tells_its_owner_numbers_and_nobody_else_anything(
    came_before: datetime.datetime,
) -> None:
    try_password(Client(), WHO, WRONG)
    with connection.cursor() as cursor:
        for who, number in ((WHO, 1), ("soudan2", 0), ("kansa1", 0)):
            with acting(who):
                assert failed_tries(came_before).number == number
                cursor.execute("select * from access.own_failed_tries(now() - interval '1 day')")
                assert len(cursor.fetchall()) == number
        cursor.execute("select * from access.own_failed_tries(now() - interval '1 day')")
        assert cursor.fetchall() == [], "nobody acts"


def test_s56_what_is_older_than_a_month_is_not_counted_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_ago = timezone.now() - LOOKED_BACK - datetime.timedelta(days=30)
    with acting("system1"):
        Staff.objects.filter(username=WHO).update(last_login=long_ago)
    client = sign_in()
    assert "失敗はありません（この31日の分）。" in page(client)
    assert "ありません（この31日の分）" in page(client, "usersessions_list")
    try_password(Client(), WHO, WRONG)
    monkeypatch.setattr(tries, "LOOKED_BACK", datetime.timedelta(0))
    with acting(WHO):
        assert failed_tries(long_ago).number == 0


def test_s56_words_of_tries() -> None:
    now = timezone.now()
    assert signing_in.words_of(Tries(0, 2, False, now)) == "2回（確認コードなど2回）"
    assert signing_in.words_of(Tries(1, 0, True, now)) == "1回以上（パスワード1回以上）"


@pytest.fixture
def strong(provider: Any, settings: Any) -> Any:  # noqa: F811
    """The directory asks for a second factor, and she has shown once that its entry is hers."""
    settings.OIDC_STRONG_ACR = ["strong"]
    provider.claims = {"sub": "A-1001", "acr": "strong"}
    with acting(WHO):
        Staff.objects.filter(username=WHO).update(directory_confirmed_at=Now())
    return provider


def test_s56_it_waits_for_the_page_behind_the_one_that_leads_on_from_the_directory(
    came_before: datetime.datetime, strong: Any
) -> None:
    client = Client()
    onward = there_and_back(client, strong)
    assert "次の画面に進みます" in onward.content.decode()
    assert CAME_BEFORE not in onward.content.decode()
    assert CAME_BEFORE in page(client)
