"""A lost second factor in the time that passes, the log and the mail: where commits are real (S-55, R17, R19, S-31)."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from access.errors import DomainError
from access.models import AccessLog
from alerts.factor_mail import FACTORS_JOB
from documents.wareki import format_datetime
from jobs import work
from jobs.models import Job
from tests.alerts.situations import change
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.databases import Database
from tests.meetings.convening import with_address
from tests.world import acting, staff

from .test_lost_factors import (
    ADMIN,
    AUDITOR,
    LIST,
    SUPERVISOR,
    WHO,
    agree,
    ask,
    factors,
    now,
    press,
)


def test_r17_a_request_ends_after_seven_days_and_another_is_asked_for(
    committed_db: Database,
) -> None:
    row = ask()
    change(committed_db, row, asked_at=timezone.now() - datetime.timedelta(days=7, minutes=1))
    with pytest.raises(DomainError):
        agree(row)
    assert factors() > 0
    another = ask()
    assert now(row).outcome == "lapsed"
    agree(another)
    assert factors() == 0


def test_r19_request_and_answer_stand_in_the_log_by_themselves(committed_db: Database) -> None:
    agree(ask())
    with acting(AUDITOR):
        entered = AccessLog.objects.filter(kind="本人の確認の手段を外す申し出").order_by("seq")
        assert list(entered.values_list("user_id", "outcome", "object_id")) == [
            (staff(ADMIN).pk, "added", staff(WHO).pk),
            (staff(SUPERVISOR).pk, "changed", staff(WHO).pk),
        ]


def test_s31_she_is_told_by_a_mail_without_content(committed_db: Database) -> None:
    with_address(WHO)
    with acting(ADMIN):
        auditing = body_of(AUDITOR)
        auditing.phone = "03-0000-0101"
        auditing.save(update_fields=["phone"])
    row = ask()
    press(browser(SUPERVISOR), row, "agree")
    with acting(SUPERVISOR) as user:
        job = Job.objects.visible_to(user).get(kind=FACTORS_JOB)
    work.run(job.pk)
    [letter] = mail.outbox
    assert letter.to == [staff(WHO).email]
    assert "頼んだ覚えがないときは" in letter.body
    assert "システムの担当に電話" not in letter.body, "it may be they who asked"
    assert f"監査の担当　{auditing.name}　{auditing.phone}" in letter.body
    for who in (WHO, ADMIN, SUPERVISOR):
        assert staff(who).name not in letter.body + letter.subject
        assert who not in letter.body + letter.subject


def test_s31_who_has_no_address_is_told_by_telephone_and_no_mail_is_asked_for(
    committed_db: Database,
) -> None:
    row, second = ask(), browser(SUPERVISOR)
    assert staff(WHO).email == ""
    assert "電話で本人に知らせます" in text_of(second.get(LIST))
    assert "本人に電話で知らせてください" in text_of(press(second, row, "agree"))
    with acting(SUPERVISOR) as user:
        assert not Job.objects.visible_to(user).filter(kind=FACTORS_JOB).exists()


def test_the_second_person_reads_until_when_she_may_answer_and_where_the_mail_goes(
    committed_db: Database,
) -> None:
    with_address(WHO)
    row = ask()
    page = text_of(browser(SUPERVISOR).get(LIST))
    assert format_datetime(row.asked_at + datetime.timedelta(days=7)) in page
    assert staff(WHO).email in page
