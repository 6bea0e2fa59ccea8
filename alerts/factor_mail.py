"""The mail to whom it was whose second factor two took away (S-55): that it was done, and whom to call. Nothing else.

It is made in a worker as the one who agreed. Fixed words: who asked, who agreed and why stand in the log for auditors.
"""

import uuid
from typing import Any

from django.conf import settings

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs import mailing
from jobs.registry import JobFailed, JobKind, NotPermitted, page_at
from jobs.services import AWAY
from organizations.models import Appointment, Body, FactorRequest

from .services import address_of

FACTORS_JOB = "factors_taken_mail"
SUBJECT = "ログインの確認の手段を外しました"
BODY = (
    "あなたの認証アプリ・パスキー・予備のコードを、システムの担当と、もう1人の確認で外しました。\n"
    "次にログインするときに、新しく登録してください。パスワードが使えないときは、システムの担当から新しいものを受け取ってください。\n\n"
    "頼んだ覚えがないときは、自分の機関の管理者と、監査の担当に、すぐに電話してください。"
)
ENDING = "このメールには、人の名前やケースの内容を書いていません。返信はできません。"


def body_of(to_call: list[Body]) -> str:
    """Fixed words, and the offices that audit: whoever asked is of those who keep the accounts, and is not the one to call."""
    numbers = [f"監査の担当　{body.name}　{body.phone}" for body in to_call if body.phone]
    lines = [BODY, *numbers, "", ENDING, f"{settings.WARD_NAME}　{settings.SITE_NAME}"]
    return "\n".join(lines)


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


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> mailing.Letter:
    """To the address that her account has now: neither of the two may change it before she is in again."""
    row = taken_by(user, object_id)
    if row is None:
        raise NotPermitted
    log.note("list", kind="本人の確認の手段を外した知らせ（メール）")
    address = address_of(row.staff)
    if not address:
        raise JobFailed("no-address")
    body = body_of(Appointment.objects.auditing_bodies())
    return mailing.Letter(address, SUBJECT, body, mailing.message_id(row.pk))


FACTORS_MAIL = JobKind(
    name=FACTORS_JOB,
    label="本人の確認の手段を外した知らせのメール",
    gather=gather,
    make=mailing.send,
    may=taken_by,
    gate=gate,
    sends=True,
    page=page_at("alerts:factor_requests", of_object=False),
    errors={
        "no-address": "本人に、送ってよいメールアドレスがありません。電話で伝えてください。",
        AWAY: "メールサーバーに1日のあいだつながらず、送れませんでした。電話で伝えてください。",
        mailing.UNSURE: "メールサーバーが受け取ったかどうか分かりません。電話で伝えてください。",
        mailing.REFUSED: "メールサーバーが宛先を受け取りませんでした。電話で伝えてください。",
    },
)
