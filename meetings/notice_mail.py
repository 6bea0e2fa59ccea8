"""The mail of a notice: fixed words, one recipient, no name, no number, no file (S-31).

It is made in a worker as the secretary who told. Who is no member any more when it is to go out gets
nothing. It names no case, so a protected household does not stop it; that it went is in the ledger of
the meeting (R7, R21). Should a worker die between the mail server's answer and the end of the job, the
next attempt sends the same words once more, under the same id: late is worse than twice.
"""

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse

from access.models import Disclosure, OutputHold
from access.output import Leaving, Output
from access.reading import ReadingLog
from jobs import mailing
from jobs.registry import JobFailed, JobKind, NotPermitted, page_at
from jobs.services import AWAY

from .doors import own_memberships
from .models import MeetingMember, MeetingNotice
from .services import address_of, may_sit
from .services.notices import MAIL_JOB
from .services.reach import reachable

UNSURE = mailing.UNSURE
SUBJECT = "会議のお知らせ"
UNSWORN = "会議のお知らせがあります。"
BODIES = {
    MeetingNotice.About.ASKED: "会議の日程の候補があります。都合を答えてください。",
    MeetingNotice.About.CONVENED: "会議の日程が決まりました。",
    MeetingNotice.About.CHANGED: "会議の日程が変わりました。",
    MeetingNotice.About.CANCELLED: "会議が中止になりました。",
}
ENDING = (
    "くわしくは、システムで確認してください。\n"
    "このメールには内容を書いていません。返信はできません。"
)


def body_of(notice: MeetingNotice) -> str:
    """The words: the same for everybody; fewer for who has not confirmed the duty yet (R4)."""
    is_sworn = notice.member.acknowledged_at is not None
    first = BODIES[MeetingNotice.About(notice.about)] if is_sworn else UNSWORN
    lines = [first, ENDING]
    if settings.SITE_ADDRESS:
        lines.append(settings.SITE_ADDRESS + reverse("meetings:mine"))
    return "\n".join([*lines, f"{settings.WARD_NAME}　{settings.SITE_NAME}"])


def notice_for(user: Any, object_id: uuid.UUID) -> MeetingNotice | None:
    """A notice, if who asked is secretary of its meeting now."""
    found: MeetingNotice | None = (
        MeetingNotice.objects.visible_to(user)
        .select_related(
            "compartment__case",
            "sitting",
            "member__appointment__staff",
            "member__appointment__role_group__body",
            "member__meeting__secretariat",
        )
        .filter(pk=object_id)
        .first()
    )
    if found is None:
        return None
    mine = own_memberships(user)
    is_hers = mine.filter(meeting=found.member.meeting_id, part=MeetingMember.Part.SECRETARY)
    return found if is_hers.exists() else None


def leaving(notice: MeetingNotice, purpose: str, channel: str) -> Leaving:
    """What the ledger says of a notice, inside its meeting (R7, R21)."""
    return Leaving(
        recipients=f"{notice.member.body_name}　{notice.member.name}",
        purpose=purpose,
        legal_basis=notice.member.meeting.basis,
        body=notice.member.meeting.secretariat,
        compartment=notice.compartment,
        channel=channel,
        obj=notice,
    )


def gate(user: Any, notice: MeetingNotice, option: str) -> Output:
    """It leaves the ward, and names no case."""
    told = leaving(notice, "会議の知らせ（中身のないメール）", Disclosure.Channel.MAIL)
    return Output(OutputHold.Use.OTHERS, (), told)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> mailing.Letter:
    """Whether she is still a member is asked now, and not when the mail was asked for."""
    notice = notice_for(user, object_id)
    if notice is None:
        raise NotPermitted
    log.note("write", notice)
    meeting = notice.member.meeting
    told = reachable(meeting, user, notice.sitting).filter(pk=notice.member_id)
    if meeting.dissolved_at is not None or not told.exists():
        is_lapsed = notice.member.is_current and not may_sit(notice.member)
        raise JobFailed("no-pledge" if is_lapsed else "ended")
    address = address_of(notice.member)
    if not address:
        raise JobFailed("no-address")
    return mailing.Letter(address, SUBJECT, body_of(notice), mailing.message_id(notice.pk))


MEETING_MAIL = JobKind(
    name=MAIL_JOB,
    label="会議の知らせのメール",
    gather=gather,
    make=mailing.send,
    may=notice_for,
    gate=gate,
    sends=True,
    page=page_at("meetings:notice_of"),
    errors={
        "ended": "宛先の人は、いまは構成員ではありません。送っていません。",
        "no-pledge": "宛先の人の誓約書の期限が切れているか、構成員名簿から外れています。送っていません。"
        "誓約書を受け取ってから、もう一度知らせてください。",
        "no-address": "宛先の人に、送ってよいメールアドレスがありません。"
        "電話か、招集通知の紙で伝えてください。",
        AWAY: "メールサーバーに1日のあいだつながらず、送れませんでした。電話か、招集通知の紙で伝えてください。",
        UNSURE: "送っている途中で止まったため、届いたかどうか分かりません。電話で確かめるか、もう一度送ってください。",
        mailing.REFUSED: "メールサーバーが受け取りませんでした。電話か紙で伝えてください。"
        "アドレスは、システム管理の担当者が直せます。",
    },
)
