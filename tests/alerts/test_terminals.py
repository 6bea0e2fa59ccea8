"""A terminal at which somebody had not signed in before is told to her by a mail, once (S-56)."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db.models import F
from django.test import Client, override_settings
from django.urls import reverse

from alerts.models import KnownTerminal
from alerts.services import TERMINAL_JOB, TERMINAL_KNOWN_FOR
from documents.wareki import format_datetime
from jobs import work
from jobs.models import Job
from organizations.models import Body
from tests.cases.situations import body_of
from tests.databases import Database
from tests.meetings.convening import with_address
from tests.organizations.test_login import pass_both
from tests.ui.test_browsers import CHROME
from tests.world import acting

WHO, COLLEAGUE = "soudan1", "soudan2"
OFFICE = {"REMOTE_ADDR": "192.0.2.10", "HTTP_USER_AGENT": CHROME.format("Windows NT 10.0")}
ELSEWHERE = {**OFFICE, "REMOTE_ADDR": "198.51.100.7"}
TABLET = {**OFFICE, "HTTP_USER_AGENT": CHROME.format("Linux; Android 10; K")}
NEW = "この端末では、はじめてのログインです"


def sign_in(at: dict[str, str], who: str = WHO) -> str:
    """With password and code; the first page."""
    cache.clear()
    client = Client(**at)
    assert pass_both(client, who).status_code == 302
    return client.get(reverse("home")).content.decode()


def jobs(who: str = WHO) -> list[Job]:
    with acting(who) as user:
        rows = Job.objects.visible_to(user).filter(kind=TERMINAL_JOB)
        return list(rows.order_by("created_at"))


def terminals(who: str = WHO) -> list[KnownTerminal]:
    with acting(who) as user:
        return list(KnownTerminal.objects.visible_to(user).order_by("created_at"))


@pytest.mark.django_db
def test_s56_the_first_terminal_of_an_account_is_announced_to_nobody() -> None:
    with_address(WHO)
    assert NEW not in sign_in(OFFICE)
    assert NEW not in sign_in(OFFICE)
    assert jobs() == []
    [known] = terminals()
    assert (known.network, known.browser) == ("192.0.2.0/24", "Chrome（Windows）")
    assert known.used_at > known.created_at


@pytest.mark.django_db
@pytest.mark.parametrize("other", [ELSEWHERE, TABLET])
def test_s56_another_is_announced_once(other: dict[str, str]) -> None:
    with_address(WHO)
    sign_in(OFFICE)
    assert NEW in sign_in(other)
    for at in (other, OFFICE, other):
        assert NEW not in sign_in(at)
    [job] = jobs()
    assert job.object_id in {terminal.pk for terminal in terminals()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "other"), [("192.0.2.10", "192.0.2.99"), ("2001:db8:1:2::1", "2001:db8:1:2::ffff")]
)
def test_s56_a_new_version_of_a_browser_beside_the_known_one_is_none(
    first: str, other: str
) -> None:
    """Addresses of an office are handed out anew each morning."""
    with_address(WHO)
    newer = OFFICE["HTTP_USER_AGENT"].replace("Chrome/140", "Chrome/141")
    assert newer != OFFICE["HTTP_USER_AGENT"]
    sign_in({**OFFICE, "REMOTE_ADDR": first})
    assert NEW not in sign_in({"REMOTE_ADDR": other, "HTTP_USER_AGENT": newer})
    assert jobs() == []


@pytest.mark.django_db
def test_s56_a_terminal_that_several_share_is_known_for_each_of_them() -> None:
    with_address(WHO, COLLEAGUE)
    sign_in(OFFICE)
    sign_in(ELSEWHERE, COLLEAGUE)
    assert NEW in sign_in(OFFICE, COLLEAGUE), "known to another account, and not to hers"
    assert [len(jobs(WHO)), len(jobs(COLLEAGUE))] == [0, 1]
    assert len(terminals(WHO)) == 1, "and nobody sees another's"


@pytest.mark.django_db
def test_s31_who_has_no_address_to_which_mail_may_go_is_asked_no_mail_for() -> None:
    with_address(WHO, domain="example.com")
    sign_in(OFFICE)
    assert NEW not in sign_in(ELSEWHERE)
    assert jobs() == []
    client = Client(**OFFICE)
    cache.clear()
    pass_both(client, WHO)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "198.51.100.0/24" in page
    assert "メールは届きません" in page


@pytest.mark.django_db
def test_s56_after_a_year_a_terminal_is_forgotten() -> None:
    with_address(WHO)
    sign_in(OFFICE)
    more = TERMINAL_KNOWN_FOR + datetime.timedelta(days=1)
    with acting(WHO) as user:
        KnownTerminal.objects.visible_to(user).update(used_at=F("used_at") - more)
    assert NEW in sign_in(OFFICE), "an account that slept for a year is told of as well"
    assert len(terminals()) == 1


@pytest.fixture
def announced(committed_db: Database) -> Job:
    """She has signed in at another terminal."""
    with_address(WHO)
    with acting("system1"):
        Body.objects.filter(pk=body_of("kansa1").pk).update(phone="03-0000-0101")
    sign_in(OFFICE)
    sign_in(TABLET)
    [job] = jobs()
    return job


def test_s31_s56_the_mail_says_when_what_kind_of_browser_and_whom_to_call(announced: Job) -> None:
    with override_settings(SITE_ADDRESS="https://support.example.lg.jp"):
        work.run(announced.pk)
    assert [(job.state, job.error_code) for job in jobs()] == [("done", "")]
    [letter] = mail.outbox
    assert [*letter.to, *letter.cc, *letter.bcc] == [f"{WHO}@example.lg.jp"]
    assert letter.attachments == []
    _, tablet = terminals()
    assert f"日時　{format_datetime(tablet.created_at)}" in letter.body
    assert "ブラウザー　Chrome（Android）" in letter.body
    assert f"{body_of('kansa1').name}　03-0000-0101" in letter.body
    assert "https://support.example.lg.jp" + reverse("usersessions_list") in letter.body
    whole = letter.subject + letter.body
    for words in ("相談子", WHO, "192.0.2", "AppleWebKit"):
        assert words not in whole
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", whole)
    work.run(announced.pk)
    assert len(mail.outbox) == 1


def test_f25_while_the_mail_server_is_away_it_waits(announced: Job, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.meetings.test_notice_mail.BusyServer"
    work.run(announced.pk)
    assert [(job.state, job.attempts) for job in jobs()] == [("queued", 0)]
    assert mail.outbox == []


def test_s31_where_her_address_was_taken_away_meanwhile_nothing_goes(announced: Job) -> None:
    with_address(WHO, domain="example.com")
    work.run(announced.pk)
    assert [(job.state, job.error_code) for job in jobs()] == [("failed", "no-address")]
    assert mail.outbox == []


def test_s56_of_a_terminal_that_was_forgotten_no_mail_goes(announced: Job) -> None:
    with acting(WHO) as user:
        KnownTerminal.objects.visible_to(user).delete()
    work.run(announced.pk)
    assert [job.state for job in jobs()] == ["refused"]
    assert mail.outbox == []
