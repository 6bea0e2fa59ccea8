"""What waits after a sitting: decisions that are late, courses, answers for carrying over; the number
of the case and a kind, never a word of the meeting (R7)."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem

from .bridge import Row, agreed_ones, rows_told, shared_items
from .courses import open_courses
from .doors import rows_of
from .models import (
    CarriedCopy,
    CarryAnswer,
    CarryChoice,
    Decision,
    MeetingMember,
    SupportMeeting,
)
from .words import meeting_of_day

MOST = 50
Own = list[MeetingMember]


def parts(request: Any, own: Own) -> list[Asking[list[TodayItem]]]:
    """`own`: memberships of the user, at least one."""
    run = [m for m in own if m.part == MeetingMember.Part.SECRETARY]
    of_secretaries = [_late(request, run), _courses(request, run)] if run else []
    return [*of_secretaries, _ways(request, own)]


def _late(request: Any, run: Own) -> Asking[list[TodayItem]]:
    """Of other bodies, for the secretary: one line a meeting."""
    here = yield inside(request.user, run)
    late = (
        rows_of(Decision, request.user, run)
        .overdue()
        .exclude(body__in=request.acting.bodies)
        .order_by()
        .values("sitting__meeting")
        .annotate(number=Count("pk"), first=Min("due_on"))[:MOST]
    )
    counted, meetings = yield [late, _meetings(request, run)]
    found = {row["sitting__meeting"]: row for row in counted}
    return [
        TodayItem(
            action=f"{meeting_of_day(meeting)}で決まったことの期限が過ぎています（{found[meeting.pk]['number']}件）",
            url=reverse("meetings:meeting", args=[meeting.pk]) + "#decisions",
            case_number=meeting.compartment.case.number,
            waiting="行う機関",
            due_on=found[meeting.pk]["first"],
            button="見る",
            group="waiting",
        )
        for meeting in here.placed(meetings)
        if meeting.pk in found
    ]


def _meetings(request: Any, own: Own) -> Any:
    meetings = SupportMeeting.objects.visible_to(request.user)
    return meetings.filter(pk__in={m.meeting_id for m in own})


def _courses(request: Any, run: Own) -> Asking[list[TodayItem]]:
    """What the fixed minutes say is to follow, and has not."""
    yield inside(request.user, run)
    rows = yield from open_courses.among(request.user, run)
    return [
        TodayItem(
            action=f"{meeting_of_day(row.meeting)}のあと：{row.step}",
            url=row.url,
            case_number=row.meeting.compartment.case.number,
            waiting="構成員",
            due_on=row.due_on,
            button=row.button,
        )
        for row in rows[:MOST]
    ]


def _ways(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """Choices that this member may agree to; what was agreed and not carried out yet, for the secretary."""
    here = yield inside(request.user, own)
    user, kept = request.user, {m.meeting_id for m in own}
    choices = CarryChoice.objects.visible_to(user).filter(meeting__in=kept)
    going = choices.exclude(way=CarryChoice.Way.LEAVE)
    found, answers, copies, items, agreed, meetings = yield [
        choices,
        CarryAnswer.objects.visible_to(user).filter(choice__meeting__in=kept),
        CarriedCopy.objects.visible_to(user).filter(answer__choice__meeting__in=kept),
        shared_items(user).filter(pk__in=going.values("item")),
        agreed_ones(user).filter(pk__in=going.values("decision")),
        _meetings(request, own),
    ]
    members = {m.meeting_id: m for m in own}
    known = {meeting.pk: meeting for meeting in here.placed(meetings)}
    rows = [
        (known[row.choice.meeting_id], members[row.choice.meeting_id], row)
        for row in rows_told([*items, *agreed], found, answers, copies, members=own)
        if row.choice is not None and row.choice.meeting_id in known
    ]
    to_answer = [_to_answer(meeting, row.choice) for meeting, _, row in rows if row.may_answer]
    to_carry = [_to_carry(meeting, row.choice) for meeting, m, row in rows if _is_to_carry(m, row)]
    return [*to_answer[:MOST], *to_carry[:MOST]]


def _is_to_carry(member: MeetingMember, row: Row) -> bool:
    is_agreed = row.answer is not None and row.answer.is_approved
    return member.is_secretary and row.copy is None and is_agreed


def _to_answer(meeting: SupportMeeting, choice: Any) -> TodayItem:
    return TodayItem(
        action=f"{meeting_of_day(meeting)}の情報を移す案に答える",
        url=reverse("meetings:carry_answer", args=[choice.pk]),
        case_number=meeting.compartment.case.number,
        waiting="会議の事務局",
        button="答える",
    )


def _to_carry(meeting: SupportMeeting, choice: Any) -> TodayItem:
    return TodayItem(
        action="賛成のあった情報を、同意の範囲に移す",
        url=reverse("meetings:carry", args=[choice.pk]),
        case_number=meeting.compartment.case.number,
        waiting="同意の共有先",
        button="移す",
    )
