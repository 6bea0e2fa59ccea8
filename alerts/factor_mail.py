"""The mail to whom it was whose second factor two took away (S-55): that it was done, and whom to call. Nothing else.

It is made in a worker as the one who agreed. Fixed words: who asked, who agreed and why stand in the log for auditors.
"""

import smtplib
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, TryLater, page_at
from jobs.services import AWAY
from organizations.models import FactorRequest

from .services import address_of

FACTORS_JOB = "factors_taken_mail"
SUBJECT = "ログインの確認の手段を外しました"
BODY = (
    "あなたの認証アプリ・パスキー・予備のコードを、システムの担当と、もう1人の確認で外しました。\n"
    "次にログインするときに、新しく登録してください。\n\n"
    "頼んだ覚えがないときは、すぐに、機関の管理者とシステムの担当に電話してください。\n"
    "このメールに返信はできません。"
)


@dataclass(frozen=True)
class Letter:
    """One mail to one person."""

    address: str
    body: str
    message_id: str


def taken_by(user: Any, object_id: uuid.UUID) -> FactorRequest | None:
    """A request to which the user has agreed."""
    agreed = FactorRequest.objects.filter(
        pk=object_id, answered_by=user, outcome=FactorRequest.Outcome.AGREED
    )
    found: FactorRequest | None = agreed.with_people().first()
    return found


def gate(user: Any, row: FactorRequest, option: str) -> Output:
    """It names nobody in need and no case."""
    return Output(OutputHold.Use.OWN, ())


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Letter:
    """To the address that her account has now: neither of the two may change it before she is in again."""
    row = taken_by(user, object_id)
    if row is None:
        raise NotPermitted
    log.note("list", kind="本人の確認の手段を外した知らせ（メール）")
    address = address_of(row.staff)
    if not address:
        raise JobFailed("no-address")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    body = f"{BODY}\n{settings.WARD_NAME}　{settings.SITE_NAME}"
    return Letter(address, body, f"<{uuid.uuid5(row.pk, 'mail')}@{domain}>")


def make(letter: Letter) -> Result:
    """While the server is away it is tried again for a day. What is refused, or handed over without an answer, ends the job:
    the page has told who agreed to say it to her as well."""
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as away:
        raise TryLater from away
    message = EmailMessage(
        SUBJECT,
        letter.body,
        to=[letter.address],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as broken:
        raise JobFailed("unsure") from broken
    finally:
        connection.close()
    return Result("送りました。".encode(), "text/plain; charset=utf-8", "sent.txt")


FACTORS_MAIL = JobKind(
    name=FACTORS_JOB,
    label="本人の確認の手段を外した知らせのメール",
    gather=gather,
    make=make,
    may=taken_by,
    gate=gate,
    sends=True,
    page=page_at("alerts:factor_requests", of_object=False),
    errors={
        "no-address": "本人に、送ってよいメールアドレスがありません。電話で伝えてください。",
        AWAY: "メールサーバーに1日のあいだつながらず、送れませんでした。電話で伝えてください。",
        "unsure": "メールサーバーが受け取ったかどうか分かりません。電話で伝えてください。",
    },
)
