"""The mail of a terminal at which somebody had not signed in before: when, what kind of browser, and whom to call; no name,
no network (S-31, S-56). It is made in a worker, as she herself, once a terminal."""

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from documents.wareki import format_datetime
from jobs import mailing
from jobs.registry import JobFailed, JobKind, NotPermitted, page_at
from jobs.services import AWAY
from organizations.models import Appointment, Body

from .models import KnownTerminal
from .services import TERMINAL_JOB, address_of

SUBJECT = "はじめての端末からのログインのお知らせ"
FIRST = "あなたの利用者IDで、これまでに使っていない端末からログインがありました。"
WHAT_TO_DO = (
    "自分がログインしたのであれば、することはありません。\n"
    "身に覚えがないときは、自分の機関の管理者と、監査の担当に、すぐに電話してください。"
)
ENDING = "このメールには、人の名前やケースの内容を書いていません。返信はできません。"


def terminal_of(user: Any, object_id: uuid.UUID) -> KnownTerminal | None:
    """Her own, if she has not forgotten it since."""
    found: KnownTerminal | None = (
        KnownTerminal.objects.visible_to(user).filter(pk=object_id).first()
    )
    return found


def body_of(terminal: KnownTerminal, to_call: list[Body]) -> str:
    """Fixed words, a moment, a kind of browser and the offices that audit."""
    numbers = [f"監査の担当　{body.name}　{body.phone}" for body in to_call if body.phone]
    lines = [
        *(FIRST, "", f"日時　{format_datetime(terminal.created_at)}"),
        *(f"ブラウザー　{terminal.browser}", "", WHAT_TO_DO, *numbers, "", ENDING),
    ]
    if settings.SITE_ADDRESS:
        lines.append(settings.SITE_ADDRESS + reverse("usersessions_list"))
    return "\n".join([*lines, f"{settings.WARD_NAME}　{settings.SITE_NAME}"])


def gate(user: Any, terminal: KnownTerminal, option: str) -> Output:
    """For herself; it names no case."""
    return Output(OutputHold.Use.OWN, ())


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> mailing.Letter:
    """To her work address as it is now."""
    terminal = terminal_of(user, object_id)
    if terminal is None:
        raise NotPermitted
    log.note("list", kind="はじめての端末（メール）")
    address = address_of(user)
    if not address:
        raise JobFailed("no-address")
    body = body_of(terminal, Appointment.objects.auditing_bodies())
    return mailing.Letter(address, SUBJECT, body, mailing.message_id(terminal.pk))


NEW_TERMINAL_MAIL = JobKind(
    name=TERMINAL_JOB,
    label="はじめての端末の知らせのメール",
    gather=gather,
    make=mailing.send,
    may=terminal_of,
    gate=gate,
    sends=True,
    page=page_at("usersessions_list", of_object=False),
    is_listed=False,
    errors={
        "no-address": "送ってよいメールアドレスがないため、送りませんでした。",
        AWAY: "メールサーバーに1日のあいだつながらず、送れませんでした。",
        mailing.UNSURE: "送っている途中で止まったため、届いたかどうか分かりません。",
        mailing.REFUSED: "メールサーバーが宛先を受け取りませんでした。アドレスは、システム管理の担当者が直せます。",
    },
)
