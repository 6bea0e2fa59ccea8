"""One mail without content, handed to the mail server by a worker (S-31): while the server is away it is tried again for a
day (F-25). What it says and to whom is decided by the kind of job that gathers it."""

import smtplib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .registry import JobFailed, Result, TryLater

UNSURE = "unsure"  # handed over, and no answer came
REFUSED = "refused"


@dataclass(frozen=True)
class Letter:
    """One mail to one person. The same id when it is sent once more."""

    address: str
    subject: str
    body: str
    message_id: str


def message_id(key: uuid.UUID) -> str:
    """The id of the mail about one row: the same each time, so that whoever receives two takes them for one."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{uuid.uuid5(key, 'mail')}@{domain}>"


def send(letter: Letter) -> Result:
    """While the server is away, or puts off whom it does not know yet, nothing is handed over: it is tried
    again for a day. What it refuses for good ends the job, and so does an answer that does not come: it may
    have been handed over."""
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as away:
        raise TryLater from away
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.address],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
        if _is_put_off(refused):
            raise TryLater from refused
        raise JobFailed(REFUSED) from refused
    except (smtplib.SMTPException, OSError) as broken:
        raise JobFailed(UNSURE) from broken
    finally:
        connection.close()
    return Result("送りました。".encode(), "text/plain; charset=utf-8", "sent.txt")


def _is_put_off(refused: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> bool:
    """Whether the server takes the mail later: every code begins with 4."""
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in refused.recipients.values()]
    else:
        codes = [refused.smtp_code]
    return bool(codes) and all(400 <= code < 500 for code in codes)
