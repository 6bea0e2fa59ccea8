"""What a worker makes and sends of a call: the mail without content, the notice on paper, one row in the
ledger for each (R4, R7, R21, S-30, S-31)."""

import datetime
import re
import smtplib
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from access.models import Disclosure
from jobs import work
from jobs.models import Job, JobState
from meetings import services
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.databases import Database
from tests.world import acting

from . import convening as c
from . import situations as s
from .convening import jobs_of
from .pages import url
from .test_register import without_a_pledge


def test_r21_a_notice_made_is_one_row_in_the_ledger_of_the_meeting(
    committed_db: Database,
) -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    (notice,) = c.notices(sitting)
    assert browser(s.COORDINATOR).post(url("print_notice", notice.pk)).status_code == 303
    (job,) = jobs_of("meeting_notice_pdf")
    work.run(job.pk)
    assert jobs_of("meeting_notice_pdf")[0].state == JobState.DONE
    rows = [d for d in seen_by(s.DOCTOR, Disclosure) if d.object_id == notice.pk]
    assert [(d.channel, d.compartment_id) for d in rows] == [("print", meeting.compartment_id)]
    assert "見本 医師夫" in rows[0].recipients
    for name in (s.SENDER, s.DEPUTY):
        assert [d for d in seen_by(name, Disclosure) if d.object_id == notice.pk] == []


def send_all() -> list[tuple[str, str]]:
    """The worker takes what is asked for; states and codes."""
    for job in jobs_of("meeting_mail"):
        work.run(job.pk)
    return [(job.state, job.error_code) for job in jobs_of("meeting_mail")]


def test_s31_the_mail_is_fixed_words_to_one_address(committed_db: Database) -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    c.with_address(s.DOCTOR, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    c.convened(sitting, link="https://kaigi.example.lg.jp/a")
    assert send_all() == [("done", "")] * 2
    assert sorted(m.to[0] for m in mail.outbox) == sorted(
        f"{name}@{c.DOMAIN}" for name in (s.DOCTOR, s.VOLUNTEER)
    )
    for message in mail.outbox:
        assert len([*message.to, *message.cc, *message.bcc]) == 1
        assert message.attachments == []
        assert message.subject == "会議のお知らせ"
        assert message.body.startswith("会議の日程が決まりました。\n")
        whole = str(message.message())
        for words in (meeting.compartment.case.number, str(sitting.pk), str(meeting.pk)):
            assert words not in whole
        for words in ("架空", "見本", "会議室B", "kaigi", "支援会議"):
            assert words not in message.body + message.subject
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", message.body)
    assert len({m.body for m in mail.outbox}) == 1
    work.run(jobs_of("meeting_mail")[0].pk)
    assert len(mail.outbox) == 2


def test_r21_a_mail_is_one_row_in_the_ledger_of_the_meeting(committed_db: Database) -> None:
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    c.convened(s.a_sitting(meeting))
    send_all()
    rows = [d for d in seen_by(s.DOCTOR, Disclosure) if d.channel == "mail"]
    assert [d.compartment_id for d in rows] == [meeting.compartment_id]


def test_s31_who_was_removed_before_it_goes_out_gets_nothing(committed_db: Database) -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    s.a_sworn_member(meeting, s.VOLUNTEER)
    c.with_address(s.DOCTOR)
    c.convened(s.a_sitting(meeting))
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    assert send_all() == [("failed", "ended")]
    assert mail.outbox == []
    assert [d for d in seen_by(s.COORDINATOR, Disclosure) if d.channel == "mail"] == []


def test_r11_whose_pledge_is_over_before_it_goes_out_gets_nothing(committed_db: Database) -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    c.with_address(s.DOCTOR, s.VOLUNTEER)
    c.convened(s.a_sitting(meeting))
    without_a_pledge()
    assert sorted(send_all()) == [("done", ""), ("failed", "no-pledge")]
    assert [m.to for m in mail.outbox] == [[f"{s.VOLUNTEER}@{c.DOMAIN}"]]


def test_r4_who_waits_for_the_duty_is_told_that_there_is_something_and_no_more(
    committed_db: Database,
) -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    c.with_address(s.VOLUNTEER)
    c.convened(s.a_sitting(meeting))
    assert send_all() == [("done", "")]
    (message,) = mail.outbox
    assert message.body.startswith("会議のお知らせがあります。\n")
    assert "日程" not in message.body


class RefusingServer(EmailBackend):
    """A mail server that knows no such address."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({})


class GreylistingServer(EmailBackend):
    """A mail server that puts off whom it does not know yet."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({"a@example.invalid": (450, b"later")})


class BusyServer(EmailBackend):
    """A mail server that is away."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class DyingServer(EmailBackend):
    """A mail server that takes the words and never answers."""

    def send_messages(self, messages: Any) -> int:
        raise TimeoutError


class FullServer(EmailBackend):
    """A mail server that has no room now."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPDataError(452, b"later")


class StrictServer(EmailBackend):
    """A mail server that does not like what it is sent."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPDataError(554, b"no")


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (RefusingServer, ("failed", "refused")),
        (GreylistingServer, ("queued", "")),
        (BusyServer, ("queued", "")),
        (FullServer, ("queued", "")),
        (StrictServer, ("failed", "refused")),
        (DyingServer, ("failed", "unsure")),
    ],
)
def test_f25_what_the_mail_server_refuses_is_said_and_what_it_misses_is_tried_again(
    server: type, outcome: tuple[str, str], committed_db: Database, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{server.__name__}"
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    c.convened(s.a_sitting(meeting))
    assert send_all() == [outcome]
    assert [d for d in seen_by(s.COORDINATOR, Disclosure) if d.channel == "mail"] == []


def waited(**changes: Any) -> Any:
    """The one mail that was asked for, after it has waited."""
    [job] = jobs_of("meeting_mail")
    with acting(s.COORDINATOR) as by:
        Job.objects.visible_to(by).filter(pk=job.pk).update(run_after=timezone.now(), **changes)
    return job


def test_f25_a_mail_server_that_is_away_is_waited_for_a_day_and_then_it_is_said(
    committed_db: Database, settings: Any
) -> None:
    ours = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BusyServer"
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    c.convened(s.a_sitting(meeting))
    asked = timezone.now()
    for minutes in (0, 1, 10, 100, 1000):
        waited(created_at=asked - datetime.timedelta(minutes=minutes))
        assert send_all() == [("queued", "")]
        [job] = jobs_of("meeting_mail")
        pause = (job.run_after - timezone.now()).total_seconds() / 60
        assert pause == pytest.approx(min(max(minutes, 0.5), 60), abs=0.3)
    settings.EMAIL_BACKEND = ours
    waited()
    assert send_all() == [("done", "")], "as soon as it is there again"
    assert len(mail.outbox) == 1


def test_f25_after_a_day_the_mail_has_failed(committed_db: Database, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BusyServer"
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    c.convened(s.a_sitting(meeting))
    waited(created_at=timezone.now() - datetime.timedelta(hours=24, minutes=1))
    assert send_all() == [("failed", "away")]


def test_f25_what_lay_here_for_a_day_is_tried_before_it_has_failed(
    committed_db: Database, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BusyServer"
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    c.convened(s.a_sitting(meeting))
    [job] = jobs_of("meeting_mail")
    then = timezone.now() - datetime.timedelta(hours=30)
    with acting(s.COORDINATOR) as by:
        Job.objects.visible_to(by).filter(pk=job.pk).update(created_at=then, run_after=then)
    assert send_all() == [("queued", "")]


def test_f25_what_could_not_be_sent_is_said_where_it_was_asked_for_and_sent_again(
    committed_db: Database, settings: Any
) -> None:
    ours = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    c.with_address(s.DOCTOR)
    c.convened(sitting)
    client, page = browser(s.COORDINATOR), url("convene", sitting.pk)
    (notice,) = c.notices(sitting)
    again = url("mail_notice", notice.pk)
    assert "送っています" in text_of(client.get(page))
    assert again not in client.get(page).content.decode()
    client.post(again, {"form_key": str(uuid.uuid4())})
    assert len(jobs_of("meeting_mail")) == 1, "nothing has failed yet"
    send_all()
    shown = client.get(page)
    assert "送れませんでした" in text_of(shown)
    assert again in shown.content.decode()
    for name in (s.DOCTOR, s.DEPUTY, s.SENDER, "kanri3"):
        assert browser(name).post(again).status_code == 404, name
    settings.EMAIL_BACKEND = ours
    key = {"form_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(again, key).status_code == 303
    send_all()
    assert len(mail.outbox) == 1, "a double click sends one"
    shown = client.get(page)
    assert "送りました" in text_of(shown)
    assert again not in shown.content.decode()


def test_asking_for_dates_mails_who_is_asked(committed_db: Database) -> None:
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    c.a_poll(meeting)
    assert send_all() == [("done", "")]
    assert mail.outbox[0].body.startswith("会議の日程の候補があります。")
