"""招集通知 as a paper, one for each member: case number, day, place and a topic from a list, and not a
word about anybody of the household (S-30, domain.md R16).

It leaves the ward: every one is entered in the ledger of the meeting (R7, R21), and a protected
household stops it until a second person has looked (S-91). Nobody is told of a sitting on paper
before she has confirmed the duty of secrecy (R4).
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import Disclosure, OutputHold
from access.output import Output, cases_of
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at

from .models import Convocation, MeetingNotice
from .notice_mail import leaving, notice_for
from .services.reach import reachable
from .words import kind_of_meeting

JOB_KIND = "meeting_notice_pdf"
FILE_NAME = "notice.pdf"
TITLES = {
    MeetingNotice.About.CONVENED: "招集通知",
    MeetingNotice.About.CHANGED: "日程変更のお知らせ",
    MeetingNotice.About.CANCELLED: "中止のお知らせ",
}


def may(user: Any, object_id: uuid.UUID) -> MeetingNotice | None:
    """The notice of a sitting, for the secretary of its meeting, while its member may be told."""
    notice = notice_for(user, object_id)
    if notice is None or notice.sitting is None:
        return None
    told = reachable(notice.member.meeting, user, notice.sitting).sworn()
    return notice if told.filter(pk=notice.member_id).exists() else None


def gate(user: Any, notice: MeetingNotice, option: str) -> Output:
    told = leaving(notice, "招集通知を紙で渡す", Disclosure.Channel.PRINT)
    return Output(OutputHold.Use.OTHERS, cases_of(notice), told)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read as who asked; the day and the place as they are now."""
    notice = may(user, object_id)
    sitting = notice.sitting if notice is not None else None
    if notice is None or sitting is None:
        raise NotPermitted
    log.note("print", notice)
    case = notice.compartment.case
    meeting = notice.member.meeting
    title = f"{kind_of_meeting(meeting.basis)} {TITLES[MeetingNotice.About(notice.about)]}"
    context = {
        "paper": {
            "title": title,
            "number": f"{case.number}　第{sitting.number}回－{notice.number}",
            "audience": "宛先の人だけ",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "notice": notice,
        "member": notice.member,
        "sitting": sitting,
        "meeting": meeting,
        "secretariat": meeting.secretariat,
        "convocation": Convocation.objects.visible_to(user).filter(sitting=sitting).first(),
        "case": case,
    }
    return Paper(render_to_string("meetings/notice_paper.html", context), title)


make = as_pdf(FILE_NAME)


NOTICE_PDF = JobKind(
    name=JOB_KIND,
    label="招集通知のPDF",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("meetings:notice_of"),
)
