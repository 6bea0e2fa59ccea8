"""The daily mail: how many things wait, by kind, and one address (S-31). No name, no number of a case.

It is made in a worker, as its reader, from the list of her home page as it is in that moment (R1, R17),
so that no other count exists. The day's row is unique, and so is its job. Of this mail, none is better
than two: what it counts stands on the home page anyway.
"""

import datetime
import smtplib
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from access.acting import Acting
from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from bunkyo_support import today
from jobs import mailing, parts
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at
from jobs.services import ERROR

from .models import DigestMail
from .services import address_of, wants_digest

DIGEST_JOB = "daily_digest"
HANDED_OVER = "handed over"
SUBJECT = "今日の仕事のお知らせ"
ENDING = (
    "くわしくは、システムで確認してください。\n"
    "このメールには、人の名前やケースの内容を書いていません。返信はできません。\n"
    "受け取らないときは、「知らせ」の画面で止められます。"
)


@dataclass(frozen=True)
class Letter:
    """One mail to one person."""

    address: str
    body: str
    message_id: str


def mail_of(user: Any, object_id: uuid.UUID) -> DigestMail | None:
    """Her own mail, if its day is not over."""
    rows = DigestMail.objects.visible_to(user).filter(pk=object_id, on=timezone.localdate())
    found: DigestMail | None = rows.first()
    return found


def counts_of(user: Any, log: ReadingLog) -> list[tuple[str, str]]:
    """What the home page counts, overdue ones first, in its words; nothing for who only waits for answers."""
    request = SimpleNamespace(user=user, acting=Acting(user, log))
    items = today.gather(request)
    if all(item.group == "waiting" for item in items):
        return []
    [late, *_] = today.sections_of(items)
    kinds = {
        words: [item for item in items if item.kind == kind] for kind, words in today.KINDS.items()
    }
    first = [(late.title, late.number)] if late.items else []
    return [*first, *((words, today.number_of(own)) for words, own in kinds.items() if own)]


def body_of(counts: list[tuple[str, str]], on: datetime.date) -> str:
    """Fixed words and figures."""
    lines = [f"{on.month}月{on.day}日の「今日の仕事」です。", ""]
    lines += [f"・{words}　{number}" for words, number in counts]
    lines += ["", ENDING]
    if settings.SITE_ADDRESS:
        lines.append(settings.SITE_ADDRESS + reverse("home"))
    return "\n".join([*lines, f"{settings.WARD_NAME}　{settings.SITE_NAME}"])


def gate(user: Any, mail: DigestMail, option: str) -> Output:
    """Figures for herself; it names no case."""
    return Output(OutputHold.Use.OWN, ())


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Letter:
    """Counted now, as she would see it now."""
    mail = mail_of(user, object_id)
    if mail is None:
        raise NotPermitted
    log.note("list", kind="今日の仕事（メール）")
    address = address_of(user)
    if not address or not wants_digest(user):
        raise JobFailed("not-wanted")
    counts = counts_of(user, log)
    if not counts:
        raise JobFailed("nothing")
    return Letter(address, body_of(counts, mail.on), mailing.message_id(mail.pk))


def make(letter: Letter) -> Result:
    """Send it, at most once. That it is being handed over is kept before it is: should the worker die in
    between, the next attempt does not know, and sends nothing. A server that does not answer was handed
    nothing: tried again."""
    if parts.kept(HANDED_OVER) is not None:
        raise JobFailed("unsure")
    with get_connection() as connection:
        parts.keep(HANDED_OVER, b"")
        message = EmailMessage(
            SUBJECT,
            letter.body,
            to=[letter.address],
            headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
            connection=connection,
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            # Put off, it was handed nothing: asked for again within the hour (alerts.daily).
            put_off = all(400 <= code < 500 for code, _ in refused.recipients.values())
            raise JobFailed(ERROR if put_off and refused.recipients else "refused") from refused
        except (smtplib.SMTPException, OSError) as broken:
            raise JobFailed("unsure") from broken
    return Result("送りました。".encode(), "text/plain; charset=utf-8", "sent.txt")


DIGEST_MAIL = JobKind(
    name=DIGEST_JOB,
    label="今日の仕事のメール",
    gather=gather,
    make=make,
    may=mail_of,
    gate=gate,
    sends=True,
    page=page_at("home", of_object=False),
    is_listed=False,
    errors={
        "nothing": "知らせることがなかったため、送りませんでした。",
        "not-wanted": "メールを受け取らない設定か、送ってよいメールアドレスがないため、送りませんでした。",
        "unsure": "送っている途中で止まりました。2通にならないように、今日はもう送りません。",
        "refused": "メールサーバーが宛先を受け取りませんでした。アドレスは、システム管理の担当者が直せます。",
    },
)
