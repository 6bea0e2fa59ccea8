"""The daily mail: figures and one address, once a person and day, on days on which the office is open."""

import datetime
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.reading import ReadingLog
from alerts import daily, services
from alerts.digest import counts_of
from alerts.models import DigestMail
from cases.models import Intake
from cases.services import screen_intake
from documents.business_days import is_business_day
from jobs import work
from jobs.models import Job
from organizations.models import BodySettings
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.databases import Database
from tests.meetings.convening import with_address
from tests.world import acting, staff

from .situations import change, days, look

ADDRESS = "soudan1@example.lg.jp"


def an_hour(hour: int, *, open_day: bool = True) -> datetime.datetime:
    """An hour of today, or of the nearest day on which the office is open (closed)."""
    day = timezone.localdate()
    while is_business_day(day) != open_day:
        day += datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


@pytest.fixture
def something_late(committed_db: Database) -> Any:
    """soudan1 has an address and an intake that nobody has screened."""
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    with_address("soudan1", "kansa1")
    look()
    return intake


def ask(who: str = "soudan1") -> bool:
    return daily.ask_for_digest(user=staff(who), on=timezone.localdate())


def jobs(who: str = "soudan1") -> list[Job]:
    user = staff(who)
    with acting_as(user):
        return list(Job.objects.visible_to(user).filter(kind="daily_digest").order_by("created_at"))


def send(who: str = "soudan1") -> list[tuple[str, str]]:
    for job in jobs(who):
        work.run(job.pk)
    return [(job.state, job.error_code) for job in jobs(who)]


def test_s31_it_holds_figures_by_kind_and_one_address(something_late: Any) -> None:
    with override_settings(SITE_ADDRESS="https://support.example.lg.jp"):
        assert ask()
        assert send() == [("done", "")]
    [letter] = mail.outbox
    assert letter.to == [ADDRESS]
    assert "期限を過ぎたもの　1件" in letter.body
    assert "受付の見立て　1件" in letter.body
    assert "https://support.example.lg.jp/" in letter.body
    number = something_late.compartment.case.number
    for word in ("架空", "花子", "太一", number, "高齢者あんしん", "転んで"):
        assert word not in letter.body + letter.subject
    assert "今日の仕事のメール" not in text_of(browser("soudan1").get(reverse("jobs:list")))


def test_it_is_asked_for_once_a_day_from_the_hour_of_the_body_on(something_late: Any) -> None:
    with acting("system1"):
        BodySettings.objects.create(body=c.body_of("soudan1"), digest_hour=11)
    assert daily.ask_for_digests(an_hour(10)) == 0
    assert daily.ask_for_digests(an_hour(11)) == 1
    assert daily.ask_for_digests(an_hour(12)) == 0
    assert len(jobs()) == 1


def test_no_mail_on_a_day_on_which_the_office_is_closed(something_late: Any) -> None:
    assert daily.ask_for_digests(an_hour(12, open_day=False)) == 0


def test_who_has_nothing_to_do_gets_none_and_is_looked_at_once(something_late: Any) -> None:
    assert not ask("kansa1")
    assert jobs("kansa1") == []
    with acting("kansa1") as user:
        assert DigestMail.objects.visible_to(user).count() == 1


def test_who_does_not_want_it_gets_none(something_late: Any) -> None:
    client = browser("soudan1")
    client.post(reverse("alerts:digest"), {"form_key": "", "wanted": "no"})
    with acting("soudan1") as user:
        assert not services.wants_digest(user)
    assert not ask()
    client.post(reverse("alerts:digest"), {"wanted": "yes"})
    assert ask()


def test_r17_it_counts_what_is_visible_when_it_is_made(
    something_late: Any, committed_db: Database
) -> None:
    assert ask()
    change(committed_db, c.office("soudan1"), valid_until=timezone.now())
    assert send() == [("failed", "nothing")]
    assert mail.outbox == []


def counted(who: str) -> list[tuple[str, str]]:
    with acting(who) as user:
        return counts_of(user, ReadingLog(user))


@pytest.mark.django_db
def test_it_counts_what_the_page_counts_and_comes_to_nobody_who_only_waits() -> None:
    intake = c.an_intake("soudan1")
    c.a_hand_off(intake.compartment.case, to="kurashi1", by="soudan1")
    page = browser("soudan1").get(reverse("home"))
    kinds = [(words, f"{number}件") for _, words, number in page.context["kinds"]]
    assert kinds == [("受付の見立て", "1件"), ("つなぎ", "1件")] == counted("soudan1")
    with acting("soudan1") as user:
        own = Intake.objects.visible_to(user).get(pk=intake.pk)
        screen_intake(intake=own, result="4", version=own.version, by=user)
    assert browser("soudan1").get(reverse("home")).context["total"] == 1
    assert counted("soudan1") == []


class Down(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Breaks(EmailBackend):
    """The line breaks after the mail was handed over: nobody knows."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected


def backend(name: str) -> Any:
    return override_settings(EMAIL_BACKEND=f"{__name__}.{name}")


def test_a_server_that_does_not_answer_is_asked_again_and_gets_it_once(
    something_late: Any, committed_db: Database
) -> None:
    assert ask()
    with backend("Down"):
        for _ in range(3):
            send()
            with committed_db.superuser() as connection:
                connection.execute("update jobs_job set run_after = now()")
    assert [(job.state, job.error_code) for job in jobs()] == [("failed", "error")]
    assert ask()
    assert not ask(), "at most once an hour"
    assert send()[-1] == ("done", "")
    assert len(mail.outbox) == 1


def test_nobody_knows_whether_it_went_out_no_second_one(something_late: Any) -> None:
    assert ask()
    with backend("Breaks"):
        assert send() == [("failed", "unsure")]
    assert not ask()
    assert len(mail.outbox) == 1
