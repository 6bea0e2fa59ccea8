"""Nothing is received by mail: no answer is read, and what comes back to a sender holds nothing (S-32)."""

import ast
import poplib
from collections.abc import Iterator
from email.utils import parseaddr

import pytest
from django.conf import settings
from django.core import mail

from jobs import work
from tests.databases import Database
from tests.meetings import convening as c
from tests.meetings import situations as s
from tests.test_architecture import LEVEL, ROOT

from . import test_digest as daily

READERS = {"imaplib", "poplib", "mailbox", "smtpd", "aiosmtpd", "imapclient", "imap_tools"}
PRODUCT = [*LEVEL, "bunkyo_support", "documents"]


def imports() -> Iterator[tuple[str, str]]:
    for app in PRODUCT:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((str(path), alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield str(path), node.module or ""


def test_s32_nothing_of_the_product_reads_mail() -> None:
    found = {name for _, name in imports()}
    assert len(found) > 100
    assert poplib.__name__ in READERS
    assert {name.split(".")[0] for name in found} & READERS == set()
    assert {"email", "email.parser", "email.policy"} & found == set()
    pinned = (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8").lower()
    assert [name for name in READERS if f"\n{name}==" in pinned] == []


def assert_nothing_comes_back(message: mail.EmailMessage, secrets: list[str]) -> None:
    """A bounce carries the whole mail back, headers and all, to the sender on the envelope."""
    assert message.reply_to == []
    assert message.attachments == []
    whole = message.message()
    assert parseaddr(whole["From"])[1] == parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    named = {"reply-to", "return-path", "errors-to", "disposition-notification-to", "sender"}
    assert named & {name.lower() for name in whole.keys()} == set()  # noqa: SIM118
    assert whole["Auto-Submitted"] == "auto-generated"
    text = f"{whole}{message.body}{message.subject}"
    assert [words for words in secrets if words in text] == []


def test_s32_a_call_to_a_sitting_has_nothing_to_answer_to(committed_db: Database) -> None:
    meeting = s.a_meeting_with_a_doctor()
    c.with_address(s.DOCTOR)
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    for job in c.jobs_of("meeting_mail"):
        work.run(job.pk)
    (message,) = mail.outbox
    secrets = [meeting.compartment.case.number, str(meeting.pk), str(sitting.pk), "架空", "会議室B"]
    assert_nothing_comes_back(message, secrets)


something_late = daily.something_late


@pytest.mark.usefixtures("something_late")
def test_s32_the_daily_mail_has_nothing_to_answer_to() -> None:
    assert daily.ask()
    daily.send()
    (message,) = mail.outbox
    assert_nothing_comes_back(message, ["架空", "花子"])
