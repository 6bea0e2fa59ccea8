"""招集 on screen: who is called to a sitting, what each was told, papers and calendar files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from drafts.submit import key_of_button, see_other
from jobs.models import ENDED_BADLY, Job, JobState
from jobs.services import request_job

from .. import calendar_file, notice_mail, notice_paper, services
from ..doors import open_rows
from ..forms import ConveneForm
from ..models import MeetingNotice, Sitting, SittingState
from ..room import Room
from ..services.notices import MAIL_JOB
from .base import BOTH, form_page

CALLED = "構成員を招集しました。紙で知らせる人には、通知を印刷してください"
MAIL_STATES: dict[str, str] = {
    JobState.QUEUED: "送っています",
    JobState.RUNNING: "送っています",
    JobState.DONE: "送りました",
    JobState.FAILED: "送れませんでした",
    JobState.REFUSED: "送れませんでした",
}
NOT_YET = "。守秘義務を確かめていない{}人には、確かめるまで日時も場所も見えません"


@route("R4", "R22", reads=True, methods=BOTH)
def convene(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """The secretary calls the members; why she cannot yet stands in place of the form."""
    row = get_visible(Sitting, request.user, sitting)
    room = Room.of(request, row)
    room.require_secretary()
    called = services.convocation_of(row, request.user)
    initial = {"topic": called.topic, "link": called.link} if called else {"topic": "direction"}
    form = ConveneForm(request.POST or None, draft_object=sitting, initial=initial)

    def save() -> str:
        made = services.convene(
            sitting=row,
            topic=form.cleaned_data["topic"],
            link=form.cleaned_data["link"],
            by=request.user,
        )
        request.acting.log.note("write", made)
        told = services.members_to_tell(room.meeting, request.user, row)
        waiting = sum(not member.acknowledged_at for member in told)
        messages.success(request, CALLED + (NOT_YET.format(waiting) if waiting else ""))
        return reverse("meetings:convene", args=[row.pk]) + "#notices"

    is_called_off = bool(called) and row.state == SittingState.CANCELLED
    number = f"第{row.number}回"
    context = room.context(
        heading=f"{number}の中止の通知" if is_called_off else f"{number}に招集する",
        is_called_off=is_called_off,
        sitting=row,
        called=called,
        why_not=services.why_not_convene(row, room.meeting, request.user),
        **_recipients(request, room, row),
        notices=_notices(request, room, row),
        has_chair=any(m.is_chair for m in room.current_members),
        back=reverse("meetings:sitting", args=[row.pk]),
        submit="変えた内容を登録し、まだの人に知らせる" if called else "招集する",
    )
    return form_page(request, form, save, context, entry=row, template="meetings/convene.html")


def _recipients(request: ActingRequest, room: Room, row: Sitting) -> dict[str, list[Any]]:
    """Who will be told and how each is reached, and after the call who has not been told yet; who stands
    on the roster and is not told, because she is kept out of the case (R12) or has no valid pledge
    (domain.md R11)."""
    waiting = {m.pk for m in services.uncalled(row, room.meeting, request.user)}
    told = services.members_to_tell(room.meeting, request.user, row)
    known = {m.pk for m in told}
    others = [m for m in room.members if m.is_current and m.pk not in known and m != room.me]
    return {
        "recipients": [
            {
                "member": m,
                "has_mail": bool(services.address_of(m)),
                "waits": m.pk in waiting,
            }
            for m in told
        ],
        "left_out": [m for m in others if m.only_sitting_id in (None, row.pk)],
    }


def _notices(request: ActingRequest, room: Room, row: Sitting) -> list[dict[str, Any]]:
    """What was told to whom, the latest first. It stays when the membership ends; on paper it is made
    for nobody whom the meeting no longer reaches (R4, R12), nor is anybody called once it is called off."""
    members = {m.pk: m for m in room.members}
    told = MeetingNotice.objects.visible_to(request.user).filter(sitting=row)
    reached = services.receivers(row, request.user)
    rows = [notice for notice in told.order_by("-number") if notice.member_id in members]
    mails = _mails(request.user, rows)
    is_off = row.state == SittingState.CANCELLED
    over = {n.pk for n in rows if is_off and n.about != MeetingNotice.About.CANCELLED}
    return [
        {
            "notice": notice,
            "member": members[notice.member_id],
            "is_over": notice.pk in over,
            "may_print": notice.member_id in reached and notice.pk not in over,
            "mail": _mail_words(mails[notice.pk]) if notice.pk in mails else "",
            "may_send": notice.member_id in reached
            and notice.pk not in over
            and notice.pk in mails
            and mails[notice.pk].state in ENDED_BADLY,
        }
        for notice in rows
    ]


def _mail_words(job: Job) -> str:
    if job.error_code == notice_mail.UNSURE:
        return "届いたか分かりません"
    return MAIL_STATES.get(job.state, "")


def _mails(user: Any, notices: list[MeetingNotice]) -> dict[uuid.UUID, Job]:
    """The newest mail of each, as far as the user asked for it herself (a job is its owner's)."""
    jobs = Job.objects.visible_to(user).filter(kind=MAIL_JOB, object_id__in=[n.pk for n in notices])
    return {job.object_id: job for job in jobs.order_by("created_at")}


@route("R4", reads=True, methods=("POST",))
def mail_notice(request: ActingRequest, meeting_notice: uuid.UUID) -> HttpResponse:
    """Send the mail of a notice once more, after it could not be sent (F-25)."""
    row = get_visible(MeetingNotice, request.user, meeting_notice)
    if notice_mail.notice_for(request.user, row.pk) is None or row.sitting is None:
        raise Http404
    Room.of(request, row.sitting).require_secretary()
    last = _mails(request.user, [row]).get(row.pk)
    if last is None or last.state not in ENDED_BADLY:
        messages.info(request, "このメールは、もう一度送れません。今の状態は、下の表で分かります")
    else:
        key = key_of_button(request, MAIL_JOB, row.pk, last.pk)
        request_job(by=request.user, kind=MAIL_JOB, object_id=row.pk, key=key)
        request.acting.log.note("write", row)
        messages.success(request, "メールを、もう一度頼みました")
    return see_other(reverse("meetings:convene", args=[row.sitting_id]) + "#notices")


@route("R4", reads=True, methods=("POST",))
def print_notice(request: ActingRequest, meeting_notice: uuid.UUID) -> HttpResponse:
    """Ask for the notice of one member on paper: for the secretary (S-91)."""
    row = get_visible(MeetingNotice, request.user, meeting_notice)
    if notice_paper.may(request.user, row.pk) is None or row.sitting is None:
        raise Http404
    Room.of(request, row.sitting).require_secretary()
    key = key_of_button(request, notice_paper.JOB_KIND, row.pk)
    job = request_job(by=request.user, kind=notice_paper.JOB_KIND, object_id=row.pk, key=key)
    request.acting.log.note("write", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))


@route("R4")
def notice_of(request: ActingRequest, meeting_notice: uuid.UUID) -> HttpResponse:
    """Back from the paper or the mail of a notice to where it was asked for: the call of its sitting, or the poll."""
    row = get_visible(MeetingNotice, request.user, meeting_notice)
    if row.sitting_id is None:
        return see_other(reverse("meetings:date_poll", args=[row.poll_id]))
    return see_other(reverse("meetings:convene", args=[row.sitting_id]) + "#notices")


@route("R4", reads=True, methods=("POST",))
def calendar_of(request: ActingRequest, sitting: uuid.UUID) -> HttpResponse:
    """Ask for the calendar file of a sitting; or of all that are planned for the user."""
    row = get_visible(Sitting, request.user, sitting)
    Room.of(request, row).require_member()
    wants_all = request.POST.get("of") == calendar_file.MINE
    option = calendar_file.MINE if wants_all else calendar_file.ONE
    job = request_job(
        by=request.user,
        kind=calendar_file.JOB_KIND,
        object_id=row.pk,
        option=option,
        key=key_of_button(request, calendar_file.JOB_KIND, row.pk, option),
    )
    request.acting.log.note("write", row)
    return see_other(reverse("jobs:detail", args=[job.pk]))


def next_planned(user: Any) -> Sitting | None:
    """The next sitting of the user: from it, a file with all of them is asked for."""
    rows = open_rows(Sitting, user).filter(state=SittingState.PLANNED)
    found: Sitting | None = rows.filter(held_at__gte=timezone.now()).order_by("held_at").first()
    return found
