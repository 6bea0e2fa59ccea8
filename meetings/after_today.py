"""What waits after a sitting: decisions that are late, courses, answers for carrying over; the number
of the case and a kind, never a word of the meeting (R7)."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from bunkyo_support.today import TodayItem

from .bridge import agreed_ones, rows_of, shared_items
from .courses import open_courses
from .doors import open_rows, own_memberships
from .models import CarryAnswer, CarryChoice, Decision, MeetingMember, SupportMeeting
from .words import kind_of_meeting

MOST = 50


def items(request: Any) -> list[TodayItem]:
    return [*_late(request), *_courses(request), *_answers(request), *_carry(request)]


def _mine(request: Any) -> Any:
    return own_memberships(request.user)


def _late(request: Any) -> list[TodayItem]:
    """Of other bodies, for the secretary: one line a meeting."""
    kept = _mine(request).filter(part=MeetingMember.Part.SECRETARY)
    late = (
        open_rows(Decision, request.user)
        .overdue()
        .filter(sitting__meeting__in=kept.values("meeting"))
        .exclude(body__in=request.acting.bodies)
        .order_by()
        .values("sitting__meeting")
        .annotate(number=Count("pk"), first=Min("due_on"))[:MOST]
    )
    found = {row["sitting__meeting"]: row for row in late}
    meetings = SupportMeeting.objects.visible_to(request.user).filter(pk__in=found)
    return [
        TodayItem(
            action=f"{kind_of_meeting(meeting.basis)}で決まったことの期限が過ぎています（{found[meeting.pk]['number']}件）",
            url=reverse("meetings:meeting", args=[meeting.pk]) + "#decisions",
            case_number=meeting.compartment.case.number,
            waiting="行う機関",
            due_on=found[meeting.pk]["first"],
            button="見る",
            group="waiting",
        )
        for meeting in meetings.select_related("compartment__case")
    ]


def _courses(request: Any) -> list[TodayItem]:
    """What the fixed minutes say is to follow, and has not."""
    return [
        TodayItem(
            action=f"{kind_of_meeting(row.meeting.basis)}のあと：{row.step}",
            url=row.url,
            case_number=row.meeting.compartment.case.number,
            waiting="構成員",
            due_on=row.due_on,
            button=row.button,
        )
        for row in open_courses(request.user)[:MOST]
    ]


def _standing(request: Any, choices: Any) -> list[tuple[Any, Any, Any]]:
    """Meeting, own membership and way over of these choices; as many questions for any number."""
    wanted = list(choices[:MOST])
    if not wanted:
        return []
    user = request.user
    members = {m.meeting_id: m for m in _mine(request).with_names()}
    meetings = SupportMeeting.objects.visible_to(user).filter(pk__in=[c.meeting_id for c in wanted])
    known = {m.pk: m for m in meetings.select_related("compartment__case")}
    items = shared_items(user).filter(pk__in=[c.item_id for c in wanted])
    agreed = agreed_ones(user).filter(pk__in=[c.decision_id for c in wanted])
    rows = rows_of([*items, *agreed], user, *members.values())
    return [
        (known[row.choice.meeting_id], members.get(row.choice.meeting_id), row)
        for row in rows
        if row.choice is not None
    ]


def _going_over(request: Any) -> Any:
    meetings = _mine(request).values("meeting")
    rows = CarryChoice.objects.visible_to(request.user).filter(meeting__in=meetings)
    return rows.exclude(way=CarryChoice.Way.LEAVE)


def _answers(request: Any) -> list[TodayItem]:
    """Choices that this member may agree to."""
    answered = CarryAnswer.objects.visible_to(request.user).values("choice")
    open_ones = _going_over(request).exclude(pk__in=answered).exclude(created_by=request.user)
    return [
        TodayItem(
            action=f"{kind_of_meeting(meeting.basis)}の情報を移す案に答える",
            url=reverse("meetings:carry_answer", args=[row.choice.pk]),
            case_number=meeting.compartment.case.number,
            waiting="会議の事務局",
            button="答える",
        )
        for meeting, _, row in _standing(request, open_ones)
        if row.may_answer
    ]


def _carry(request: Any) -> list[TodayItem]:
    """Agreed, and not carried out yet: for the secretary."""
    agreed = CarryAnswer.objects.visible_to(request.user).filter(
        is_approved=True, copies__isnull=True
    )
    choices = _going_over(request).filter(pk__in=agreed.values("choice"))
    return [
        TodayItem(
            action="賛成のあった情報を、同意の範囲に移す",
            url=reverse("meetings:carry", args=[row.choice.pk]),
            case_number=meeting.compartment.case.number,
            waiting="同意の共有先",
            button="移す",
        )
        for meeting, member, row in _standing(request, choices)
        if member is not None
        and member.is_secretary
        and row.copy is None
        and row.answer is not None
        and row.answer.is_approved
    ]
